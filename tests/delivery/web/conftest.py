"""A person with a login, under an approved register, in a company that knows two skills."""

import pytest
from django.test import Client

from eigenart.people.models import Employee
from eigenart.profiles import vocabulary
from eigenart.profiles.models import SkillConcept


@pytest.fixture
def skills(db: None) -> None:
    vocabulary.store(
        [
            SkillConcept(concept_id="skill:python", label_de="Python", label_en="Python", alt_de="Py"),
            SkillConcept(concept_id="skill:loeten", label_de="Löten", label_en="soldering"),
        ]
    )


@pytest.fixture
def person(client: Client, employee: Employee, approved_register: None, skills: None) -> Client:
    client.force_login(employee.user)
    return client
