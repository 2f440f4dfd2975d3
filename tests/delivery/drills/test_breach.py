"""The breach drill: the log names exactly who was affected, in every case, and what is drafted says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from eigenart.delivery.drills import breach
from eigenart.people.services import actor_of
from eigenart.privacy import gate
from eigenart.privacy.models import Incident
from tests.factories.learners import fill_catalogue


@pytest.fixture
def company(approved_register: None, make_employee: Callable[..., Any]) -> list[Any]:
    fill_catalogue()
    people = [make_employee("P", f"Person{n}") for n in range(40)]
    for person in people:
        gate.open(actor_of(person.user), person, "learning.record")
    return people


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exactly_those_who_were_affected(company: list[Any], seed: int) -> None:
    found = {one.scenario: one for one in breach.rehearse(seed=seed)}
    assert {name: one.seeded for name, one in found.items()} == {
        "hr_singly": breach.READ_SINGLY,
        "hr_everybody": len(company),
        "manager": 0,
    }
    for one in found.values():
        assert (one.precision, one.recall) == (1.0, 1.0)
        assert one.sessions_left == 0
        assert one.is_passed
    assert found["hr_singly"].refused == breach.TRIED_IN_VAIN
    assert found["manager"].refused == 2 * breach.TRIED_IN_VAIN + 1


def test_control_one_missed_person_is_seen(company: list[Any]) -> None:
    found = breach.rehearse(seed=4, forget=lambda people: people - {min(people)} if people else people)
    failed = {one.scenario: (one.missed, one.is_passed) for one in found}
    assert failed == {"hr_singly": (1, False), "hr_everybody": (1, False), "manager": (0, True)}


def test_a_leak_that_could_not_be_seeded_is_no_success(make_employee: Callable[..., Any]) -> None:
    """Without an approval nothing opens, and nothing was rehearsed."""
    for _ in range(20):
        make_employee()
    found = {one.scenario: one for one in breach.rehearse(seed=1)}
    assert found["hr_everybody"].seeded == 0
    assert not found["hr_everybody"].is_passed


def test_the_drafts_say_how_many_in_both_languages(company: list[Any]) -> None:
    drafts = breach.rehearse(seed=5)[0].drafts
    assert [draft.language for draft in drafts] == ["de", "en", "de", "en"]
    assert "People affected: 12 employees." in drafts[1].text
    assert "12" in drafts[0].text
    assert drafts[0].text != drafts[1].text
    assert "2 sessions were ended." in drafts[1].text
    for draft in drafts:
        assert "Person" not in draft.text.replace("Personen", "").replace("Personal", "").replace(
            "Person ", ""
        )


def test_nothing_stays_and_no_letter_goes_out(company: list[Any], mailoutbox: list[Any]) -> None:
    breach.rehearse(seed=6)
    assert mailoutbox == []
    assert not Incident.objects.exists()
    assert not get_user_model().objects.filter(username=breach.LOGIN).exists()
