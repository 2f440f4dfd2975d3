"""Faithfulness: a reason is the calculation, and taking it away does exactly what is said, for everybody."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eigenart.core.vocabulary import FactId, FactKind, ItemKey, ProfileView, Ranked, Without
from eigenart.engine import counterfactual
from eigenart.engine.catalogue import Catalogue, UnknownItem
from eigenart.engine.config import EngineConfig
from eigenart.engine.counterfactual import NotOffered
from eigenart.engine.model import Model
from eigenart.engine.offer import Offer, is_mandatory
from eigenart.engine.pipeline import line_up, rank
from eigenart.engine.signals import NAMES
from eigenart.engine.training import fit
from tests.engine import random_people
from tests.engine import small_company as small

PEOPLE = 1_000
ITEMS = small.catalogue(of={7: {"prerequisites": (small.key_of(3),)}, 5: {"is_mandatory": True}})
ALL = small.candidates(ITEMS)
MODEL = fit(small.log(), ITEMS)
GROUPS = ("unit-0", "unit-1", "position-0", "position-1", "unknown")
EXACT = 1e-9


def silenced(model: Model, signal: str) -> Model:
    """A model of its own in which one signal weighs nothing."""
    weights = model.weights.copy()
    weights[:, NAMES.index(signal)] = 0.0
    return replace(model, weights=weights)


class Company:
    """Ranks as Home does: nothing of the module under test is used to check it."""

    def __init__(self, model: Model, catalogue: Catalogue, needs: dict[str, int]) -> None:
        self.model, self.catalogue, self.needs = model, catalogue, needs
        self.candidates = small.candidates(catalogue)
        self.free = [candidate for candidate in self.candidates if not is_mandatory(candidate)]
        self.offer = Offer.of(self.free, catalogue)
        self.silent = {name: silenced(model, name) for name in NAMES}

    def first_five(self, view: ProfileView) -> list[Ranked]:
        return self.ranked(view, n=5)

    def ranked(self, view: ProfileView, *, n: int) -> list[Ranked]:
        return rank(
            view,
            self.offer,
            model=self.model,
            catalogue=self.catalogue,
            n=n,
            explore=False,
            needs=self.needs,
        )

    def stands(self, view: ProfileView, key: ItemKey, *, silent: str = "") -> tuple[int, float | None]:
        """Place and score in the list of everything that is no duty."""
        model = self.silent[silent] if silent else self.model
        line = line_up(view, self.offer, model=model, catalogue=self.catalogue, needs=self.needs)
        places = line.rows[line.order] == self.catalogue.row_of[key]
        if not places.any():
            return 0, None
        place = int(np.argmax(places))
        return place + 1, float(line.scores[line.order[place]])

    def answers(self, view: ProfileView, ranked: Ranked, *, n: int = 3) -> tuple[Without, ...]:
        return counterfactual.of_reasons(
            view, self.candidates, ranked, model=self.model, catalogue=self.catalogue, needs=self.needs, n=n
        )


def muted(view: ProfileView, kind: FactKind, key: str) -> ProfileView:
    """What muting in My data does to every entry of this kind about this thing."""
    facts = tuple(replace(f, is_muted=f.is_muted or (f.kind, f.key) == (kind, key)) for f in view.facts)
    return ProfileView(facts, view.at)


@pytest.fixture(scope="module")
def small_company() -> Company:
    return Company(MODEL, ITEMS, small.NEEDS)


@pytest.fixture(scope="module")
def real_company(shared_data: Path) -> Company:
    from bench import sets

    folder = shared_data / "interactions" / "mars_en"
    if not folder.is_dir():
        pytest.skip("mars_en is missing in the shared data")
    found = sets.load(folder)
    model = fit(found.log, found.catalogue, EngineConfig(trials=1, max_queries=200))
    return Company(model, found.catalogue, {})


def assert_faithful(company: Company, people: list[ProfileView], *, seed: int) -> dict[str, int]:
    """Checks the first named reason of one of the first five items of each person; returns what was seen."""
    rng = np.random.default_rng(seed)
    seen = dict.fromkeys(("facts", "signals", "moved", "lower"), 0)
    for view in people:
        ranked = company.first_five(view)
        chosen = ranked[int(rng.integers(0, len(ranked)))]
        for one in ranked:
            assert sum(c.amount for c in one.contributions) == pytest.approx(one.score, abs=EXACT)
            for contribution in one.contributions:
                assert sum(t.amount for t in contribution.terms) == pytest.approx(
                    contribution.amount, abs=EXACT
                )
        if not chosen.contributions:
            continue
        said = company.answers(view, chosen, n=1)[0]
        key, reason = chosen.candidate.item.key, chosen.contributions[0]
        assert said.signal == reason.signal
        assert (said.place_before, said.score_before) == company.stands(view, key)
        if said.kind is None:
            assert (said.place_after, said.score_after) == company.stands(view, key, silent=said.signal)
            assert said.score_after == pytest.approx(said.score_before - reason.amount, abs=EXACT)
        else:
            assert said.kind in counterfactual.OWN
            assert (said.place_after, said.score_after) == company.stands(
                muted(view, said.kind, said.key), key
            )
        seen["facts" if said.kind else "signals"] += 1
        seen["moved"] += said.place_after != said.place_before
        seen["lower"] += said.score_after is not None and said.score_after < said.score_before
    return seen


def test_the_first_named_reason_of_1000_people_does_what_is_said(small_company: Company) -> None:
    people = list(random_people.people(ITEMS, n=PEOPLE, seed=11, groups=GROUPS))
    seen = assert_faithful(small_company, people, seed=3)
    assert seen["facts"] + seen["signals"] > 0.95 * PEOPLE
    assert min(seen["facts"], seen["signals"]) > 0.2 * PEOPLE, "both ways must be met often"
    assert seen["moved"] > 0.3 * PEOPLE
    assert seen["lower"] > 0.8 * PEOPLE, "the strongest reason mostly speaks for the item"


def test_the_first_named_reason_of_1000_people_of_a_real_log_does_what_is_said(real_company: Company) -> None:
    groups = real_company.model.fitted.positions
    people = list(random_people.people(real_company.catalogue, n=PEOPLE, seed=12, groups=groups))
    seen = assert_faithful(real_company, people, seed=4)
    assert seen["facts"] + seen["signals"] > 0.95 * PEOPLE
    assert seen["facts"] > 0.3 * PEOPLE
    assert seen["moved"] > 0.3 * PEOPLE


def test_places_are_those_of_the_whole_list(small_company: Company) -> None:
    for view in random_people.people(ITEMS, n=20, seed=13, groups=GROUPS):
        whole = small_company.ranked(view, n=len(ITEMS))
        for one in whole:
            key = one.candidate.item.key
            assert small_company.stands(view, key) == (one.place, one.score)
        said = small_company.answers(view, whole[7])
        assert [(s.place_before, s.score_before) for s in said] == [(8, whole[7].score)] * len(said)
        assert [s.signal for s in said] == [c.signal for c in whole[7].contributions[:3]]


def _without(key: ItemKey, view: ProfileView, *, fact: FactId | None = None, signal: str = "") -> Without:
    return counterfactual.without(
        view, ALL, key, model=MODEL, catalogue=ITEMS, fact=fact, signal=signal, needs=small.NEEDS
    )


class TestWhatIsLeftOut:
    def test_every_step_with_a_past_item_goes_with_it(self) -> None:
        """Else “without X” would leave X in the history, as begun instead of finished."""
        begun = small.did(0, state="started", days_ago=9)
        done = small.did(0, days_ago=8)
        view = small.view((begun, done))
        said = _without(small.key_of(4), view, fact=done.id)
        assert (said.kind, said.key) == (FactKind.ACTIVITY, small.key_of(0))
        expected = _without(small.key_of(4), view, fact=begun.id)
        assert (said.place_after, said.score_after) == (expected.place_after, expected.score_after)
        assert said.score_after != said.score_before

    def test_what_the_position_asks_for_goes_with_the_position(self) -> None:
        view = small.view(small.SOMEBODY)
        position = next(f for f in small.SOMEBODY if f.kind is FactKind.POSITION)
        rest = small.view([f for f in small.SOMEBODY if f is not position])
        ranked = rank(rest, [c for c in ALL if not c.item.is_mandatory], model=MODEL, catalogue=ITEMS, n=99)
        key = small.key_of(2)
        place, score = next((r.place, r.score) for r in ranked if r.candidate.item.key == key)
        said = _without(key, view, fact=position.id)
        assert (said.place_after, said.score_after) == (place, score)

    def test_an_item_may_leave_the_list(self) -> None:
        view = small.view((*small.SOMEBODY, small.did(3)))
        said = _without(small.key_of(7), view, fact=small.did(3).id)
        assert said.place_before > 0
        assert (said.place_after, said.score_after) == (0, None)

    def test_a_gap_is_taken_away_whole_not_by_the_level_that_speaks_against_it(self) -> None:
        view = small.view((small.fact(FactKind.SKILL, "skill:sales", "1"),))
        ranked = rank(view, ALL, model=MODEL, catalogue=ITEMS, n=99, needs={"skill:sales": 3})
        gap = next(c for r in ranked for c in r.contributions if c.signal == "skill_gap")
        assert gap.terms[0].fact == view.facts[0].id
        assert counterfactual.fact_behind(gap, view) is None


class TestRefusals:
    def test_what_is_not_offered_has_no_place_to_lose(self) -> None:
        with pytest.raises(NotOffered):
            _without(small.key_of(7), small.view(), signal="popularity")
        with pytest.raises(NotOffered):
            _without(small.key_of(5), small.view(), signal="popularity")

    def test_an_unknown_item_fact_or_signal_is_named(self) -> None:
        with pytest.raises(UnknownItem):
            _without(ItemKey("learning:none"), small.view(), signal="popularity")
        with pytest.raises(LookupError):
            _without(small.key_of(1), small.view(), fact=FactId("test:none"))
        with pytest.raises(ValueError, match="no signal"):
            _without(small.key_of(1), small.view(), signal="magic")
        with pytest.raises(ValueError, match="name a fact"):
            _without(small.key_of(1), small.view())
