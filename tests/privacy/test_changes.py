"""What was written is told after the commit, once, by data type; what was undone, or only read, is not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from eigenart.core.consent import DataCategory
from eigenart.core.vocabulary import ActivityState
from eigenart.people.services import Actor
from eigenart.privacy import changes, consent, gate
from eigenart.privacy.gate import Grant
from eigenart.profiles import write

pytestmark = pytest.mark.django_db

Heard = list[frozenset[DataCategory]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    found: Heard = []
    monkeypatch.setattr(changes, "_listeners", [])
    changes.listen(found.append)
    return found


def note(grant: Grant, key: str) -> None:
    write.record_activity(grant, key, ActivityState.FINISHED, datetime.now(UTC))


def test_what_was_written_is_told_once_after_the_commit(
    heard: Heard, open_grant: Callable[[str], Grant], django_capture_on_commit_callbacks: Any
) -> None:
    grant = open_grant("learning.record")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note(grant, "learning:a")
        note(grant, "learning:b")
        assert heard == []
    assert heard == [frozenset({"learning_record"})]


def test_two_purposes_in_one_transaction_are_told_together(
    heard: Heard, open_grant: Callable[[str], Grant], django_capture_on_commit_callbacks: Any
) -> None:
    record, recommend = open_grant("learning.record"), open_grant("learning.recommend")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note(record, "learning:a")
        with gate.rows(recommend):
            pass
    assert heard == [frozenset({"learning_record", "suggestions", "feedback"})]


def test_what_failed_is_not_told(
    heard: Heard, open_grant: Callable[[str], Grant], django_capture_on_commit_callbacks: Any
) -> None:
    grant = open_grant("learning.record")
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), gate.rows(grant):
            _ = 1 / 0
        with transaction.atomic():
            note(grant, "learning:a")
            transaction.set_rollback(True)
    assert heard == []


def test_an_objection_is_told(
    heard: Heard,
    approved_register: None,
    actor: Actor,
    employee: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        consent.object_to(actor, employee, "personalisation.training")
    assert len(heard) == 1
    assert "consents" in heard[0]


def test_reading_is_not_told(
    heard: Heard, open_grant: Callable[[str], Grant], django_capture_on_commit_callbacks: Any
) -> None:
    everybody = gate.open_population(Actor.system(), "personalisation.training")
    assert isinstance(everybody, Grant)
    with django_capture_on_commit_callbacks(execute=True):
        with gate.reading(open_grant("learning.record")):
            pass
        with gate.rows(everybody):
            pass
    assert heard == []


def test_a_listener_that_fails_harms_nobody(
    heard: Heard, open_grant: Callable[[str], Grant], django_capture_on_commit_callbacks: Any
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError

    changes.listen(fail)
    changes.listen(fail)
    grant = open_grant("learning.record")
    with django_capture_on_commit_callbacks(execute=True) as calls:
        note(grant, "learning:a")
    assert len(heard) == 1
    assert calls
