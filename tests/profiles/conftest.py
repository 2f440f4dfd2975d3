"""Fixtures of profiles: two skills, and grants of imported people."""

from collections.abc import Callable
from typing import Any

import pytest

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import read, vocabulary
from eigenart.profiles.models import SkillConcept


@pytest.fixture
def concepts(db: None) -> None:
    vocabulary.store(
        [
            SkillConcept(concept_id="skill:python", label_de="Python", label_en="Python", alt_de="Py"),
            SkillConcept(concept_id="skill:loeten", label_de="Löten", label_en="soldering"),
        ]
    )


@pytest.fixture
def open_grant_for(approved_register: None) -> Callable[..., Grant]:
    """The grant of a person, by personnel number; for My data unless told otherwise."""

    def open_(number: str, purpose: str = "privacy.rights") -> Grant:
        employee = Employee.objects.get(personnel_number=number)
        actor = Actor(user_id=None, employee_id=employee.pk, roles=frozenset({Role.EMPLOYEE}))
        answer = gate.open(actor, employee, purpose)
        assert isinstance(answer, Grant), answer
        return answer

    return open_


@pytest.fixture
def open_facts(open_grant_for: Callable[..., Grant]) -> Callable[[str], dict[Any, Any]]:
    """What My data shows of a person, one fact per kind."""
    return lambda number: {fact.kind: fact for fact in read.all_facts(open_grant_for(number))}
