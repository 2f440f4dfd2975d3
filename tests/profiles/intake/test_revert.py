"""Taking a batch back: earlier values return, what changed since stays and is named."""

from collections.abc import Callable
from typing import Any

import pytest

from eigenart.core.vocabulary import FactKind
from eigenart.people.models import Employee
from eigenart.people.services import set_login
from eigenart.privacy.subject import Subject
from eigenart.profiles import intake, write
from tests.profiles.intake.files import HR, applied, people_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register", "concepts")]

ADA = "00299;Ada;Lindner;ada@example.org;Köln;Vertrieb;Leitung;;1.4.19;;38,5;hybrid;de;Python:3"
BEN = "00300;Ben;Öz;ben@example.org;Köln;Vertrieb;Monteur;00299;1.2.20;;40;field;de;Löten:1"


def test_changes_are_undone_value_by_value(open_facts: Callable[[str], dict[Any, Any]]) -> None:
    applied("people", people_csv(ADA, BEN))
    changed = ADA.replace("38,5", "30").replace("Python:3", "Löten:2").replace("Lindner", "Lindner-Öz")
    batch = applied("people", people_csv(changed, BEN))
    undone = intake.revert(HR, batch)
    assert (undone.restored, undone.conflicts) == (1, ())
    facts = open_facts("00299")
    assert facts[FactKind.WEEKLY_HOURS].value == "38.5"
    assert (facts[FactKind.SKILL].key, facts[FactKind.SKILL].value) == ("skill:python", "3")
    assert Employee.objects.get(personnel_number="00299").family_name == "Lindner"
    batch.refresh_from_db()
    assert (batch.status, batch.counts["restored"]) == ("reverted", 1)


def test_people_whom_only_the_file_knew_go_without_a_trace() -> None:
    batch = applied("people", people_csv(ADA, BEN))
    assert intake.revert(HR, batch).restored == 2
    assert not Employee.objects.exists()
    assert not Subject.objects.exists()


def test_somebody_who_has_a_login_or_said_something_stays_but_is_closed(
    open_grant_for: Callable[[str], Any],
) -> None:
    carl = "00301;Carl;Ode;;;;;;;;;;;"
    batch = applied("people", people_csv(ADA, BEN, carl))
    set_login("ada", password=None, personnel_number="00299", roles=())
    write.state_skill(open_grant_for("00300"), "skill:python", 2)
    intake.revert(HR, batch)
    left = {e.personnel_number: e.leaves_on is not None for e in Employee.objects.all()}
    assert left == {"00299": True, "00300": True}


def test_what_changed_since_stays_and_is_named() -> None:
    applied("people", people_csv(ADA, BEN))
    batch = applied("people", people_csv(ADA.replace("38,5", "30"), BEN.replace("40", "35")))
    applied("people", people_csv(ADA.replace("38,5", "20")))
    undone = intake.revert(HR, batch)
    assert undone.restored == 1
    assert [(c.record, c.line) for c in undone.conflicts] == [("person|00299", 2)]


def test_another_value_that_changed_since_is_no_conflict() -> None:
    applied("people", people_csv(ADA))
    batch = applied("people", people_csv(ADA.replace("38,5", "30")))
    applied("people", people_csv(ADA.replace("38,5", "30").replace("hybrid", "home")))
    assert intake.revert(HR, batch).conflicts == ()


def test_reverting_twice_is_reverting_once_and_needs_no_raw_file() -> None:
    from datetime import UTC, datetime, timedelta

    batch = applied("people", people_csv(ADA))
    intake.purge_expired(datetime.now(UTC) + timedelta(days=400))
    assert intake.revert(HR, batch).restored == 1
    assert intake.revert(HR, batch).restored == 0


def test_the_file_may_be_applied_again_afterwards() -> None:
    batch = applied("people", people_csv(ADA))
    intake.revert(HR, batch)
    assert applied("people", people_csv(ADA)).counts["added"] == 1


def test_what_was_never_applied_cannot_be_reverted() -> None:
    batch = intake.receive(HR, "people", "a.csv", people_csv(ADA))
    with pytest.raises(intake.IntakeError) as error:
        intake.revert(HR, batch)
    assert error.value.code == "wrong_status"


def test_only_hr_may_revert(actor: Any) -> None:
    batch = applied("people", people_csv(ADA))
    with pytest.raises(intake.IntakeError) as error:
        intake.revert(actor, batch)
    assert error.value.code == "not_allowed"
