"""`eigenart report`: what it prints, and what it refuses."""

import os
import subprocess
import sys


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eigenart", "report", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_list_is_the_registers(spawn_database: dict[str, str]) -> None:
    from eigenart.privacy.in_force import register

    printed = run(spawn_database, "list").stdout.splitlines()
    assert [line.split(":")[0] for line in printed] == list(register().content.reports)


def test_without_approval_it_is_refused(spawn_database: dict[str, str]) -> None:
    done = run(spawn_database, "run", "--quarter", "2026-Q1")
    assert (done.returncode, done.stderr.strip()) == (1, "Refused: not_approved.")


def test_what_is_no_quarter(spawn_database: dict[str, str]) -> None:
    assert run(spawn_database, "run", "--quarter", "August").returncode == 2
