"""The ten demo people: present in the files as described, different from each other."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from eigenart.core.vocabulary import FactKind
from eigenart.delivery.demo import catalogue
from eigenart.delivery.demo.personas import PERSONAS, Persona
from eigenart.people.actor import Role

Read = Callable[[str], list[dict[str, str]]]
BY_LOGIN = {persona.login: persona for persona in PERSONAS}
EACH = pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.login)


def finished(demo_rows: Read, login: str) -> list[str]:
    number = BY_LOGIN[login].number
    rows = demo_rows("activity")
    return [r["Kursnummer"] for r in rows if r["Personalnummer"] == number and r["Status"] == "finished"]


def test_ten_logins_and_numbers() -> None:
    assert len(PERSONAS) == len(BY_LOGIN) == len({p.number for p in PERSONAS}) == 10


@EACH
def test_persona_stands_in_the_files(persona: Persona, demo_rows: Read, demo_day: date) -> None:
    row = next(r for r in demo_rows("people") if r["Personalnummer"] == persona.number)
    assert (row["Vorname"], row["Nachname"]) == (persona.given, persona.family)
    assert (row["Abteilung"], row["Stelle"]) == (persona.unit, persona.position)
    entered = datetime.strptime(row["Eintrittsdatum"], "%d.%m.%Y").date()
    assert entered == demo_day - timedelta(days=persona.entered_days_ago)
    assert persona.description.de != persona.description.en


@EACH
def test_all_that_is_said_exists(persona: Persona) -> None:
    topics = set(catalogue.topics())
    assert set(persona.skills) <= set(catalogue.skills())
    assert {step.item for step in persona.history} <= set(catalogue.entries())
    assert all(0 < step.days_ago <= persona.entered_days_ago for step in persona.history)
    for kind, key, value in persona.stated:
        if kind == FactKind.INTEREST.value:
            known = key.removeprefix("skill:") in catalogue.skills() if ":" in key else key in topics
            assert known
            assert value == ""
        else:
            assert kind == FactKind.PREFERENCE.value
            assert key.startswith("format:") or value.isdigit()
    assert {time.topic for time in persona.good_times} <= topics


def test_roles_cover_every_desk() -> None:
    assert {role for p in PERSONAS for role in p.roles} == set(Role) - {Role.EMPLOYEE}
    assert BY_LOGIN["betriebsrat"].roles == (Role.WORKS_COUNCIL,)
    assert BY_LOGIN["datenschutz"].roles == (Role.DPO,)
    parties = {Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER}
    assert all(len(parties & set(p.roles)) <= 1 for p in PERSONAS)
    assert BY_LOGIN["personal"].roles[:2] == (Role.HR, Role.EMPLOYER)


def test_manager_leads_thirteen_people(demo_rows: Read) -> None:
    team = [
        r
        for r in demo_rows("people")
        if r["Vorgesetzte/r (Personalnummer)"] == BY_LOGIN["teamleitung"].number
    ]
    assert len(team) == 13


def test_histories_tell_the_stories(demo_rows: Read, demo_day: date) -> None:
    entries = catalogue.entries()
    assert finished(demo_rows, "projektleitung") == []
    assert sorted(finished(demo_rows, "einstieg")) == ["LI-0101", "LI-0105"]
    assert sum("marketing" in entries[i].topics for i in finished(demo_rows, "marketing")) >= 4
    assert sum("leadership" in entries[i].topics for i in finished(demo_rows, "teamleitung")) >= 5
    voluntary = [entries[i] for i in finished(demo_rows, "aussendienst") if not entries[i].must]
    assert sum(item.format == "audio" for item in voluntary) > len(voluntary) / 2
    assert max(item.minutes for item in voluntary) <= 20


def test_the_returner_learned_before_a_break_and_once_since(demo_rows: Read, demo_day: date) -> None:
    number = BY_LOGIN["wiedereinstieg"].number
    ages = [
        (demo_day - datetime.strptime(r["Datum"][:10], "%d.%m.%Y").date()).days
        for r in demo_rows("activity")
        if r["Personalnummer"] == number
    ]
    assert sum(age < 60 for age in ages) == 1
    assert all(age > 540 for age in ages if age >= 60)
    assert len(ages) > 5
    assert "pause" not in "".join(key for _, key, _ in BY_LOGIN["wiedereinstieg"].stated)
