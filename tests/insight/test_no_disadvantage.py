"""The comparison of twins: a seeded discrimination is found, and with few people it says how many it takes."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from eigenart.insight import no_disadvantage
from eigenart.insight.no_disadvantage import CANNOT_KNOW, DISADVANTAGE, EQUAL, Measure, compare
from eigenart.people.services import actor_of
from eigenart.privacy import consent, gate, rights_requests, suites
from eigenart.privacy.grant import Grant
from eigenart.privacy.models import SuiteResult
from eigenart.surfaces.learning.surface import LearningSurface
from tests.factories import learners


def company(
    n: int, *, worse: float, spread: float = 10.0, more_is_better: bool = True, seed: int = 8
) -> tuple[Any, ...]:
    """n who switched off and n who did not, in four places whose levels differ far more than anything else."""
    chance = random.Random(seed)
    values, places, off = {}, {}, []
    for number in range(2 * n):
        who = UUID(int=number + 1)
        place = number // 2 % 4
        places[who] = (f"position {place}", "department")
        is_off = number % 2 == 1
        values[who] = 1000.0 * place + chance.gauss(0, spread) + (worse if is_off else 0.0)
        if is_off:
            off.append(who)
    return Measure("m", 5.0, more_is_better, values), off, places


@pytest.mark.parametrize(("more_is_better", "worse"), [(True, -15.0), (False, 15.0)])
def test_a_seeded_discrimination_is_found(more_is_better: bool, worse: float) -> None:
    found = compare(*company(60, worse=worse, more_is_better=more_is_better))
    assert found.code == DISADVANTAGE
    assert found.mean is not None
    assert found.mean < -10


def test_equal_treatment_is_shown_where_there_are_enough() -> None:
    assert compare(*company(200, worse=0.0)).code == EQUAL


def test_an_advantage_is_no_disadvantage() -> None:
    assert compare(*company(60, worse=15.0)).code == EQUAL


def test_too_few_to_know_says_how_many_it_takes() -> None:
    found = [compare(*company(12, worse=0.0, spread=30.0, seed=seed)) for seed in range(300)]
    codes = Counter(one.code for one in found)
    assert codes[CANNOT_KNOW] > 200
    assert codes[DISADVANTAGE] <= 0.07 * len(found), "wrongly accused in about five of a hundred"
    needed = sorted(one.needed for one in found if one.needed is not None)[len(found) // 3]
    assert 100 < needed < 900
    shown = Counter(compare(*company(needed, worse=0.0, spread=30.0, seed=seed)).code for seed in range(100))
    assert shown[EQUAL] > 70


@pytest.mark.parametrize("n", [0, 1, 9])
def test_below_ten_nothing_is_said(n: int) -> None:
    found = compare(*company(n, worse=-100.0))
    assert (found.code, found.pairs, found.needed, found.mean) == (CANNOT_KNOW, 0, 10, None)


def test_without_a_twin_nobody_is_compared() -> None:
    measure, off, places = company(30, worse=-100.0)
    alone = {who: (f"only {who}", "department") for who in places}
    assert compare(measure, off, alone).code == CANNOT_KNOW


class TestInTheCompany:
    @pytest.fixture
    def people(self, approved_register: None, make_employee: Callable[..., Any]) -> list[Any]:
        """Thirty in one place; twelve switched the suggestions off."""
        learners.fill_catalogue(learners.duty())
        people = [make_employee() for _ in range(30)]
        learners.employ(*people, position="Techniker", org_unit="Technik")
        for person in people[:12]:
            consent.object_to(actor_of(person.user), person, "learning.recommend")
        return people

    def codes(self) -> dict[str, str]:
        found = no_disadvantage.run(at=datetime.now(UTC) + timedelta(hours=1))
        return {one.measure: one.code for one in found["learning.recommend"]}

    def test_the_same_for_everybody(self, people: list[Any]) -> None:
        for person in people:
            ask(person)
        assert self.codes() == {"items": EQUAL, "deadline_days": EQUAL, "answer_hours": EQUAL}

    def test_a_surface_that_keeps_items_back_is_found(
        self, people: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        honest = LearningSurface.candidates

        def unfair(self: Any, profile: Any, at: datetime) -> Any:
            offered = honest(self, profile, at)
            return offered if profile.is_personal else offered[1:]

        monkeypatch.setattr(LearningSurface, "candidates", unfair)
        assert self.codes()["items"] == DISADVANTAGE

    def test_answers_that_take_longer_are_found(self, people: list[Any]) -> None:
        for number, person in enumerate(people):
            ask(person, took=timedelta(days=5 if number < 12 else 1))
        assert self.codes()["answer_hours"] == DISADVANTAGE

    def test_no_requests_at_all(self, people: list[Any]) -> None:
        assert self.codes()["answer_hours"] == CANNOT_KNOW

    def test_the_result_is_kept(self, people: list[Any]) -> None:
        assert no_disadvantage.keep(no_disadvantage.run())
        kept = SuiteResult.objects.get(code="twins")
        assert kept.is_passed
        assert kept.details[DISADVANTAGE] == 0


def test_what_nobody_can_know_is_neither_passed_nor_failed(approved_register: None) -> None:
    no_disadvantage.keep(no_disadvantage.run())
    drill = next(one for one in suites.RESULTS.drills() if one.code == "twins")
    assert drill.is_undecided
    assert not drill.is_passed


def ask(person: Any, *, took: timedelta = timedelta(hours=1)) -> None:
    """A request of ten days ago that took so long."""
    grant = gate.open(actor_of(person.user), person, "privacy.rights")
    assert isinstance(grant, Grant)
    asked = rights_requests.ask(grant, "export", language="de")
    begun = datetime.now(UTC) - timedelta(days=10)
    rights_requests.note(grant, asked.id, asked_at=begun, finished_at=begun + took)
