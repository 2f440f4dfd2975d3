"""The closed list: the same in code and register, only over past quarters, for the right roles, and by the rules."""

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind
from eigenart.insight import reports
from eigenart.insight.reports import Quarter, ReportRefused
from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import consent, gate
from eigenart.privacy.gate import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import Subject
from eigenart.profiles import write
from eigenart.profiles.models import Employment

LAST = Quarter(2026, 3)
INSIDE = datetime(2026, 8, 1, tzinfo=UTC)
AFTER = datetime(2026, 11, 24, tzinfo=UTC)
FINISHED = "learning.finished"


def test_b87_2_reports_in_code_equal_the_registers_list() -> None:
    assert set(reports.REPORTS) == set(register().content.reports)
    assert {one.purpose for one in register().content.reports.values()} == {reports.PURPOSE}


def test_there_is_no_free_filter() -> None:
    for ask in (reports.run, reports.run_all):
        assert set(inspect.signature(ask).parameters) <= {"report", "quarter", "at"}


class TestQuarter:
    def test_text_and_back(self) -> None:
        assert Quarter.parse("2026-Q3") == LAST
        assert str(LAST) == "2026-Q3"
        for text in ("2026", "2026-Q5", "x-Q1", "2026-08"):
            with pytest.raises(ValueError, match=r".*"):
                Quarter.parse(text)

    def test_its_ends(self) -> None:
        assert Quarter.of(date(2026, 9, 30)) == LAST
        assert Quarter.of(date(2026, 10, 1)).before == LAST
        assert Quarter(2026, 1).before == Quarter(2025, 4)
        assert (LAST.begins.month, LAST.ends.month, Quarter(2025, 4).ends.year) == (7, 10, 2026)


@pytest.fixture
def company(approved_register: None, make_employee: Callable[..., Employee]) -> list[Employee]:
    """Two departments of 20 and 12, and 4 in a third; every other person finished something in the quarter."""
    hr = gate.open_population(Actor.system(), "hr.masterdata")
    assert isinstance(hr, Grant)
    people = []
    for place in range(36):
        person = make_employee()
        people.append(person)
        unit = "Vertrieb > Süd" if place < 20 else "Büro" if place < 32 else "Labor"
        subject = Subject.of(person.pk)
        with gate.rows(hr):
            Employment.under(hr).create(
                subject=subject, key=FactKind.ORG_UNIT, value=unit, origin="import", recorded_at=INSIDE
            )
        if place % 2:
            grant = gate.open(actor_of(person.user), person, "learning.record")
            assert isinstance(grant, Grant)
            write.record_activity(grant, "learning:1", ActivityState.FINISHED, INSIDE)
    return people


def test_finished_by_department(company: list[Employee]) -> None:
    found = {one.path: (one.share, one.code) for one in reports.run(FINISHED, LAST, at=AFTER)}
    assert found[()] == (50, "")
    assert found[("Vertrieb",)] == (50, "")
    assert found[("Labor",)] == (None, "too_few")
    assert found[("Büro",)] == (None, "differs_by_few"), "or it would show the four of the laboratory"


def test_who_objects_to_reports_is_in_none(company: list[Employee]) -> None:
    for person in company[:30]:
        consent.object_to(actor_of(person.user), person, reports.PURPOSE)
    assert {one.code for one in reports.run(FINISHED, LAST, at=AFTER)} == {"too_few"}


def test_a_quarter_that_runs_is_not_counted(company: list[Employee]) -> None:
    with pytest.raises(ReportRefused, match="not_over"):
        reports.run(FINISHED, Quarter(2026, 4), at=AFTER)


def test_without_approval_nothing_is_counted(db: None) -> None:
    with pytest.raises(ReportRefused, match="not_approved"):
        reports.run(FINISHED, LAST, at=AFTER)


def test_every_report_runs(company: list[Employee]) -> None:
    assert set(reports.run_all(LAST, at=AFTER)) == set(reports.REPORTS)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_registers_roles_see_figures(db: None, role: Role) -> None:
    actor = Actor(user_id=None, employee_id=None, roles=frozenset({role}))
    if role in (Role.HR, Role.WORKS_COUNCIL, Role.DPO):
        assert set(reports.shown_to(actor)) == set(reports.REPORTS)
    else:
        with pytest.raises(ReportRefused, match="not_visible"):
            reports.shown_to(actor)
