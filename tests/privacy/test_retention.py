"""Deletion by class: each starting point, to the day, and nothing else goes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import approvals, consent, database_role, gate, retention
from eigenart.privacy.gate import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles.models import Activity, Interest, SkillEntry

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _approved(approved_register: None) -> None:
    """Every test here runs under an approved register."""


@pytest.fixture
def add(actor: Actor, employee: Employee) -> Callable[..., None]:
    """Adds one row about the fixture employee under a grant for the purpose."""

    def add_(model: Any, purpose: str, **values: Any) -> None:
        grant = gate.open(actor, employee, purpose)
        assert isinstance(grant, Grant)
        with gate.rows(grant):
            model.under(grant).create(origin="self", recorded_at=NOW, **values)

    return add_


@pytest.fixture
def kept(actor: Actor, employee: Employee) -> Callable[[Any], set[str]]:
    """The keys that are left of a table."""

    def kept_(model: Any) -> set[str]:
        grant = gate.open(actor, employee, "privacy.rights")
        assert isinstance(grant, Grant)
        with gate.rows(grant):
            return set(model.under(grant).values_list("key", flat=True))

    return kept_


def test_from_an_event_to_the_day(add: Callable[..., None], kept: Callable[[Any], set[str]]) -> None:
    """36 months before 24 November 2026 is 24 November 2023; the zone is Berlin."""
    add(
        Activity,
        "learning.record",
        key="over",
        value="finished",
        at=datetime(2023, 11, 23, 22, 59, tzinfo=UTC),
    )
    add(
        Activity,
        "learning.record",
        key="last day",
        value="finished",
        at=datetime(2023, 11, 23, 23, 0, tzinfo=UTC),
    )
    counts = retention.delete_expired(NOW)
    assert kept(Activity) == {"last day"}
    assert counts["learning_record"] == 1
    assert {str(model.category) for model in subject_models()} <= set(counts)


def test_from_the_end_of_the_contract(
    add: Callable[..., None], kept: Callable[[Any], set[str]], employee: Employee
) -> None:
    add(SkillEntry, "privacy.rights", key="cad", value="2")
    retention.delete_expired(NOW)
    assert kept(SkillEntry) == {"cad"}
    for leaves_on, left in ((date(2026, 5, 24), {"cad"}), (date(2026, 5, 23), set())):
        Employee.objects.filter(pk=employee.pk).update(leaves_on=leaves_on)
        retention.delete_expired(NOW)
        assert kept(SkillEntry) == left


def test_at_the_end_of_the_purpose(
    add: Callable[..., None], kept: Callable[[Any], set[str]], actor: Actor, employee: Employee
) -> None:
    """The service deletes at once; the nightly run catches what a changed text left behind."""
    consent.give(actor, employee, "learning.interests")
    add(Interest, "learning.interests", key="welding")
    retention.delete_expired(NOW)
    assert kept(Interest) == {"welding"}
    subject = Subject.of(employee.pk)
    line = Consent(
        subject=subject,
        kind="withdrawn",
        purpose="learning.interests",
        version=1,
        text_hash="",
        at=datetime.now(UTC),
    )
    with transaction.atomic(), database_role.as_role("privacy.rights", str(subject.pk)):
        line.save(force_insert=True)
    assert retention.delete_expired(NOW)["interests"] == 1
    assert kept(Interest) == set()


def test_an_objection_does_not_keep_rows_alive(
    add: Callable[..., None], actor: Actor, employee: Employee, kept: Callable[[Any], set[str]]
) -> None:
    """Deletion has a purpose of its own, so that whoever objected is not kept for ever."""
    add(Activity, "learning.record", key="old", value="finished", at=NOW - timedelta(days=2000))
    consent.object_to(actor, employee, "learning.recommend")
    consent.object_to(actor, employee, "personalisation.training")
    assert retention.delete_expired(NOW)["learning_record"] == 1


def test_statements_outlive_employment_by_three_years(actor: Actor, employee: Employee) -> None:
    consent.object_to(actor, employee, "learning.recommend")
    Employee.objects.filter(pk=employee.pk).update(leaves_on=date(2023, 11, 25))
    assert retention.delete_expired(NOW)["consents"] == 0
    Employee.objects.filter(pk=employee.pk).update(leaves_on=date(2023, 11, 23))
    assert retention.delete_expired(NOW)["consents"] == 1


def test_it_runs_without_any_approval(db: None) -> None:
    entry = register().purpose("privacy.retention")
    assert approvals.is_active(entry, "a hash that nobody approved")


def test_it_reads_dates_only() -> None:
    columns = register().gated_columns("privacy.retention")
    starts = {name: kind.start_field for name, kind in register().gated.items()}
    assert columns == {name: frozenset({start} if start else ()) for name, start in starts.items()}
