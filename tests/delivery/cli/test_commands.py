"""The command line says what it can do without a database, and leaves with documented codes."""

import os
import subprocess
import sys

import pytest

from eigenart.delivery.cli.commands import MODULES, SUMMARIES


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eigenart", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command_without_a_database() -> None:
    done = run("--help", DATABASE_URL="postgresql://nobody@192.0.2.1/none")
    assert done.returncode == 0
    for name in MODULES:
        assert name in done.stdout
    assert "Exit codes" in done.stdout


def test_every_command_has_a_summary() -> None:
    assert MODULES.keys() == SUMMARIES.keys()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_command_has_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: eigenart" in done.stdout or "Usage:" in done.stdout


def test_an_unknown_command_is_code_2() -> None:
    done = run("paint")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_a_database_that_does_not_answer_is_code_3() -> None:
    done = run(
        "migrate",
        EIGENART_MODE="test",
        DATABASE_URL="postgresql://app@127.0.0.1:9/none?connect_timeout=1",
        EIGENART_OWNER_DATABASE_URL="postgresql://owner@127.0.0.1:9/none?connect_timeout=1",
    )
    assert done.returncode == 3
    assert done.stderr.startswith("PostgreSQL does not answer")
    assert "Traceback" not in done.stderr
