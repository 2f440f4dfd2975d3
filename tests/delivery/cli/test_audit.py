"""`eigenart audit` in a process of its own: whole, broken, anchored, and what it says where it cannot know."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import owner_connection

ADD = (
    "INSERT INTO privacy_accesslog (id, at, actor_role, actor_pseudonym, purpose, register_hash, categories, outcome,"
    " reached, subject_tag, chain, number, hash) SELECT gen_random_uuid(), now(), 'hr', '', 'learning.record', '', '',"
    " 'granted', 1, '', 0, 0, '' FROM generate_series(1, 10)"
)


@pytest.fixture
def execute(spawn_database: dict[str, str]) -> "Execute":
    return Execute(spawn_database)


class Execute:
    """Runs `eigenart audit` on a database of its own, and statements as its owner."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.database = environment["DATABASE_URL"].split("dbname=")[1].split()[0]
        self.as_owner(ADD)

    def as_owner(self, statement: str) -> None:
        with owner_connection(self.database) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "eigenart", "audit", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


def test_from_an_anchor_to_a_cut(execute: Execute, tmp_path: Path) -> None:
    unanchored = execute("verify")
    assert unanchored.returncode == 0
    assert "10 lines in 1 chains, 0 findings" in unanchored.stdout
    assert "cannot be found" in unanchored.stdout
    anchored = execute("anchor")
    assert anchored.returncode == 1
    assert "NOT SENT: no mail server" in anchored.stderr
    file = tmp_path / "anchors.jsonl"
    file.write_text(execute("anchors").stdout)
    assert "could change them, too" in execute("verify").stdout
    execute.as_owner("DELETE FROM privacy_accesslog WHERE number > 8; DELETE FROM privacy_auditanchor")
    assert execute("verify").returncode == 0
    found = execute("verify", "--anchors", str(file), "--json")
    assert found.returncode == 1
    assert json.loads(found.stdout)["findings"] == [{"code": "cut", "chain": 0, "number": 9}]


def test_a_changed_line_is_named(execute: Execute) -> None:
    execute.as_owner("UPDATE privacy_accesslog SET outcome = 'no_basis' WHERE number = 4")
    found = execute("verify")
    assert found.returncode == 1
    assert "Chain 0, line 4 is not what was written" in found.stdout


def test_a_file_that_is_no_list_of_anchors(execute: Execute, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear works council")
    found = execute("verify", "--anchors", str(file))
    assert found.returncode == 2
    assert "not_json in line 1" in found.stderr
