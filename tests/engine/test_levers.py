"""Levers: only what the person can change, and every place as stated when it is really changed."""

from dataclasses import replace

import pytest

from eigenart.core.vocabulary import Fact, FactKind, ItemKey, Lever
from eigenart.engine.catalogue import UnknownItem
from eigenart.engine.levers import levers
from eigenart.engine.pipeline import rank
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue(of={7: {"prerequisites": (small.key_of(3),)}})
ALL = small.candidates(ITEMS)
MODEL = fit(small.log(), ITEMS)


def _levers(key: ItemKey, facts: tuple[Fact, ...] = small.SOMEBODY, limit: int = 50) -> tuple[Lever, ...]:
    return levers(small.view(facts), ALL, key, model=MODEL, catalogue=ITEMS, limit=limit, needs=small.NEEDS)


def _place(key: ItemKey, facts: tuple[Fact, ...]) -> int:
    ranked = rank(
        small.view(facts), ALL, model=MODEL, catalogue=ITEMS, n=24, explore=False, needs=small.NEEDS
    )
    return next((r.place for r in ranked if r.candidate.item.key == key), 0)


def _changed(lever: Lever) -> tuple[Fact, ...]:
    """What the person would do, done with the vocabulary's own means."""
    facts = small.SOMEBODY
    if lever.change == "add":
        return (*facts, small.fact(lever.kind, lever.key))
    if lever.change == "finish":
        done = replace(small.fact(lever.kind, lever.key, "finished"), recorded_at=small.NOW)
        return (*facts, done)
    if lever.change == "mute":
        return tuple(
            replace(f, is_muted=True) if (f.kind, f.key) == (lever.kind, lever.key) else f for f in facts
        )
    return tuple(f for f in facts if (f.kind, f.key) != (lever.kind, lever.key))


@pytest.mark.parametrize("row", range(24))
def test_every_lever_holds_when_it_is_pulled(row: int) -> None:
    key = small.key_of(row)
    for lever in _levers(key):
        assert lever.place_before == _place(key, small.SOMEBODY)
        assert lever.place_after == _place(key, _changed(lever))
        assert lever.place_after != lever.place_before


def test_levers_exist_for_most_items_and_name_what_a_person_may_change() -> None:
    found = {row: _levers(small.key_of(row)) for row in range(24)}
    assert sum(bool(some) for some in found.values()) > 12
    kinds = {lever.kind for some in found.values() for lever in some}
    own = {FactKind.INTEREST, FactKind.SKILL, FactKind.PREFERENCE, FactKind.ACTIVITY, FactKind.FEEDBACK}
    assert kinds <= own


def test_the_limit_holds_and_lifting_comes_first() -> None:
    for row in range(24):
        some = _levers(small.key_of(row), limit=2)
        assert len(some) <= 2
        lifts = [lever.place_after and lever.place_after < (lever.place_before or 99) for lever in some]
        assert lifts == sorted(lifts, key=bool, reverse=True)


def test_a_declined_item_comes_back_by_taking_the_answer_back() -> None:
    first = _levers(small.key_of(11))[0]
    assert (first.kind, first.change, first.place_before) == (FactKind.FEEDBACK, "lift", 0)


def test_an_item_that_asks_for_another_names_it() -> None:
    finishing = [lever for lever in _levers(small.key_of(7)) if lever.change == "finish"]
    assert [(lever.kind, lever.key) for lever in finishing] == [(FactKind.ACTIVITY, small.key_of(3))]


def test_asking_leaves_the_mirror_of_the_person_as_it_was() -> None:
    view = small.view(small.SOMEBODY)
    levers(view, ALL, small.key_of(2), model=MODEL, catalogue=ITEMS)
    assert view.inputs_read <= {fact.id for fact in small.SOMEBODY}


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(UnknownItem):
        _levers(ItemKey("learning:none"))
