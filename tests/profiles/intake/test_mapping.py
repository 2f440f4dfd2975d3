"""Headings in German, English and misspelled become columns; what a person chose is remembered and wins."""

import pytest

from eigenart.profiles.intake import mapping
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.people import PeopleTarget

TARGET = PeopleTarget()
pytestmark = pytest.mark.django_db


def columns(*headings: str, **chosen: str) -> dict[str, tuple[str, str]]:
    return {p.heading: (p.column, p.how) for p in mapping.propose(headings, TARGET, chosen=chosen)}


def test_german_and_english_headings() -> None:
    found = columns(
        "Pers.-Nr.", "Rufname", "Familienname", "Std./Woche", "Line manager", "Hire date", "OE", "Farbe"
    )
    assert found == {
        "Pers.-Nr.": ("personnel_number", "exact"),
        "Rufname": ("given_name", "exact"),
        "Familienname": ("family_name", "exact"),
        "Std./Woche": ("weekly_hours", "exact"),
        "Line manager": ("manager_number", "exact"),
        "Hire date": ("entry_date", "exact"),
        "OE": ("org_unit", "exact"),
        "Farbe": ("", "none"),
    }


def test_misspelled_headings_are_similar() -> None:
    assert columns("Personalnumer", "Eintritsdatum") == {
        "Personalnumer": ("personnel_number", "similar"),
        "Eintritsdatum": ("entry_date", "similar"),
    }


def test_a_column_is_given_once_to_the_better_heading() -> None:
    found = columns("Name", "Nachname", "Vorname")
    assert found["Nachname"][0] == "family_name"
    assert found["Name"] == ("", "none")


def test_a_choice_wins_and_a_dash_leaves_out() -> None:
    found = columns("Nr", "Vorname", "Nachname", Nr="personnel_number", Vorname="-")
    assert found["Nr"] == ("personnel_number", "chosen")
    assert found["Vorname"] == ("", "chosen")


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"Nr": "shoe_size"}, "unknown_column"),
        ({"Schuh": "email"}, "unknown_heading"),
        ({"Nr": "email", "Vorname": "email"}, "used_twice"),
        ({"Konfession": "site"}, "special_column"),
    ],
)
def test_choices_that_cannot_be(chosen: dict[str, str], code: str) -> None:
    with pytest.raises(IntakeError) as error:
        mapping.propose(("Nr", "Vorname", "Konfession"), TARGET, chosen=chosen)
    assert error.value.code == code


def test_a_confirmed_mapping_is_remembered_for_the_same_headings_in_any_order() -> None:
    mapping.remember(
        "people", ("Nr", "Vorname", "Wer"), {"Nr": "personnel_number", "Vorname": "", "Wer": "given_name"}
    )
    assert columns("Wer", "Nr", "Vorname") == {
        "Wer": ("given_name", "remembered"),
        "Nr": ("personnel_number", "remembered"),
        "Vorname": ("", "remembered"),
    }
    assert columns("Nr", "Vorname")["Nr"] == ("", "none"), "other headings are another file"


def test_a_remembered_mapping_never_opens_a_refused_column() -> None:
    mapping.remember("people", ("Konfession", "Nr"), {"Konfession": "site", "Nr": "personnel_number"})
    assert columns("Konfession", "Nr")["Konfession"] == ("", "refused")
