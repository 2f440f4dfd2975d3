"""Steps of learning from a file: added once, never over what the portal noted, not after the person deleted them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind, Origin
from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import change, read, write
from eigenart.profiles.intake import steps
from eigenart.profiles.intake.steps import Step
from eigenart.profiles.intake.targets import Provenance

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOURCE = Provenance("lms.csv", AT)


@pytest.fixture
def grant(approved_register: None) -> Grant:
    answer = gate.open_population(Actor(None, None, frozenset({Role.HR})), "hr.masterdata")
    assert isinstance(answer, Grant)
    return answer


@pytest.fixture
def step(subject: Any) -> Step:
    return Step(subject.pk, "learning:LI-1", ActivityState.FINISHED, AT)


def test_a_step_is_added_once_with_its_source(
    grant: Grant, step: Step, employee: Any, open_facts: Callable[[str], dict[Any, Any]]
) -> None:
    steps.add(grant, [(step, 5)], SOURCE)
    steps.add(grant, [(step, 5)], SOURCE)
    assert steps.known(grant, {step.subject}) == {step}
    fact = open_facts(employee.personnel_number)[FactKind.ACTIVITY]
    assert (fact.key, fact.value, fact.recorded_at.replace(microsecond=0)) == (step.item_key, "finished", AT)
    assert (fact.source.origin, fact.source.reference, fact.source.line) == (Origin.IMPORT, "lms.csv", 5)


def test_removing_leaves_what_the_portal_noted(
    grant: Grant, step: Step, employee: Any, open_grant_for: Callable[..., Grant]
) -> None:
    own = open_grant_for(employee.personnel_number, "learning.record")
    write.record_activity(own, "learning:LI-2", ActivityState.STARTED, AT)
    noted = Step(step.subject, "learning:LI-2", ActivityState.STARTED, AT)
    steps.add(grant, [(step, 2), (noted, 3)], SOURCE)
    steps.remove(grant, [step, noted])
    assert steps.known(grant, {step.subject}) == {noted}


def test_a_deleted_step_does_not_come_back(
    grant: Grant, step: Step, employee: Any, open_grant_for: Callable[..., Grant]
) -> None:
    steps.add(grant, [(step, 2)], SOURCE)
    rights = open_grant_for(employee.personnel_number)
    change.forget(rights, read.all_facts(rights)[0].id)
    assert steps.without_forgotten(grant, [step]) == []
    other = Step(step.subject, step.item_key, ActivityState.STOPPED, AT)
    assert steps.without_forgotten(grant, [step, other]) == [other]


def test_people_are_found_by_number(employee: Any, subject: Any) -> None:
    found = steps.subjects_by_number([employee.personnel_number, "nobody"])
    assert found == {employee.personnel_number: subject.pk}
