"""Jobs carry no value about a person, start with the transaction that asked for them, and call one use case."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from structlog.testing import capture_logs

from eigenart.delivery.jobs import defer, tasks
from eigenart.people.actor import Actor, Role
from eigenart.people.services import actor_of
from eigenart.profiles import intake

ALLOWED = {"batch_id", "request_id", "user_id", "timestamp"}
PEOPLE = "Personalnummer;Vorname;Nachname;E-Mail;Abteilung\n0001;Ada;Lindner;ada@example.org;Technik\n"


def waiting() -> list[tuple[str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]


@pytest.fixture
def hr(make_employee: Callable[..., Any], approved_register: None) -> Actor:
    return actor_of(make_employee(roles=[Role.HR]).user)


def test_no_job_has_room_for_a_value_about_a_person() -> None:
    own = [task for name, task in app.tasks.items() if name.startswith("eigenart.")]
    assert len(own) >= 5
    for task in own:
        assert set(inspect.signature(task.func).parameters) <= ALLOWED, task.name


def test_night_jobs_are_on_the_clock() -> None:
    timed = {
        periodic.task.name.rpartition(".")[2] for periodic in app.periodic_registry.periodic_tasks.values()
    }
    assert {"train_all", "delete_expired"} <= timed


def test_a_job_waits_only_if_its_transaction_lasts(hr: Actor) -> None:
    batch = intake.receive(hr, "people", "people.csv", PEOPLE.encode())
    with transaction.atomic():
        defer.inspect_batch(batch)
        assert len(waiting()) == 1
        transaction.set_rollback(True)
    assert waiting() == []
    defer.inspect_batch(batch)
    assert waiting() == [("eigenart.delivery.jobs.tasks.inspect_batch", {"batch_id": str(batch.pk)})]


def test_the_jobs_bring_a_file_in_and_take_it_back(hr: Actor) -> None:
    batch = intake.receive(hr, "people", "people.csv", PEOPLE.encode())
    assert hr.user_id is not None
    tasks.inspect_batch(str(batch.pk))
    tasks.apply_batch(str(batch.pk), hr.user_id)
    batch.refresh_from_db()
    assert batch.status == intake.Status.APPLIED
    tasks.revert_batch(str(batch.pk), hr.user_id)
    batch.refresh_from_db()
    assert batch.status == intake.Status.REVERTED


def test_a_job_in_nobodys_name_is_refused(hr: Actor) -> None:
    batch = intake.receive(hr, "people", "people.csv", PEOPLE.encode())
    with pytest.raises(ValueError, match="needs a login"):
        defer.apply_batch(batch, Actor.system())
    assert waiting() == []


def test_retention_runs_on_an_empty_company(approved_register: None) -> None:
    with capture_logs() as lines:
        tasks.delete_expired()
    (line,) = [entry for entry in lines if entry["event"] == "retention"]
    assert line["tables"] >= 8
    assert line["rows"] == line["files"] == 0


def test_a_file_that_cannot_be_read_is_an_answer_and_no_crash(hr: Actor) -> None:
    batch = intake.receive(hr, "people", "people.csv", b"only one heading and nothing below")
    tasks.inspect_batch(str(batch.pk))
    batch.refresh_from_db()
    assert batch.status == intake.Status.REFUSED
    assert batch.error["code"]
