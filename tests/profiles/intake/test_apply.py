"""Applying a people file: what is written, with which source, and that the same file changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from eigenart.core.vocabulary import FactKind, Origin
from eigenart.people.models import Employee, OrgUnit
from eigenart.profiles import intake, read, vocabulary, write
from eigenart.profiles.models import SkillConcept
from tests.profiles.intake.files import HR, applied, inspected, people_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register", "concepts")]

ADA = "00299;Ada;Lindner;ada@example.org;Köln;Vertrieb > Innendienst;Vertriebsleitung;;1.4.19;;38,5;hybrid;de;Python:3"
BEN = "00300;Ben;Öz;ben@example.org;Köln;Vertrieb > Innendienst;Sachbearbeitung;00299;01.02.2020;;40;Büro;en;Löten:1"


def test_a_file_becomes_people_with_their_job_and_skills(open_facts: Callable[[str], dict[Any, Any]]) -> None:
    batch = applied("people", people_csv(BEN, ADA), "personal.csv")
    assert batch.counts == {"added": 2, "changed": 0, "unchanged": 0, "ended": 0, "missing": 0}
    ada = Employee.objects.get(personnel_number="00299")
    ben = Employee.objects.get(personnel_number="00300")
    assert (ada.given_name, ada.email, ada.language) == ("Ada", "ada@example.org", "de")
    assert ben.manager == ada, "the manager stands below in the file"
    assert ben.sort_key.startswith("oez")
    assert ada.org_unit is not None
    assert (ada.org_unit.path, OrgUnit.objects.count()) == ("Vertrieb > Innendienst", 2)
    facts = open_facts("00299")
    assert facts[FactKind.POSITION].value == "vertriebsleitung"
    assert facts[FactKind.POSITION].label.de == "Vertriebsleitung"
    assert facts[FactKind.WEEKLY_HOURS].value == "38.5"
    assert facts[FactKind.ENTRY_DATE].value == "2019-04-01"
    assert facts[FactKind.WORK_MODE].value == "hybrid"
    skill = facts[FactKind.SKILL]
    assert (skill.key, skill.value, skill.label.en) == ("skill:python", "3", "Python")
    assert (skill.source.origin, skill.source.reference, skill.source.line) == (
        Origin.IMPORT,
        "personal.csv",
        3,
    )


def test_the_same_file_twice_changes_nothing() -> None:
    applied("people", people_csv(ADA, BEN))
    again = inspected("people", people_csv(ADA, BEN))
    found = intake.preview(again)
    assert found.changes_nothing
    assert found.counts["unchanged"] == 2
    assert intake.summary(again).same_file_id is not None
    assert intake.apply(HR, again).counts["changed"] == 0


def test_applying_twice_is_applying_once() -> None:
    batch = applied("people", people_csv(ADA))
    assert intake.apply(HR, batch).applied_at == batch.applied_at


def test_a_change_is_shown_before_and_after_and_people_missing_from_the_file_stay(
    open_facts: Callable[[str], dict[Any, Any]],
) -> None:
    applied("people", people_csv(ADA, BEN))
    batch = inspected("people", people_csv(ADA.replace("38,5", "30,0").replace("Python:3", "Löten:2")))
    found = intake.preview(batch)
    assert found.counts == {"added": 0, "changed": 1, "unchanged": 0, "ended": 0, "missing": 1}
    assert found.missing == ("Ben Öz (00300)",)
    shown = {field.field: (field.before, field.after) for field in found.differences[0].fields}
    assert shown == {"weekly_hours": ("38.5", "30"), "Löten": ("", "2"), "Python": ("3", "")}
    intake.apply(HR, batch)
    facts = open_facts("00299")
    assert facts[FactKind.WEEKLY_HOURS].value == "30"
    assert facts[FactKind.SKILL].key == "skill:loeten"
    assert Employee.objects.get(personnel_number="00300").leaves_on is None


def test_a_column_that_is_missing_leaves_values_alone_and_an_empty_cell_empties_them() -> None:
    applied("people", people_csv(ADA, BEN))
    applied("people", b"Personalnummer;Vorname;Nachname\r\n00300;Ben;\xd6z\r\n")
    ben = Employee.objects.get(personnel_number="00300")
    assert (ben.email, ben.manager is None) == ("ben@example.org", False)
    applied("people", b"Personalnummer;E-Mail;Vorgesetzter\r\n00300;;\r\n")
    ben.refresh_from_db()
    assert (ben.email, ben.manager) == ("", None)


def test_an_unreadable_value_leaves_the_stored_one() -> None:
    applied("people", people_csv(ADA))
    applied("people", people_csv(ADA.replace("1.4.19;;", "1.4.19;31.02.2024;")))
    assert Employee.objects.get(personnel_number="00299").leaves_on is None
    applied("people", people_csv(ADA.replace("1.4.19;;", "1.4.19;31.12.2027;")))
    assert Employee.objects.get(personnel_number="00299").leaves_on == date(2027, 12, 31)


def test_what_a_person_states_wins_and_forgetting_it_brings_the_import_back(
    open_grant_for: Callable[[str], Any],
) -> None:
    from eigenart.profiles import change

    applied("people", people_csv(ADA))
    grant = open_grant_for("00299")
    write.state_skill(grant, "skill:python", 4)
    applied("people", people_csv(ADA.replace("Python:3", "Python:1")))
    view = read.read(grant)
    assert [f.value for f in view.of(FactKind.SKILL)] == ["4"]
    beside = [f for f in view.facts if f.kind is FactKind.SKILL and f.is_overruled]
    assert [f.value for f in beside] == ["1"]
    change.forget(grant, view.of(FactKind.SKILL)[0].id)
    assert [f.value for f in read.read(grant).of(FactKind.SKILL)] == ["1"]


def test_a_forgotten_import_does_not_come_back_and_a_mute_outlasts_the_next_file(
    open_grant_for: Callable[[str], Any],
) -> None:
    from eigenart.profiles import change

    applied("people", people_csv(ADA))
    grant = open_grant_for("00299")
    by_kind = {fact.kind: fact for fact in read.all_facts(grant)}
    change.forget(grant, by_kind[FactKind.SKILL].id)
    change.forget(grant, by_kind[FactKind.ORG_UNIT].id)
    change.mute(grant, by_kind[FactKind.WEEKLY_HOURS].id)
    again = inspected("people", people_csv(ADA.replace("38,5", "35").replace("Innendienst", "Außendienst")))
    assert intake.preview(again).counts["changed"] == 1
    intake.apply(HR, again)
    after = {fact.kind: fact for fact in read.all_facts(grant)}
    assert FactKind.SKILL not in after
    assert FactKind.ORG_UNIT not in after
    assert (after[FactKind.WEEKLY_HOURS].value, after[FactKind.WEEKLY_HOURS].is_muted) == ("35", True)
    org_unit = Employee.objects.get(personnel_number="00299").org_unit
    assert org_unit is not None
    assert org_unit.name == "Außendienst", "authorisation still knows the department"
    assert intake.preview(inspected("people", people_csv(ADA.replace("38,5", "35")))).counts["changed"] == 1


def test_two_spellings_of_a_position_are_one() -> None:
    applied("people", people_csv(ADA, BEN))
    batch = inspected("people", people_csv(ADA.replace("Vertriebsleitung", "Vertriebs-Leitung"), BEN))
    assert intake.preview(batch).counts["changed"] == 1, "another code is another position"
    same = inspected("people", people_csv(ADA.replace("Vertriebsleitung", "VERTRIEBSLEITUNG"), BEN))
    assert intake.preview(same).counts["changed"] == 0


def test_the_mapping_of_an_applied_file_is_proposed_for_the_next_one() -> None:
    content = b"Kennung;Wer;Nachname;Gehalt\r\n7;Ada;Lindner;5000\r\n"
    intake.apply(HR, inspected("people", content, Kennung="personnel_number", Wer="given_name"))
    again = inspected("people", content.replace(b"Ada", b"Eve"))
    proposed = {p.heading: (p.column, p.how) for p in intake.summary(again).proposals}
    assert proposed == {
        "Kennung": ("personnel_number", "remembered"),
        "Wer": ("given_name", "remembered"),
        "Nachname": ("family_name", "remembered"),
        "Gehalt": ("", "refused"),
    }


def test_only_hr_may_apply(actor: Any) -> None:
    batch = inspected("people", people_csv(ADA))
    with pytest.raises(intake.IntakeError) as refusal:
        intake.apply(actor, batch)
    assert refusal.value.code == "not_allowed"
    assert not Employee.objects.filter(personnel_number="00299").exists()


def test_a_batch_must_be_inspected_first() -> None:
    batch = intake.receive(HR, "people", "a.csv", people_csv(ADA))
    with pytest.raises(intake.IntakeError) as refusal:
        intake.apply(HR, batch)
    assert refusal.value.code == "wrong_status"


def test_unknown_skills_are_named_and_left_out() -> None:
    batch = applied("people", people_csv(ADA.replace("Python:3", "Python:3, Zaubern:4")))
    issues = [issue for issue in intake.summary(batch).issues if issue.code == "unknown_skill"]
    assert [issue.params["term"] for issue in issues] == ["Zaubern"]
    assert SkillConcept.objects.count() == 2
    assert vocabulary.concept_for_label("Zaubern") is None
