"""Levers: only what the person can change, and every place as stated when it is really changed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eigenart.core.vocabulary import Change, FactKind, ItemKey, Lever, LeverCard, ProfileView
from eigenart.engine import levers as module
from eigenart.engine.catalogue import UnknownItem
from eigenart.engine.config import EngineConfig
from eigenart.engine.levers import levers
from eigenart.engine.offer import Offer, is_mandatory
from eigenart.engine.pipeline import line_up
from eigenart.engine.training import fit
from tests.engine import random_people
from tests.engine import small_company as small

ITEMS = small.catalogue(
    of={
        7: {"prerequisites": (small.key_of(3),)},
        10: {"prerequisites": (small.key_of(2), small.key_of(6))},
        5: {"is_mandatory": True},
    }
)
ALL = small.candidates(ITEMS)
FREE = Offer.of([candidate for candidate in ALL if not is_mandatory(candidate)], ITEMS)
MODEL = fit(small.log(), ITEMS)
OWN = {FactKind.INTEREST, FactKind.SKILL, FactKind.PREFERENCE, FactKind.ACTIVITY, FactKind.FEEDBACK}
GROUPS = ("unit-0", "unit-1", "position-0", "position-1")


def _card(key: ItemKey, view: ProfileView | None = None, *, limit: int = 50, target: int = 5) -> LeverCard:
    view = view or small.view(small.SOMEBODY)
    return levers(view, ALL, key, model=MODEL, catalogue=ITEMS, limit=limit, target=target, needs=small.NEEDS)


def _place(key: ItemKey, view: ProfileView) -> int:
    line = line_up(view, FREE, model=MODEL, catalogue=ITEMS, needs=small.NEEDS)
    keys = [line.candidates[place].item.key for place in line.order]
    return keys.index(key) + 1 if key in keys else 0


def _done(view: ProfileView, changes: tuple[Change, ...]) -> ProfileView:
    """What the person would do, done with the vocabulary's own means."""
    facts = view.facts
    for change in changes:
        about = (change.kind, change.key)
        match change.change:
            case "add":
                facts = (*facts, small.fact(change.kind, change.key))
            case "like":
                rest = tuple(f for f in facts if (f.kind, f.key) != about)
                facts = (*rest, small.fact(change.kind, change.key, "like"))
            case "finish":
                facts = (
                    *facts,
                    replace(small.fact(change.kind, change.key, "finished"), recorded_at=small.NOW),
                )
            case "mute":
                facts = tuple(replace(f, is_muted=True) if (f.kind, f.key) == about else f for f in facts)
            case _:
                facts = tuple(f for f in facts if (f.kind, f.key) != about)
    return ProfileView(facts, view.at)


def _assert_holds(lever: Lever, key: ItemKey, view: ProfileView) -> None:
    assert lever.place_before == _place(key, view)
    assert lever.place_after == _place(key, _done(view, lever.changes))
    assert lever.place_after != lever.place_before
    assert {change.kind for change in lever.changes} <= OWN


@pytest.mark.parametrize("row", range(24))
def test_every_lever_holds_when_it_is_pulled(row: int) -> None:
    view, card = small.view(small.SOMEBODY), _card(small.key_of(row))
    assert card.place == (0 if row == 5 else _place(small.key_of(row), view))
    for lever in (*card.movers, *([card.into_target] if card.into_target else [])):
        _assert_holds(lever, small.key_of(row), view)


def test_every_lever_of_250_people_holds_when_it_is_pulled() -> None:
    n_levers, n_pairs, n_none = 0, 0, 0
    people = random_people.people(ITEMS, n=250, seed=21, groups=GROUPS)
    for number, view in enumerate(people):
        key = small.key_of(number % 24)
        card = _card(key, view, limit=3)
        smallest = card.into_target
        for lever in (*card.movers, *([smallest] if smallest else [])):
            _assert_holds(lever, key, view)
            n_levers += 1
        assert smallest is None or 1 <= smallest.place_after <= 5
        assert not (card.is_within and smallest)
        n_pairs += smallest is not None and len(smallest.changes) == 2
        n_none += smallest is None and not card.is_within
    assert n_levers > 400
    assert n_pairs > 5, "pairs must be met"
    assert n_none > 5, "and items that nothing brings there"


def test_every_lever_over_a_real_log_holds_when_it_is_pulled(shared_data: Path) -> None:
    from bench import sets

    folder = shared_data / "interactions" / "mars_en"
    if not folder.is_dir():
        pytest.skip("mars_en is missing in the shared data")
    found = sets.load(folder)
    model = fit(found.log, found.catalogue, EngineConfig(trials=1, max_queries=200))
    offer = Offer.of(small.candidates(found.catalogue), found.catalogue)

    def place(key: ItemKey, view: ProfileView) -> int:
        line = line_up(view, offer, model=model, catalogue=found.catalogue)
        keys = line.keys
        return keys.index(key) + 1 if key in keys else 0

    rng, n_levers, n_reaching = np.random.default_rng(5), 0, 0
    for view in random_people.people(found.catalogue, n=40, seed=24, groups=model.fitted.positions):
        key = found.catalogue.keys[int(rng.integers(0, len(found.catalogue)))]
        card = levers(view, offer, key, model=model, catalogue=found.catalogue)
        assert card.place == place(key, view)
        for lever in (*card.movers, *([card.into_target] if card.into_target else [])):
            assert lever.place_after == place(key, _done(view, lever.changes))
            n_levers += 1
        n_reaching += card.into_target is not None
    assert n_levers > 40
    assert n_reaching > 5


def test_a_pair_is_only_named_where_no_single_change_does_it() -> None:
    met = 0
    for number, view in enumerate(random_people.people(ITEMS, n=150, seed=22, groups=GROUPS)):
        key = small.key_of(number % 24)
        card = _card(key, view)
        if card.into_target and len(card.into_target.changes) == 2:
            met += 1
            assert not any(0 < lever.place_after <= 5 for lever in card.movers)
            first, second = card.into_target.changes
            assert _place(key, _done(view, (first,))) not in range(1, 6)
            assert _place(key, _done(view, (second,))) not in range(1, 6)
    assert met > 3


def test_of_changes_that_reach_it_the_one_of_least_effort_is_named() -> None:
    """An interest is said rather than a past item hidden."""
    met = 0
    for number, view in enumerate(random_people.people(ITEMS, n=72, seed=23, groups=GROUPS)):
        card = _card(small.key_of(number % 24), view)
        if card.into_target and len(card.into_target.changes) == 1:
            reaching = [lever for lever in card.movers if 0 < lever.place_after <= 5]
            efforts = [module.EFFORT.index(lever.change) for lever in reaching]
            assert module.EFFORT.index(card.into_target.change) == min(efforts)
            met += 1
    assert met > 10


def test_levers_exist_for_most_items_and_name_what_a_person_may_change() -> None:
    found = {row: _card(small.key_of(row)).movers for row in range(24)}
    assert sum(bool(some) for some in found.values()) > 12
    assert {lever.kind for some in found.values() for lever in some} <= OWN


def test_the_limit_holds_and_lifting_comes_first() -> None:
    for row in range(24):
        some = _card(small.key_of(row), limit=2).movers
        assert len(some) <= 2
        lifts = [lever.place_after and lever.place_after < (lever.place_before or 99) for lever in some]
        assert lifts == sorted(lifts, key=bool, reverse=True)


def test_where_nothing_can_help_it_says_so_and_how_much_was_tried() -> None:
    finished = small.view((small.did(2),))
    card = _card(small.key_of(2), finished)
    assert (card.place, card.into_target, card.movers) == (0, None, ())
    assert card.n_tried > 0


def test_a_declined_item_comes_back_by_taking_the_answer_back() -> None:
    first = _card(small.key_of(11)).movers[0]
    assert (first.kind, first.change, first.place_before) == (FactKind.FEEDBACK, "lift", 0)


def test_an_item_declined_twice_comes_back_only_without_both_answers() -> None:
    view = small.view((small.declined(11, "topic", days_ago=40), small.declined(11, days_ago=1)))
    lifting = next(lever for lever in _card(small.key_of(11), view).movers if lever.change == "lift")
    assert lifting.place_after > 0


def test_an_item_that_asks_for_another_names_it() -> None:
    finishing = [lever for lever in _card(small.key_of(7)).movers if lever.change == "finish"]
    assert [(lever.kind, lever.key) for lever in finishing] == [(FactKind.ACTIVITY, small.key_of(3))]


def test_an_item_that_asks_for_two_is_brought_in_by_finishing_both() -> None:
    card = _card(small.key_of(10), target=24)
    assert card.place == 0
    assert card.movers == ()
    assert card.into_target is not None
    assert {(c.change, c.key) for c in card.into_target.changes} == {
        ("finish", small.key_of(2)),
        ("finish", small.key_of(6)),
    }


def test_a_duty_has_no_levers() -> None:
    assert _card(small.key_of(5)) == LeverCard(place=0, target=5)


def test_asking_leaves_the_mirror_of_the_person_as_it_was() -> None:
    view = small.view(small.SOMEBODY)
    levers(view, ALL, small.key_of(2), model=MODEL, catalogue=ITEMS)
    assert view.inputs_read <= {fact.id for fact in small.SOMEBODY}


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(UnknownItem):
        _card(ItemKey("learning:none"))
