"""Who finished something: inside the period, not muted, by the first level of the department."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind
from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.privacy.grant import GateClosed
from eigenart.privacy.subject import Subject
from eigenart.profiles import change, completion, read, write

SINCE, UNTIL = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)


def own(person: Employee, purpose: str) -> Grant:
    grant = gate.open(actor_of(person.user), person, purpose)
    assert isinstance(grant, Grant)
    return grant


def found() -> dict[object, tuple[str, bool]]:
    grant = gate.open_population(Actor.system(), "insight.reports")
    assert isinstance(grant, Grant)
    return {who: (place, done) for who, place, done in completion.finished(grant, since=SINCE, until=UNTIL)}


@pytest.mark.parametrize(
    ("state", "at", "counts"),
    [
        (ActivityState.FINISHED, SINCE, True),
        (ActivityState.FINISHED, UNTIL, False),
        (ActivityState.FINISHED, SINCE - timedelta(seconds=1), False),
        (ActivityState.PLANNED, SINCE, False),
    ],
)
def test_only_what_was_finished_in_the_period(
    approved_register: None, employee: Employee, state: ActivityState, at: datetime, counts: bool
) -> None:
    write.record_activity(own(employee, "learning.record"), "learning:1", state, at)
    assert found() == {Subject.of(employee.pk).pk: ("", counts)}


def test_a_muted_step_counts_as_absent(approved_register: None, employee: Employee) -> None:
    write.record_activity(own(employee, "learning.record"), "learning:1", ActivityState.FINISHED, SINCE)
    rights = own(employee, "privacy.rights")
    (step,) = [fact for fact in read.all_facts(rights) if fact.kind is FactKind.ACTIVITY]
    change.mute(rights, step.id)
    assert found() == {Subject.of(employee.pk).pk: ("", False)}


def test_another_purpose_is_refused(approved_register: None, make_employee: Callable[..., Employee]) -> None:
    Subject.of(make_employee().pk)
    grant = gate.open_population(Actor.system(), "personalisation.check")
    assert isinstance(grant, Grant)
    with pytest.raises(GateClosed, match="wrong_category"):
        list(completion.finished(grant, since=SINCE, until=UNTIL))
