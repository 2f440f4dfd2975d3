"""Jobs carry no value about a person, start with the transaction that asked for them, and call one use case."""

import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from structlog.testing import capture_logs

from eigenart.core.vocabulary import FactId, FactKind, Signal
from eigenart.delivery.jobs import defer, tasks
from eigenart.people.actor import Actor, Role
from eigenart.people.services import actor_of
from eigenart.personalisation import feedback
from eigenart.personalisation.recommend import recommend
from eigenart.privacy import consent, retention
from eigenart.profiles import change, intake
from eigenart.profiles import read as profiles
from tests.factories import learners

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
    assert {"train_all", "refresh_models", "delete_expired"} <= timed


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


class TestRefreshModels:
    """Whatever changes the log asks for the job, wherever it was changed; one waiting job is enough."""

    NAME = "eigenart.delivery.jobs.tasks.refresh_models"

    @pytest.fixture
    def person(self, make_employee: Callable[..., Any], approved_register: None) -> Actor:
        learners.fill_catalogue()
        actor = actor_of(make_employee().user)
        learners.finish(actor, learners.EXCEL, learners.LAW)
        connection.run_on_commit.clear()
        return actor

    @pytest.mark.parametrize(
        "change_something",
        [
            lambda actor: learners.finish(actor, learners.TALK),
            lambda actor: consent.object_to(actor, learners.id_of(actor), "personalisation.training"),
            lambda actor: consent.give(actor, learners.id_of(actor), "learning.interests"),
            lambda actor: change.mute(learners.grant_of(actor, "privacy.rights"), a_step_of(actor)),
            lambda actor: change.forget(learners.grant_of(actor, "privacy.rights"), a_step_of(actor)),
            lambda actor: answer(actor, Signal.ACCEPT),
            lambda _: retention.delete_expired(),
        ],
        ids=["step", "objection", "consent", "muted", "forgotten", "accepted", "retention"],
    )
    def test_a_change_of_the_log_asks_for_it(
        self,
        person: Actor,
        change_something: Callable[[Actor], object],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            change_something(person)
        assert waiting() == [(self.NAME, {})]
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True):
            learners.finish(person, learners.WELD)
        assert waiting() == [(self.NAME, {})]

    def test_an_applied_file_asks_for_it(self, hr: Actor, django_capture_on_commit_callbacks: Any) -> None:
        batch = intake.receive(hr, "people", "people.csv", PEOPLE.encode())
        tasks.inspect_batch(str(batch.pk))
        assert hr.user_id is not None
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.apply_batch(str(batch.pk), hr.user_id)
        assert waiting() == [(self.NAME, {})]

    def test_looking_at_suggestions_does_not(
        self, person: Actor, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert len(recommend(person, at=datetime.now(UTC))) == 3
            answer(person, Signal.NOT_FOR_ME)
        assert waiting() == []

    def test_it_moves_the_model(self, person: Actor, tmp_path: Path, settings: Any) -> None:
        settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
        tasks.train_all()
        learners.finish(person, learners.TALK)
        with capture_logs() as lines:
            tasks.refresh_models()
            tasks.refresh_models()
        (moved,) = [line for line in lines if line["event"] == "model_moved"]
        assert moved["status"] == "promoted"
        assert moved["n_events"] == 3

    def test_without_approval_it_says_so_and_ends(self, make_employee: Callable[..., Any]) -> None:
        with capture_logs() as lines:
            tasks.refresh_models()
        assert [(line["event"], line["code"]) for line in lines] == [("model_not_moved", "not_approved")]


def a_step_of(actor: Actor) -> FactId:
    facts = profiles.all_facts(learners.grant_of(actor, "privacy.rights"))
    return next(fact.id for fact in facts if fact.kind is FactKind.ACTIVITY)


def answer(actor: Actor, signal: Signal) -> None:
    shown = recommend(actor, at=datetime.now(UTC)).recommendations[0]
    feedback.record(actor, UUID(shown.impression), signal, at=datetime.now(UTC))
