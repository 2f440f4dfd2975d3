"""A process killed in the middle of applying leaves nothing, whenever the kill comes; later it applies as a whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PEOPLE = 400
PROGRAM = """
import sys
import django
django.setup()
from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals
from eigenart.privacy.models import Party
from eigenart.profiles import intake
from tests.profiles.intake.files import HR, inspected, people_csv
step = sys.argv[1]
if step == "prepare":
    for party in Party:
        acting = Actor(user_id=None, employee_id=None, roles=frozenset({Role(party.value)}))
        approvals.approve(acting, party, passphrase="a passphrase of the office")
    rows = [f"{i:05d};Vor;Nach;;Ort;A > B;Stelle;{i // 8:05d};1.4.19;;38,5;hybrid;de;" for i in range(PEOPLE)]
    print(inspected("people", people_csv(*rows)).pk)
else:
    def advance(done, total, stage):
        if stage == "write" and done >= int(sys.argv[3]):
            print("writing", flush=True)
            sys.stdin.readline()
    print(intake.apply(HR, intake.batch(sys.argv[2]), advance).status)
""".replace("PEOPLE", str(PEOPLE))


def start(environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, **environment, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def stored(environment: dict[str, str]) -> tuple[int, int, int, str]:
    """People, their facts, journal lines, and the state of the batch, read as the owner."""
    with psycopg.connect(environment["EIGENART_OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ALTER TABLE profiles_employment NO FORCE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE profiles_intakechange NO FORCE ROW LEVEL SECURITY")
        row: Any = connection.execute(
            "SELECT (SELECT count(*) FROM people_employee), (SELECT count(*) FROM profiles_employment),"
            " (SELECT count(*) FROM profiles_intakechange), (SELECT status FROM profiles_intakebatch)"
        ).fetchone()
    return row[0], row[1], row[2], row[3]


@pytest.mark.django_db
@pytest.mark.parametrize("written", [0, 1, 5 * PEOPLE])
def test_killed_while_writing(spawn_database: dict[str, str], written: int) -> None:
    batch_id = start(spawn_database, "prepare").communicate(timeout=120)[0].strip()
    process = start(spawn_database, "apply", batch_id, str(written))
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n", "the process must stand in the middle of its transaction"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    wait_for_the_server(spawn_database)
    assert stored(spawn_database) == (0, 0, 0, "inspected")
    again = start(spawn_database, "apply", batch_id, "1000000000")
    assert again.communicate(timeout=120)[0].strip() == "applied"
    assert stored(spawn_database) == (PEOPLE, 6 * PEOPLE, PEOPLE, "applied")


def wait_for_the_server(environment: dict[str, str]) -> None:
    """Until PostgreSQL has noticed that its client is gone, for at most ten seconds."""
    with psycopg.connect(environment["EIGENART_OWNER_DATABASE_URL"], autocommit=True) as connection:
        for _ in range(100):
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.1)
