"""The preview reads only, and nothing is opened for HR while the register is not approved."""

from collections.abc import Callable

import pytest

from eigenart.people.models import Employee
from eigenart.privacy import rights
from eigenart.privacy.grant import Grant
from eigenart.profiles import intake
from tests.profiles.intake.files import DATA, HR, applied, inspected, people_csv

pytestmark = pytest.mark.django_db


def test_without_an_approved_register_nothing_is_compared_or_applied() -> None:
    batch = inspected("people", (DATA / "cp1252.csv").read_bytes())
    for step in (lambda: intake.preview(batch), lambda: intake.apply(HR, batch)):
        with pytest.raises(intake.IntakeError) as error:
            step()
        assert (error.value.code, error.value.params["reason"]) == ("gate_closed", "not_approved")
    assert not Employee.objects.exists()
    batch.refresh_from_db()
    assert batch.status == "inspected"


@pytest.mark.usefixtures("approved_register")
def test_a_preview_changes_nothing() -> None:
    batch = inspected("people", (DATA / "cp1252.csv").read_bytes())
    found = intake.preview(batch, HR)
    assert found.counts == {"added": 2, "changed": 0, "unchanged": 0, "ended": 0, "missing": 0}
    assert [(d.kind, d.label, d.line) for d in found.differences] == [
        ("added", "Renée Müßig (00299)", 2),
        ("added", "Søren Weiß (00300)", 3),
    ]
    assert not found.changes_nothing
    assert not Employee.objects.exists()


@pytest.mark.usefixtures("approved_register")
def test_the_sample_is_short_and_shows_changes_before_additions() -> None:
    applied("people", people_csv("00000;Ada;Lindner;;;;;;;;;;;"))
    rows = [f"{i:05d};Vor;Nach;;;;;;;;;;;" for i in range(1, 80)]
    found = intake.preview(inspected("people", people_csv(*rows, "00000;Ada;Neu;;;;;;;;;;;")), HR)
    assert found.counts["added"] == 79
    assert len(found.differences) == 50
    assert found.differences[0].kind == "changed"
    assert [(f.field, f.before, f.after) for f in found.differences[0].fields] == [
        ("family_name", "Lindner", "Neu")
    ]


@pytest.mark.usefixtures("approved_register")
def test_the_person_sees_that_hr_compared(open_grant_for: Callable[..., Grant]) -> None:
    applied("people", people_csv("00000;Ada;Lindner;;;;;;;;;;;"))
    intake.preview(inspected("people", people_csv("00000;Ada;Lindner;;;;;;;;;;;")), HR)
    seen = rights.accesses(open_grant_for("00000"))
    assert ("hr", "hr.masterdata", "granted") in {(a.actor_role, a.purpose, a.outcome) for a in seen}
