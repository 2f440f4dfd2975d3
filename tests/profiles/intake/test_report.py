"""The downloadable report and the words: complete, translated, without a value, safe in a spreadsheet."""

import csv
import io

import pytest
from django.utils import translation

from eigenart.core.quality import Dimension, Issue, Severity
from eigenart.profiles import intake
from eigenart.profiles.intake import words
from eigenart.profiles.intake.errors import IntakeError
from tests.profiles.intake.files import DATA, inspected


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.django_db
def test_one_line_per_issue_in_german_with_the_headings_of_the_file() -> None:
    batch = inspected("people", (DATA / "faulty_rows.csv").read_bytes())
    found = lines(intake.report_csv(batch, "de"))
    assert found[0] == ["Zeile", "Spalte", "Merkmal", "Folge", "Meldung", "Abhilfe"]
    assert len(found) == 1 + intake.summary(batch).issue_count
    assert found[1][:4] == ["3", "Personalnummer", "Vollständigkeit", "Nicht übernommen"]
    assert found[3] == [
        "4",
        "Eintritt",
        "Gültigkeit",
        "Hinweis",
        "Diesen Tag gibt es im Kalender nicht. In der Zelle steht: etwas wie ein Datum.",
        "Korrigieren Sie den Wert im Personalsystem und exportieren Sie erneut.",
    ]


@pytest.mark.django_db
def test_no_value_of_a_person_is_in_the_report() -> None:
    batch = inspected("people", (DATA / "faulty_rows.csv").read_bytes())
    for text in (intake.report_csv(batch, "en"), str(batch.report)):
        for value in ("Lindner", "Cem", "example.org", "31.02.2020", "Mond", "00304"):
            assert value not in text


@pytest.mark.django_db
def test_refused_columns_stand_in_the_report() -> None:
    batch = inspected("people", (DATA / "special.csv").read_bytes())
    text = intake.report_csv(batch, "en")
    assert "Column “GdB” was not read, because it is specially protected: disability." in text
    assert "Column “Gehalt” was not read, because it is not needed here: pay or bank details." in text


@pytest.mark.django_db
def test_a_heading_that_a_spreadsheet_would_run_is_disarmed() -> None:
    batch = inspected("people", b'Personalnummer;Vorname;Nachname;"=Gehalt"\r\n1;Ada;Lindner;5\r\n')
    cells = [cell for line in lines(intake.report_csv(batch, "en")) for cell in line]
    assert "'=Gehalt" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_every_word_has_a_german_one() -> None:
    tables = [words.DIMENSIONS, words.SEVERITIES, words.COUNTS, words.STAGES, words.HOW, words.REASONS,
              words.MESSAGES, words.REMEDIES, words.ERRORS]  # fmt: skip
    for table in tables:
        for code, text in table.items():
            with translation.override("en"):
                english = str(text)
            with translation.override("de"):
                assert str(text) != english, code


def test_a_sentence_names_the_place() -> None:
    issue = Issue(
        "unknown_skill", Dimension.CONSISTENCY, Severity.WARNING, 7, "skills", params={"term": "Zaubern"}
    )
    assert words.sentence(issue, "de") == (
        "Zeile 7, Fähigkeiten: Die Fähigkeit „Zaubern“ steht nicht im Verzeichnis."
    )
    error = IntakeError("nul_byte", line=2, column=8)
    assert words.sentence(error, "en").startswith("Line 2, character 8: The file holds a NUL character")


def test_an_unknown_code_still_makes_a_sentence() -> None:
    issue = Issue("brand_new", Dimension.VALIDITY, Severity.WARNING)
    assert words.sentence(issue, "en") == "Something is wrong (brand_new)."


def test_an_error_survives_being_stored() -> None:
    error = IntakeError("too_large", limit_mb=60)
    again = IntakeError.from_json(error.as_json())
    assert (again.code, again.params, again.line) == ("too_large", {"limit_mb": 60}, 0)


def test_bounds_are_written_as_the_language_writes_numbers() -> None:
    params = {"lowest": "0.5", "highest": "60"}
    issue = Issue("out_of_range", Dimension.VALIDITY, Severity.WARNING, 3, "weekly_hours", params=params)
    assert "zwischen 0,5 und 60 " in intake.words.sentence(issue, "de")
    assert "between 0.5 and 60." in intake.words.sentence(issue, "en")
