"""The activity file: known people and items only, no future, no doubles, taken back without a trace."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind, Origin
from eigenart.people.services import Actor, actor_of
from eigenart.profiles import change, intake, read
from eigenart.surfaces.learning import services
from tests.factories.learners import EXCEL, PIVOT, grant_of
from tests.profiles.intake.files import HR, applied, inspected

pytestmark = pytest.mark.usefixtures("approved_register", "filled")

HEADINGS = "Personalnummer;Kursnummer;Status;Datum"


def csv(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows, "")).encode()


@pytest.fixture
def ada(make_employee: Callable[..., Any]) -> Actor:
    return actor_of(make_employee(personnel_number="00299").user)


def steps(actor: Actor) -> list[tuple[str, str]]:
    facts = read.all_facts(grant_of(actor, "learning.record"))
    return sorted((fact.key, fact.value) for fact in facts if fact.kind is FactKind.ACTIVITY)


def test_steps_arrive_with_source_and_line(ada: Actor, now: datetime) -> None:
    batch = applied(
        "activity", csv("00299;EXCEL;abgeschlossen;03.02.2025 14:30", "00299;PIVOT;begonnen;4.2.25")
    )
    assert batch.counts["added"] == 2
    assert steps(ada) == [(EXCEL, "finished"), (PIVOT, "started")]
    fact = next(f for f in read.all_facts(grant_of(ada, "privacy.rights")) if f.key == EXCEL)
    assert (fact.source.origin, fact.source.reference, fact.source.line) == (Origin.IMPORT, "datei.csv", 2)
    assert fact.recorded_at.astimezone(UTC).hour == 13, "14:30 in Berlin in winter"
    assert services.state_of(ada, EXCEL, now) is ActivityState.FINISHED


def test_the_same_file_twice_changes_nothing(ada: Actor) -> None:
    content = csv("00299;EXCEL;finished;2025-02-03", "00299;PIVOT;started;2025-02-04")
    applied("activity", content)
    again = inspected("activity", content)
    assert intake.preview(again).changes_nothing
    intake.apply(HR, again)
    assert len(steps(ada)) == 2


def test_revert_takes_back_its_own_steps_only(ada: Actor, now: datetime) -> None:
    services.set_state(ada, services.key_of("WELD"), ActivityState.PLANNED, now)
    batch = applied("activity", csv("00299;EXCEL;finished;2025-02-03"))
    intake.revert(HR, batch)
    assert steps(ada) == [("learning:WELD", "planned")]


def test_a_step_that_the_person_forgot_does_not_come_back(ada: Actor) -> None:
    content = csv("00299;EXCEL;finished;2025-02-03", "00299;PIVOT;started;2025-02-04")
    applied("activity", content)
    rights = grant_of(ada, "privacy.rights")
    fact = next(f for f in read.all_facts(rights) if f.key == EXCEL)
    change.forget(rights, fact.id)
    assert steps(ada) == [(PIVOT, "started")]
    again = inspected("activity", content)
    assert intake.preview(again).changes_nothing
    intake.apply(HR, again)
    assert steps(ada) == [(PIVOT, "started")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("99999;EXCEL;finished;2025-02-03", "unknown_person", "personnel_number"),
        ("00299;NOTHING;finished;2025-02-03", "unknown_item", "item_number"),
        ("00299;EXCEL;finished;{tomorrow}", "in_future", "at"),
        ("00299;EXCEL;vergessen;2025-02-03", "not_a_choice", "state"),
        ("00299;EXCEL;finished;31.2.2025", "no_such_day", "at"),
        ("00299;EXCEL;finished;", "missing", "at"),
    ],
)
def test_rows_that_cannot_be_steps_are_left_out(ada: Actor, row: str, code: str, column: str) -> None:
    later = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    batch = applied("activity", csv("00299;PIVOT;started;2025-02-04", row.format(tomorrow=later)))
    summary = intake.summary(batch)
    assert (summary.accepted, summary.rejected) == (1, 1)
    assert (code, column) in {(issue.code, issue.column) for issue in summary.issues}
    assert steps(ada) == [(PIVOT, "started")]


def test_a_plan_may_lie_in_the_future(ada: Actor) -> None:
    later = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    assert applied("activity", csv(f"00299;EXCEL;geplant;{later}")).counts["added"] == 1


def test_a_step_that_stands_twice_counts_once(ada: Actor) -> None:
    row = "00299;EXCEL;finished;2025-02-03"
    batch = applied("activity", csv(row, row))
    assert intake.summary(batch).rejected == 1
    assert steps(ada) == [(EXCEL, "finished")]
