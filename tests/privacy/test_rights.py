"""What a person sees of everything that is stored: all of it, and nothing of anybody else."""

from datetime import UTC, datetime
from typing import Any

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import consent, gate, rights
from eigenart.privacy.gate import Grant
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles.models import SkillEntry


def rights_of(person: Employee) -> Grant:
    assert person.user is not None
    answer = gate.open(actor_of(person.user), person, "privacy.rights")
    assert isinstance(answer, Grant)
    return answer


def test_every_table_is_there_and_only_ones_own_rows(
    approved_register: None, employee: Employee, make_employee: Any
) -> None:
    other = make_employee("Jonas", "Weber")
    for person, key in ((employee, "own canary"), (other, "foreign canary")):
        grant = rights_of(person)
        with gate.rows(grant):
            SkillEntry.under(grant).create(key=key, value="2", origin="self", recorded_at=datetime.now(UTC))
    found = rights.everything(rights_of(employee))
    assert set(found) == {model.category for model in subject_models()}
    assert [row["key"] for row in found["skills"]] == ["own canary"]  # type: ignore[index]
    assert "foreign canary" not in str(found)


def test_who_opened_what_newest_first(
    approved_register: None, actor: Actor, employee: Employee, make_employee: Any
) -> None:
    gate.open(actor, employee, "learning.record")
    curious = make_employee("Jonas", "Weber", roles=[Role.MANAGER])
    gate.open(actor_of(curious.user), employee, "learning.recommend")
    gate.open(actor_of(curious.user), curious, "learning.recommend")
    grant = rights_of(employee)
    found = rights.accesses(grant)
    assert [(one.purpose, one.actor_role, one.outcome) for one in found] == [
        ("privacy.rights", "employee", "granted"),
        ("learning.recommend", "employee,manager", "actor_not_allowed"),
        ("learning.record", "employee", "granted"),
    ]
    assert found[2].categories == ("learning_record",)
    assert rights.accesses(grant, limit=1) == found[:1]


def test_the_list_works_without_approvals(actor: Actor, employee: Employee) -> None:
    assert isinstance(consent.switches(actor, employee), list)
    assert rights.everything(rights_of(employee))[SkillEntry.category] == []


def test_the_pseudonym_is_stable(employee: Employee) -> None:
    assert Subject.of(employee.pk) == Subject.of(employee.pk)
    assert Subject.of_all([employee.pk]) == {employee.pk: Subject.of(employee.pk).pk}
