"""Counts under a grant: what is remembered, what stays decided, and that erasure does not open a gap."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import aggregates, audit, consent, gate
from eigenart.privacy.aggregates import Answer
from eigenart.privacy.database_role import as_role
from eigenart.privacy.gate import Grant
from eigenart.privacy.models import ReportOutcome
from eigenart.privacy.subject import Subject
from eigenart.register.read import NotRegistered

REPORT = "learning.finished"


@pytest.fixture
def thirty(make_employee: Callable[..., Employee]) -> list[UUID]:
    return sorted(Subject.of_all([make_employee().pk for _ in range(30)]).values())


def answers(people: list[UUID], yes: int = 12) -> list[Answer]:
    return [Answer(who, place < yes) for place, who in enumerate(people)]


def test_a_figure_is_decided_once(thirty: list[UUID]) -> None:
    (first,) = aggregates.decide(REPORT, "2026-Q1", answers(thirty))
    assert (first.share, first.code, first.path) == (40, "", ())
    assert aggregates.decide(REPORT, "2026-Q1", answers(thirty[:15], yes=3)) == (first,)
    assert aggregates.cells(REPORT) == (first,)


def test_one_fewer_is_withheld_and_so_it_stays(thirty: list[UUID]) -> None:
    aggregates.decide(REPORT, "2026-Q1", answers(thirty))
    (second,) = aggregates.decide(REPORT, "2026-Q2", answers(thirty[1:]))
    assert (second.share, second.code) == (None, "differs_by_few")
    assert [one.share for one in aggregates.cells(REPORT)] == [40, None]


def test_reports_are_weighed_apart_and_their_pseudonyms_differ(thirty: list[UUID]) -> None:
    aggregates.decide(REPORT, "2026-Q1", answers(thirty))
    (other,) = aggregates.decide("opt_out.learning_recommend", "2026-Q1", answers(thirty[1:]))
    assert other.share == 40
    members = [set(one.members) for one in ReportOutcome.objects.all()]
    assert not members[0] & members[1]
    assert not {str(who) for who in thirty} & members[0]


def test_erasure_between_two_figures_opens_no_gap(thirty: list[UUID]) -> None:
    """The pseudonym stays in the memory when its key is destroyed, so that the one who is missing is missed."""
    aggregates.decide(REPORT, "2026-Q1", answers(thirty))
    with transaction.atomic(), as_role("privacy.retention", ""):
        audit.forget(thirty[:1])
    (second,) = aggregates.decide(REPORT, "2026-Q2", answers(thirty[1:]))
    assert second.code == "differs_by_few"


def test_what_was_decided_cannot_be_changed(thirty: list[UUID]) -> None:
    aggregates.decide(REPORT, "2026-Q1", answers(thirty))
    for statement in ("UPDATE privacy_reportoutcome SET share = 1", "DELETE FROM privacy_reportoutcome"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_report_that_is_not_listed_is_none(db: None) -> None:
    with pytest.raises(NotRegistered):
        aggregates.decide("attrition.risk", "2026-Q1", [])


def test_who_has_switched_off_is_counted_as_of_a_moment(
    approved_register: None, make_employee: Callable[..., Employee]
) -> None:
    people = [make_employee() for _ in range(3)]
    Subject.of_all([one.pk for one in people])
    now = datetime.now(UTC)
    consent.object_to(actor_of(people[0].user), people[0], "learning.recommend", at=now - timedelta(days=9))
    consent.object_to(actor_of(people[1].user), people[1], "learning.recommend", at=now)
    grant = gate.open_population(Actor.system(), "insight.reports")
    assert isinstance(grant, Grant)
    found = {
        one.subject: one.is_yes
        for one in aggregates.opt_outs(grant, "learning.recommend", now - timedelta(1))
    }
    assert found == {Subject.of(one.pk).pk: place == 0 for place, one in enumerate(people)}
