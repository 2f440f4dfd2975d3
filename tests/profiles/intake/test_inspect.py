"""Inspecting: the report of a faulty file line by line, refused columns, remapping, and files that cannot be read."""

from typing import Any

import pytest

from eigenart.people.models import Employee
from eigenart.profiles import intake
from tests.profiles.intake.files import DATA, HR, inspected, people_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("concepts")]


def test_the_faulty_file_is_reported_line_by_line() -> None:
    batch = inspected("people", (DATA / "faulty_rows.csv").read_bytes())
    found = intake.summary(batch)
    assert (found.rows, found.accepted, found.rejected) == (8, 5, 3)
    assert [(i.line, i.column, i.code, i.is_refusal) for i in found.issues] == [
        (3, "personnel_number", "missing", True),
        (4, "email", "not_an_email", False),
        (4, "entry_date", "no_such_day", False),
        (4, "weekly_hours", "out_of_range", False),
        (4, "work_mode", "not_a_choice", False),
        (5, "personnel_number", "duplicate_row", True),
        (6, "leaving_date", "leaves_before_entry", True),
        (7, "email", "duplicate_email", False),
        (7, "entry_date", "in_future", False),
        (7, "manager_number", "manager_circle", False),
        (8, "manager_number", "manager_circle", False),
        (9, "family_name", "missing", False),
        (9, "manager_number", "own_manager", False),
    ]
    assert not Employee.objects.exists(), "nothing is changed by inspecting"


def test_a_list_with_titles_groups_and_many_faults_says_each_of_them_in_its_place() -> None:
    batch = inspected("people", (DATA / "faulty_people.csv").read_bytes())
    found = intake.summary(batch)
    assert (batch.layout["encoding"], batch.layout["delimiter"], batch.layout["header_line"]) == (
        "cp1252",
        ";",
        4,
    )
    assert (found.rows, found.accepted, found.rejected) == (14, 9, 5)
    assert [(r.heading, r.reason) for r in found.refused] == [
        ("Monatsgehalt", "pay"),
        ("Konfession", "religion"),
    ]
    assert [(i.line, i.column, i.code) for i in found.issues if i.is_refusal] == [
        (8, "personnel_number", "duplicate_row"),
        (9, "personnel_number", "duplicate_key"),
        (11, "personnel_number", "missing"),
        (13, "", "too_many_cells"),
        (16, "leaving_date", "leaves_before_entry"),
    ]
    assert {(i.line, i.code) for i in found.issues if not i.is_refusal} == {
        (6, "unknown_skill"),
        (7, "no_such_day"),
        (10, "not_an_email"),
        (10, "unknown_manager"),
        (14, "out_of_range"),
        (14, "too_old"),
        (14, "manager_circle"),
        (15, "ambiguous_date"),
        (15, "manager_circle"),
        (16, "own_manager"),
        (17, "not_a_level"),
        (19, "missing"),
    }


def test_a_file_without_names_says_so_once_and_can_be_applied() -> None:
    found = intake.summary(inspected("people", b"Personalnummer;Stelle\n1;Koch\n2;Koch\n"))
    assert [(i.line, i.column, i.code, i.remedy) for i in found.issues] == [
        (1, "family_name", "absent_column", "map_column"),
        (1, "given_name", "absent_column", "map_column"),
    ]
    assert (found.accepted, found.rejected) == (2, 0)


def test_one_column_for_the_whole_name_is_enough() -> None:
    found = intake.summary(
        inspected("people", b'Personalnummer;Mitarbeitername\n1;"Koch, Eva"\n2;"Roth, Udo"\n')
    )
    assert found.issues == ()


def test_a_field_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(intake.IntakeError) as caught:
        inspected("people", b"Personalnummer;Beruf\n1;Koch\n", Beruf="job")
    assert caught.value.code == "unknown_column"
    assert "position" in str(caught.value.params["choices"]).split(", ")


def test_counts_agree_with_the_issues_and_every_dimension_is_there() -> None:
    found = intake.summary(inspected("people", (DATA / "faulty_rows.csv").read_bytes()))
    assert found.issue_count == len(found.issues) == sum(d.issues for d in found.dimensions)
    assert {d.dimension.value: d.issues for d in found.dimensions} == {
        "completeness": 2,
        "validity": 4,
        "uniqueness": 2,
        "consistency": 4,
        "timeliness": 1,
    }


def test_special_columns_are_refused_by_heading_and_by_content_and_say_so() -> None:
    batch = inspected("people", (DATA / "special.csv").read_bytes())
    found = intake.summary(batch)
    assert {(r.heading, r.reason, r.by) for r in found.refused} == {
        ("Konfesion", "religion", "heading"),
        ("Merkmal K", "religion", "content"),
        ("GdB", "disability", "heading"),
        ("Krankheitstage", "health", "heading"),
        ("Leistungsbeurteilung", "performance", "heading"),
        ("Gehalt", "pay", "heading"),
    }
    assert all(p.column == "" for p in found.proposals if p.how == "refused")
    assert [c.name for c in found.columns] == ["personnel_number", "given_name", "family_name"]
    assert "5000" not in str(batch.report)


def test_a_refused_column_cannot_be_mapped_by_hand() -> None:
    batch = intake.receive(HR, "people", "a.csv", (DATA / "special.csv").read_bytes())
    for heading in ("GdB", "Merkmal K"):
        with pytest.raises(intake.IntakeError) as error:
            intake.remap(batch, {heading: "site"})
        assert error.value.code == "special_column"
        batch.refresh_from_db()
        assert batch.mapping == {}


def test_a_missing_key_column_makes_a_file_inapplicable_until_it_is_mapped() -> None:
    content = b"Kennung;Vorname;Nachname\r\n00299;Ada;Lindner\r\n"
    batch = inspected("people", content)
    assert intake.summary(batch).missing_columns == ("personnel_number",)
    assert not batch.is_applicable
    assert batch.rejected == 1
    intake.remap(batch, {"Kennung": "personnel_number"})
    intake.inspect(batch)
    assert batch.is_applicable
    assert intake.summary(batch).missing_columns == ()


@pytest.mark.parametrize("path", sorted(p.name for p in DATA.glob("broken_*")))
def test_no_broken_file_gets_through(path: str) -> None:
    content = (DATA / path).read_bytes()
    if path == "broken_no_number.csv":
        assert not inspected("people", content).is_applicable
        return
    with pytest.raises(intake.IntakeError) as error:
        inspected("people", content)
    assert "%(" not in intake.words.sentence(error.value, "de")
    assert error.value.code in intake.words.ERRORS
    assert not Employee.objects.exists()


def test_why_a_file_cannot_be_read_is_kept_with_the_batch() -> None:
    batch = intake.receive(HR, "people", "a.csv", (DATA / "broken_quote.csv").read_bytes())
    with pytest.raises(intake.IntakeError):
        intake.inspect(batch)
    batch.refresh_from_db()
    assert (batch.status, batch.error["code"], batch.error["line"]) == ("refused", "broken_quotes", 2)


def test_a_row_with_too_many_cells_is_refused_and_the_others_are_read() -> None:
    batch = inspected("people", (DATA / "line_breaks.csv").read_bytes())
    found = intake.summary(batch)
    assert [(i.line, i.code) for i in found.issues if i.is_refusal] == [(5, "too_many_cells")]
    assert found.accepted == 2


def test_the_sample_shows_what_is_read_and_nothing_refused() -> None:
    batch = inspected("people", (DATA / "special.csv").read_bytes())
    sample = intake.sample(batch, 2)
    assert sample.headings == ("Personalnummer", "Vorname", "Nachname")
    assert sample.rows == (("00000", "Ada", "Lindner"), ("00001", "Ada", "Lindner"))


def test_a_hundred_thousand_rows_are_judged_in_one_go_with_live_progress() -> None:
    rows = [
        f"{i:06d};Vor{i % 900};Nach{i % 700};;Ort{i % 9};;;;1.4.19;;38,5;hybrid;de;" for i in range(100_000)
    ]
    rows[70_000] = rows[0]
    batch = intake.receive(HR, "people", "viele.csv", people_csv(*rows))
    seen: list[tuple[int, int, str]] = []
    read_back: list[Any] = []

    def advance(done: int, total: int, stage: str) -> None:
        seen.append((done, total, stage))
        read_back.append(intake.progress_of(batch))

    intake.inspect(batch, advance)
    found = intake.summary(batch)
    assert (found.rows, found.rejected) == (100_000, 1)
    assert found.issues[0].line == 70_002
    checks = [done for done, total, stage in seen if stage == "check" and total == 100_000]
    assert checks == sorted(checks)
    assert len(set(checks)) > 15
    assert any(0 < state.done < 100_000 and state.stage == "check" for state in read_back)
    assert intake.progress_of(batch).share == 1.0
