"""Very many rows at once are the same rows as one at a time: defaults, conflicts, order, the gate."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DataError, ProgrammingError, transaction

from eigenart.people.models import Employee
from eigenart.privacy import gate
from eigenart.privacy.grant import GateClosed, Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import bulk
from eigenart.profiles.models import IntakeBatch, Interest, SharedChange, SkillEntry
from tests.profiles.intake.files import HR, applied, people_csv

pytestmark = pytest.mark.usefixtures("approved_register", "concepts")
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
COLUMNS = ("subject_id", "key", "value")
CONSTANTS = {"origin": "import", "recorded_at": NOW}
UNIQUE = ("subject_id", "key", "origin")


@pytest.fixture
def grant() -> Grant:
    """Opens job, skills and steps of everybody, for one imported person."""
    applied("people", people_csv("1;Eva;Koch;;;;;;;;;;;"))
    answer = gate.open_population(HR, "hr.masterdata")
    assert isinstance(answer, Grant), answer
    return answer


def test_nothing_is_among_nothing_and_texts_and_ids_are_found() -> None:
    rows = [Employee(personnel_number=number, family_name="Koch") for number in ("01", "1", "a,b{}\"\\'")]
    Employee.objects.bulk_create(rows)
    found = Employee.objects.filter(personnel_number__in=bulk.among(["01", "a,b{}\"\\'", "none"]))
    assert {e.personnel_number for e in found} == {"01", "a,b{}\"\\'"}
    assert Employee.objects.filter(pk__in=bulk.among([rows[1].pk, uuid4()])).get() == rows[1]
    assert not Employee.objects.filter(pk__in=bulk.among([])).exists()
    assert Employee.objects.exclude(personnel_number__in=bulk.among(["1"])).count() == 2


def test_rows_of_a_table_about_nobody_keep_json_and_null_and_their_order() -> None:
    batch = IntakeBatch.objects.create(
        kind="people", file_name="a", sha256="", size=0, received_at=NOW, delete_after=NOW
    )
    lines = [(f"r{n}", None, {"name": "Öz \"'%s\\", "n": n}, n) for n in range(bulk.CHUNK + 2)]
    bulk.insert(
        SharedChange.objects.all(), ("record", "before", "after", "line"), lines,
        constants={"batch_id": batch.pk, "place": 7},
    )  # fmt: skip
    stored = SharedChange.objects.order_by("pk").values_list("record", "before", "after", "line")
    assert list(stored) == lines
    assert set(SharedChange.objects.values_list("place", flat=True)) == {7}


def test_a_text_that_is_too_long_is_an_error_and_not_cut_off() -> None:
    batch = IntakeBatch.objects.create(
        kind="people", file_name="a", sha256="", size=0, received_at=NOW, delete_after=NOW
    )
    with pytest.raises(DataError):
        bulk.insert(
            SharedChange.objects.all(), ("record", "line"), [("x" * 401, 1)],
            constants={"batch_id": batch.pk, "place": 0},
        )  # fmt: skip


def test_what_exists_is_brought_up_to_date_or_left_alone(grant: Grant) -> None:
    subject = str(Subject.objects.get().pk)
    with gate.rows(grant):
        rows = SkillEntry.under(grant)
        bulk.insert(rows, COLUMNS, [(subject, "a", "1"), (subject, "b", "1")], constants=CONSTANTS)
        bulk.insert(
            rows, COLUMNS, [(subject, "a", "2")], constants=CONSTANTS, unique=UNIQUE, updated=("value",)
        )
        bulk.insert(rows, COLUMNS, [(subject, "b", "2")], constants=CONSTANTS, unique=UNIQUE)
        stored = list(
            rows.order_by("key").values_list("key", "value", "confidence", "is_muted", "expires_on")
        )
    assert stored == [("a", "2", 1.0, False, None), ("b", "1", 1.0, False, None)]


def test_outside_of_a_grant_there_is_nothing_to_insert_into(grant: Grant) -> None:
    with pytest.raises(GateClosed):
        bulk.insert(SkillEntry.under(grant), COLUMNS, [("", "a", "1")], constants=CONSTANTS)


def test_the_role_of_the_grant_writes_and_not_the_application(
    open_grant_for: Callable[..., Grant], grant: Grant
) -> None:
    mine = open_grant_for("1")
    lines = [(str(mine.subject), "a", "1")]
    with gate.rows(mine):
        rows = Interest.under(mine)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            bulk.insert(rows, COLUMNS, lines, constants=CONSTANTS)
