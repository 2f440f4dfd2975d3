"""`forget verify` and `restore`: clear words and documented codes, also for what is damaged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db  # makes the database that the spawned ones are copies of


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eigenart", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def apart(spawn_database: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A database and a data folder of its own."""
    return spawn_database | {"EIGENART_DATA_DIR": str(tmp_path)}


def test_what_is_no_certificate_is_named_so(apart: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    for content in ("{}", "not json", json.dumps([1])):
        file.write_text(content)
        done = run(apart, "forget", "verify", str(file))
        assert (done.returncode, "no forget certificate" in done.stdout) == (1, True)


def test_the_key_is_made_once_and_kept(apart: dict[str, str], tmp_path: Path) -> None:
    first, second = run(apart, "forget", "key"), run(apart, "forget", "key")
    assert first.stdout == second.stdout
    assert len(first.stdout.splitlines()[0]) == 64
    assert (tmp_path / "installation.key").stat().st_mode & 0o077 == 0


def test_a_damaged_file_keeps_portal_and_worker_closed(apart: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tombstones.jsonl").write_text("{}\n")
    for command in (("restore", "check"), ("serve",), ("worker", "--once")):
        done = run(apart, *command)
        assert done.returncode == 1, command
        assert "damaged in line 1" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_damaged_key_is_named(apart: dict[str, str], tmp_path: Path) -> None:
    run(apart, "forget", "key")
    (tmp_path / "installation.key").write_bytes(b"short")
    (tmp_path / "tombstones.jsonl").write_text(
        '{"request":"a","mark":"b","scope":"all","ordered_at":"2026-01-01","seal":"c"}\n'
    )
    done = run(apart, "restore", "check")
    assert done.returncode == 1
    assert "installation.key is damaged" in done.stderr


def test_without_a_restore_nothing_happens(apart: dict[str, str]) -> None:
    done = run(apart, "restore", "check")
    assert done.returncode == 0, done.stderr
    assert "0 erasures repeated" in done.stdout
    assert "0 erasures are not known" in run(apart, "restore", "check", "--dry-run").stdout
