"""Columns that must not be read are known by name, with typing errors, and where it is sure by content."""

import pytest

from eigenart.profiles.intake import refused
from eigenart.profiles.intake.people_columns import HEADINGS
from eigenart.profiles.intake.positions import HEADINGS as POSITION_HEADINGS


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("Konfession", "religion"),
        ("Konfesion", "religion"),
        ("KiSt", "religion"),
        ("Kirchensteuer-Merkmal", "religion"),
        ("Religious affiliation", "religion"),
        ("Schwerbehinderung", "disability"),
        ("Schwerbehindert (ja/nein)", "disability"),
        ("Grad der Behinderung", "disability"),
        ("GdB", "disability"),
        ("Gewerkschaft", "union"),
        ("Union membership", "union"),
        ("Krankheitstage 2025", "health"),
        ("Krankheitstage", "health"),
        ("sick_days", "health"),
        ("BEM", "health"),
        ("Ethnicity", "ethnicity"),
        ("Sexuelle Orientierung", "sexuality"),
        ("Mutterschutz bis", "pregnancy"),
        ("PerformanceRating", "performance"),
        ("Leistungsbeurteilung", "performance"),
        ("Jahresgehalt", "pay"),
        ("MonthlyIncome", "pay"),
        ("IBAN", "pay"),
        ("Steuerklasse", "pay"),
        ("Age", "private"),
        ("Over18", "private"),
        ("Geschlecht", "private"),
        ("MaritalStatus", "private"),
        ("Geburtsdatum", "private"),
        ("Anzahl Kinder", "private"),
    ],
)
def test_refused_by_heading(heading: str, reason: str) -> None:
    assert refused.by_heading(heading) == reason


@pytest.mark.parametrize("heading", ["Personalnummer", "Kirchheim", "Position", "Abteilung", "Bemerkung", "Provider",
                                     "Kosten", "Trade", "Bewerbung", "Payroll Nr", "Altersteilzeit", "Alter Standort",
                                     "Sexpertise", "Language"])  # fmt: skip
def test_harmless_headings_pass(heading: str) -> None:
    assert refused.by_heading(heading) == ""


def test_no_own_heading_is_refused() -> None:
    names = [name for h in (*HEADINGS, *POSITION_HEADINGS) for name in (h.column.name, *h.synonyms)]
    assert [name for name in names if refused.by_heading(name)] == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["rk", "ev", "--", "rk", "vd", "ev", "rk"], "religion"),
        (["ver.di", "IG Metall", "", "IG BCE", "ver.di", "ver.di"], "union"),
        (["F32.1", "M54.5", "J06.9G", "F43.2", "K21"], "health"),
        (["GdB 50", "GdB 30", "schwerbehindert", "GdB 60", "gleichgestellt"], "disability"),
        (["ev", "rk"], ""),
        (["A12", "B34", "C56", "D78", "E90"], ""),
        (["ohne", "ohne", "ohne", "ohne", "ohne"], ""),
        (["Köln", "Bonn", "rk", "ev", "rk", "Ulm"], ""),
    ],
)
def test_refused_by_content_only_where_it_is_sure(values: list[str], reason: str) -> None:
    assert refused.by_content(values) == reason
