"""Art. 18: a restricted person yields nothing to any purpose, in Python and in the database, but stays in the copy."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import gate, restriction, retention, rights
from eigenart.privacy.database_role import as_role
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register, serves_the_person
from eigenart.privacy.subject import Subject
from eigenart.profiles.models import Activity, SkillEntry

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def own(person: Employee) -> Actor:
    assert person.user is not None
    return actor_of(person.user)


def rights_of(person: Employee) -> Grant:
    answer = gate.open(own(person), person, "privacy.rights")
    assert isinstance(answer, Grant)
    return answer


def know(person: Employee) -> None:
    with gate.rows(rights_of(person)) as grant:
        SkillEntry.under(grant).create(key="welding", value="2", origin="self", recorded_at=NOW)
        Activity.under(grant).create(key="x", value="finished", at=LONG_AGO, origin="self", recorded_at=NOW)


@pytest.fixture
def two(approved_register: None, employee: Employee, make_employee: Any) -> tuple[Employee, Employee]:
    other = make_employee("Jonas", "Weber")
    for person in (employee, other):
        know(person)
    restricted = restriction.restrict(own(employee), employee.pk, language="en")
    assert not isinstance(restricted, Refusal)
    return employee, other


def counted(purpose: str, table: str, subject: Any) -> int:
    """Past every lock in Python: what the database itself hands out."""
    with transaction.atomic(), as_role(purpose, str(subject)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(id) FROM {table} WHERE subject_id = %s", [subject])
        return int(cursor.fetchone()[0])


def test_no_purpose_gets_a_row_and_the_others_keep_theirs(two: tuple[Employee, Employee]) -> None:
    person, other = (Subject.objects.get(employee=one).pk for one in two)
    asked = 0
    for entry in register().content.purposes:
        for data in entry.data:
            kind = register().data_type(data.type)
            if kind.table not in (SkillEntry._meta.db_table, Activity._meta.db_table):
                continue
            expected = 1 if serves_the_person(entry) else 0
            assert counted(entry.id, kind.table, person) == expected, entry.id
            if entry.switch.control != "opt_in":
                assert counted(entry.id, kind.table, other) == 1, entry.id
            asked += 1
    assert asked >= 8


def test_the_gate_says_why_and_the_copy_still_has_everything(two: tuple[Employee, Employee]) -> None:
    person, _ = two
    answer = gate.open(own(person), person, "learning.recommend")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.is_final) == ("restricted", False)
    stored = {str(category): rows for category, rows in rights.everything(rights_of(person)).items()}
    assert [row["key"] for row in stored["skills"]] == ["welding"]


def test_populations_leave_the_person_out(two: tuple[Employee, Employee]) -> None:
    person, other = (Subject.objects.get(employee=one).pk for one in two)
    for purpose in ("hr.masterdata", "personalisation.training", "privacy.retention"):
        grant = gate.open_population(Actor.system(), purpose)
        assert isinstance(grant, Grant)
        assert grant.subjects is not None
        assert other in grant.subjects
        assert person not in grant.subjects, purpose


def test_nothing_is_deleted_while_data_rest(two: tuple[Employee, Employee]) -> None:
    """The person may need them for a claim (Art. 18(1)(c))."""
    counts = retention.delete_expired(NOW)
    assert counts["learning_record"] == 1
    stored = rights.everything(rights_of(two[0]))
    assert len(stored[Activity.category]) == 1
    assert not rights.everything(rights_of(two[1]))[Activity.category]


def test_lifting_and_repeating(two: tuple[Employee, Employee]) -> None:
    person, _ = two
    again = restriction.restrict(own(person), person.pk, language="en")
    held = restriction.in_force(rights_of(person))
    assert not isinstance(again, Refusal)
    assert held is not None
    assert again.id == held.id
    lifted = restriction.lift(own(person), person.pk)
    assert lifted is not None
    assert not isinstance(lifted, Refusal)
    assert lifted.state == "lifted"
    assert restriction.lift(own(person), person.pk) is None
    assert isinstance(gate.open(own(person), person, "learning.recommend"), Grant)
    assert restriction.resting() == frozenset()


def test_an_import_leaves_the_person_as_they_are(two: tuple[Employee, Employee], make_employee: Any) -> None:
    from eigenart.people.models import Role
    from eigenart.profiles import intake

    hr = own(make_employee("Hanna", "Reuter", roles=[Role.HR]))
    lines = [f"{one.personnel_number};{one.given_name};Neu;Standort {one.pk}" for one in two]
    text = "Personalnummer;Vorname;Nachname;Standort\n" + "\n".join(lines) + "\n"
    batch = intake.receive(hr, "people", "people.csv", text.encode())
    intake.inspect(batch)
    intake.apply(hr, batch)
    assert [Employee.objects.get(pk=one.pk).family_name for one in two] == ["Lindner", "Neu"]
