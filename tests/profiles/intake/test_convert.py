"""Every converter with the values of real files, and there and back for dates and numbers."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigenart.core.quality import Unreadable
from eigenart.profiles.intake import convert

BERLIN = ZoneInfo("Europe/Berlin")


def code_of(converter: Callable[[str], Any], text: str) -> str:
    with pytest.raises(Unreadable) as problem:
        converter(text)
    return problem.value.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31.12.2025", date(2025, 12, 31)),
        ("1.4.19", date(2019, 4, 1)),
        ("01. 04. 2019", date(2019, 4, 1)),
        ("1.4.85", date(1985, 4, 1)),
        ("2019-04-01", date(2019, 4, 1)),
        ("2019-04-01T08:30:00", date(2019, 4, 1)),
        ("2019-04-01 00:00:00", date(2019, 4, 1)),
        ("20190401", date(2019, 4, 1)),
        ("01/04/2019", date(2019, 4, 1)),
        ("1. April 2019", date(2019, 4, 1)),
        ("1. März 2019", date(2019, 3, 1)),
        ("01-Oct-2019", date(2019, 10, 1)),
        ("43556", date(2019, 4, 1)),
        ("43556,0", date(2019, 4, 1)),
        ("1.4.2019\u00a0", date(2019, 4, 1)),
        ("29.02.2024", date(2024, 2, 29)),
        ("", None),
        ("-", None),
        ("#NV", None),
        ("31.12.9999", None),
        ("00.00.0000", None),
        ("00000000", None),
    ],
)
def test_day(text: str, expected: date | None) -> None:
    assert convert.day(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2024", "no_such_day"),
        ("29.02.2023", "no_such_day"),
        ("32.01.2024", "no_such_day"),
        ("12/31/2025", "ambiguous_date"),
        ("morgen", "not_a_date"),
        ("2019", "not_a_date"),
        ("1.4.019", "not_a_date"),
        ("123456789", "not_a_date"),
        ("5. Foo 2019", "not_a_date"),
    ],
)
def test_day_refuses(text: str, code: str) -> None:
    assert code_of(convert.day, text) == code


@pytest.mark.parametrize(
    ("digits", "today", "expected"),
    [
        ("19", date(2026, 1, 1), 2019),
        ("36", date(2026, 1, 1), 2036),
        ("37", date(2026, 1, 1), 1937),
        ("99", date(2026, 1, 1), 1999),
        ("05", date(2095, 1, 1), 2105),
        ("1987", date(2026, 1, 1), 1987),
    ],
)
def test_full_year(digits: str, today: date, expected: int) -> None:
    assert convert.full_year(digits, today) == expected


@given(
    st.dates(min_value=date(1950, 1, 1), max_value=date(2035, 12, 31)),
    st.sampled_from(["de", "iso", "short", "excel"]),
)
def test_days_there_and_back(day: date, form: str) -> None:
    written = {
        "de": f"{day.day:02d}.{day.month:02d}.{day.year}",
        "iso": day.isoformat(),
        "short": f"{day.day}.{day.month}.{day.year}",
        "excel": str((day - date(1899, 12, 30)).days),
    }[form]
    assert convert.day(written) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.11.2026", datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        ("24.11.2026 14:30", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ("2026-07-01 14:30:15", datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC)),
        ("2026-07-01T14:30:00Z", datetime(2026, 7, 1, 14, 30, tzinfo=UTC)),
        ("2026-07-01T14:30:00+02:00", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("43556,5", datetime(2019, 4, 1, 10, 0, tzinfo=UTC)),
        ("-", None),
    ],
)
def test_moment(text: str, expected: datetime | None) -> None:
    assert convert.moment(BERLIN)(text) == expected


def test_moment_refuses_a_time_that_does_not_exist() -> None:
    assert code_of(convert.moment(BERLIN), "24.11.2026 25:10") == "not_a_time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.299,50", "4299.50"),
        ("38,5", "38.5"),
        ("38.5", "38.5"),
        ("1.234", "1234"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("1,234,567.80", "1234567.80"),
        ("1'234.50", "1234.50"),
        ("12,50-", "-12.50"),
        ("-3", "-3"),
        ("50 %", "0.5"),
        ("1.250,00 €", "1250.00"),
        ("1 250", "1250"),
        ("4\u202f299,5", "4299.5"),
    ],
)
def test_number(text: str, expected: str) -> None:
    assert convert.number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["zwölf", "1.23.456,7", "1,2,3", "--5", "1e5", "12.5.3", "½"])
def test_number_refuses(text: str) -> None:
    assert code_of(convert.number, text) == "not_a_number"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_german_numbers_there_and_back(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert convert.number(german) == value
    assert convert.number(german.replace(".", "")) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [("38,5", "38.5"), ("40", "40"), ("38.500", "38.5"), ("35 Std.", "35"), ("20,00 h", "20")],
)
def test_hours(text: str, expected: str) -> None:
    assert str(convert.hours(text)) == expected


@pytest.mark.parametrize("text", ["0", "61", "385", "-5"])
def test_hours_out_of_range(text: str) -> None:
    assert code_of(convert.hours, text) == "out_of_range"


def test_whole() -> None:
    convert_level = convert.whole(1, 4)
    assert (convert_level("3"), convert_level("3,0"), convert_level("")) == (3, 3, None)
    assert code_of(convert_level, "5") == "out_of_range"
    assert code_of(convert_level, "2,5") == "not_whole"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ja", True),
        ("X", True),
        ("1", True),
        ("WAHR", True),
        ("Nein", False),
        ("0", False),
        ("", None),
        ("-", None),
    ],
)
def test_yes_or_no(text: str, expected: bool | None) -> None:
    assert convert.yes_or_no(text) is expected


def test_yes_or_no_refuses() -> None:
    assert code_of(convert.yes_or_no, "vielleicht") == "not_yes_or_no"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00299", "00299"),
        ("299.0", "299"),
        ("299,0", "299"),
        ("AB-17", "AB-17"),
        (" 0 07 ", "007"),
        ("", None),
    ],
)
def test_a_personnel_number_is_text(text: str, expected: str | None) -> None:
    assert convert.number_of_person(text) == expected


def test_a_personnel_number_is_no_sentence() -> None:
    assert code_of(convert.number_of_person, "Summe: 250!") == "not_a_number_of_person"


def test_email() -> None:
    assert convert.email("Ada.Lindner@Example.org") == "ada.lindner@example.org"
    assert code_of(convert.email, "ada.lindner(at)example.org") == "not_an_email"
    assert code_of(convert.email, "a@b.de; c@d.de") == "not_an_email"


def test_words_tidies_spaces_and_refuses_what_cannot_be_shown() -> None:
    assert convert.words(20)("  Von   der\u00a0Heide ") == "Von der Heide"
    assert code_of(convert.words(5), "zu lang hier") == "too_long"
    assert code_of(convert.words(20), "Zei\ufffdchen") == "control_character"


def test_prose_keeps_lines() -> None:
    assert convert.prose(50)("eins\r\n zwei ") == "eins\nzwei"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Müller, Anna", ("Müller", "Anna")), ("Anna Maria Müller", ("Müller", "Anna Maria")), ("-", None)],
)
def test_full_name(text: str, expected: tuple[str, str] | None) -> None:
    assert convert.full_name(text) == expected


def test_full_name_refuses_one_word() -> None:
    assert code_of(convert.full_name, "Müller") == "not_a_full_name"


def test_choice() -> None:
    mode = convert.choice({"home": ("Homeoffice",), "field": ("Außendienst",)})
    assert (mode("homeoffice"), mode("AUSSENDIENST"), mode("field"), mode("")) == (
        "home",
        "field",
        "field",
        None,
    )
    assert code_of(mode, "Mond") == "not_a_choice"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python:3, Löten:1", (("Python", 3), ("Löten", 1))),
        ("Python = Experte; C (Programmiersprache)", (("Python", 4), ("C (Programmiersprache)", 2))),
        ("Metalle schweißen, löten:3;Excel (2)", (("Metalle schweißen, löten", 3), ("Excel", 2))),
        ("Python:2\nPython:3", (("Python", 3),)),
        ("-", None),
    ],
)
def test_skills(text: str, expected: tuple[tuple[str, int], ...] | None) -> None:
    assert convert.skills(text) == expected


def test_skills_refuse_an_unknown_level() -> None:
    assert code_of(convert.skills, "Python:9") == "not_a_level"


def test_listed_keeps_each_part_once() -> None:
    assert convert.listed("a, b, a") == ("a", "b")
    assert convert.listed("a, b; c") == ("a, b", "c")


@given(st.text(max_size=40))
@pytest.mark.parametrize(
    "converter",
    [convert.day, convert.number, convert.hours, convert.yes_or_no, convert.number_of_person, convert.email,
     convert.skills, convert.full_name, convert.moment(BERLIN), convert.words(30)],
)  # fmt: skip
def test_any_text_is_read_or_refused_with_a_code(converter: Callable[[str], Any], text: str) -> None:
    code = "read"
    try:
        converter(text)
    except Unreadable as problem:
        code = problem.code
    assert code
