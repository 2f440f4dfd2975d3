"""The restore drill: a backup, an erasure, the backup back: the erased are gone again before anything opens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg import sql

from tests.conftest import owner_connection

pytestmark = pytest.mark.django_db  # makes the database that the spawned ones are copies of
PREPARE = """
import django
django.setup()
from datetime import UTC, date, datetime, timedelta
from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals, gate
from eigenart.privacy.models import Party
from eigenart.profiles.models import SkillEntry
for party in Party:
    acting = Actor(user_id=None, employee_id=None, roles=frozenset({Role(party.value)}))
    approvals.approve(acting, party, passphrase="a passphrase of the office")
person = Employee.objects.create(personnel_number="K-1", given_name="Kanarie", family_name="Vogel",
                                 leaves_on=date.today() - timedelta(days=2))
grant = gate.open(Actor(None, person.pk, frozenset()), person.pk, "privacy.rights")
with gate.rows(grant):
    SkillEntry.under(grant).create(key="kanarie", value="2", origin="self", recorded_at=datetime.now(UTC))
"""
ERASE = """
import django
django.setup()
from uuid import UUID
from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import erasure, tombstones
person = Employee.objects.get(personnel_number="K-1")
erasure.order(Actor(user_id=None, employee_id=None, roles=frozenset({Role.HR})), person.pk, "all", language="de")
(order,) = tombstones.unfinished()
print(erasure.carry_out(UUID(order.request)).state)
"""
LOOK = """
import django
django.setup()
from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import gate, rights
(person,) = Employee.objects.all()
grant = gate.open(Actor(None, person.pk, frozenset()), person.pk, "privacy.rights")
skills = rights.everything(grant)["skills"]
print(repr(person.family_name), len(skills))
"""


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("command", [("restore", "check"), ("worker", "--once")])
def test_the_drill(spawn_database: dict[str, str], tmp_path: Path, command: tuple[str, ...]) -> None:
    live = spawn_database | {"EIGENART_DATA_DIR": str(tmp_path)}
    name = live["DATABASE_URL"].partition("dbname=")[2].split()[0]
    backup = f"{name}_backup"
    run(live, "-c", PREPARE)
    with owner_connection("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(backup), sql.Identifier(name))
        )
    try:
        assert run(live, "-c", ERASE).stdout.strip() == "done"
        assert run(live, "-c", LOOK).stdout.strip() == "'' 0"
        restored = {key: value.replace(f"dbname={name}", f"dbname={backup}") for key, value in live.items()}
        assert run(restored, "-c", LOOK).stdout.strip() == "'Vogel' 1", "control: the backup brings them back"
        assert "1 erasures repeated" in run(restored, "-m", "eigenart", *command).stdout
        assert run(restored, "-c", LOOK).stdout.strip() == "'' 0"
    finally:
        with owner_connection("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(backup))
            )
