"""Prepared candidates rank as plain ones, and both as the rules said plainly."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from eigenart.core.vocabulary import Candidate
from eigenart.engine.catalogue import Catalogue, UnknownItem
from eigenart.engine.offer import Offer
from eigenart.engine.pipeline import line_up, rank
from eigenart.engine.training import fit
from tests.engine import small_company as small
from tests.engine.plain_ranking import whole_list
from tests.engine.random_people import people

TODAY = small.NOW.date()
N_ITEMS = 40


def _rules(rng: np.random.Generator) -> dict[str, object]:
    """Every rule that an item may carry, each on some."""
    changes: dict[str, object] = {}
    if rng.random() < 0.2:
        changes["prerequisites"] = tuple(small.key_of(row) for row in rng.choice(N_ITEMS + 5, 2).tolist())
    if rng.random() < 0.15:
        changes["is_mandatory"] = True
    if rng.random() < 0.1:
        changes["available_from"] = TODAY + timedelta(days=int(rng.integers(-2, 3)))
    if rng.random() < 0.1:
        changes["available_until"] = TODAY + timedelta(days=int(rng.integers(-2, 40)))
    if rng.random() < 0.1:
        changes["minutes"] = None
    return changes


def _ruled(seed: int) -> Catalogue:
    rng = np.random.default_rng(seed)
    return small.catalogue(N_ITEMS, of={row: _rules(rng) for row in range(N_ITEMS)})


def _offered(rng: np.random.Generator, items: Catalogue) -> list[Candidate]:
    """Most items, some as duties, some twice, in any order."""
    offered = [Candidate(item) for item in items.items if rng.random() < 0.9]
    twice = [c for c in offered if rng.random() < 0.1]
    dated = [
        replace(c, due_on=TODAY + timedelta(days=int(rng.integers(0, 60))), rule="yearly")
        if rng.random() < 0.3
        else c
        for c in [*offered, *twice]
    ]
    return [dated[place] for place in rng.permutation(len(dated))]


ITEMS = _ruled(1)
MODEL = fit(small.log(n_items=N_ITEMS), ITEMS)


@pytest.mark.parametrize("seed", range(4))
def test_the_list_is_the_one_that_the_rules_said_plainly_make(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for view in people(ITEMS, n=40, seed=seed, groups=("unit-1", "position-0")):
        offered = _offered(rng, ITEMS)
        minutes = None if rng.random() < 0.7 else int(rng.integers(10, 50))
        line = line_up(view, offered, model=MODEL, catalogue=ITEMS, minutes=minutes, needs=small.NEEDS)
        plain = whole_list(view, offered, model=MODEL, catalogue=ITEMS, minutes=minutes, needs=small.NEEDS)
        due_of = {c.item.key: c.due_on for c in line.candidates}
        assert [(key, due_of[key]) for key in line.keys] == plain


def test_prepared_candidates_rank_as_plain_ones_in_any_order() -> None:
    rng = np.random.default_rng(9)
    for view in people(ITEMS, n=40, seed=9, groups=("unit-1", "position-0")):
        offered = _offered(rng, ITEMS)
        prepared = Offer.of(offered[::-1], ITEMS)
        for n in (0, 1, 3, 10, N_ITEMS):
            plain = rank(view, offered, model=MODEL, catalogue=ITEMS, n=n, seed=n)
            assert rank(view, prepared, model=MODEL, catalogue=ITEMS, n=n, seed=n) == plain


def test_the_best_of_some_are_the_head_of_the_order() -> None:
    rng = np.random.default_rng(3)
    for view in people(ITEMS, n=30, seed=3, groups=("unit-1",)):
        line = line_up(view, small.candidates(ITEMS), model=MODEL, catalogue=ITEMS)
        # Few different scores, so that ties have to be decided.
        line = replace(line, scores=np.round(line.scores, 1))
        among = rng.random(len(line.rows)) < 0.5
        for n in (0, 1, 5, N_ITEMS):
            assert line.best(n).tolist() == line.order[:n].tolist()
            assert line.best(n, among).tolist() == line.order[among[line.order]][:n].tolist()


def test_an_offer_is_kept_for_its_catalogue_and_made_anew_for_another() -> None:
    offer = Offer.of(small.candidates(ITEMS), ITEMS)
    assert Offer.of(offer, ITEMS) is offer
    turned = Catalogue(ITEMS.items[::-1])
    again = Offer.of(offer, turned)
    assert [c.item.key for c in again] == list(turned.keys)
    with pytest.raises(UnknownItem):
        Offer.of(offer, small.catalogue(N_ITEMS - 1))


def test_duties_and_the_rest_are_the_whole() -> None:
    offer = Offer.of(_offered(np.random.default_rng(4), ITEMS), ITEMS)
    assert {*offer.only_duties} | {*offer.without_duties} == {*offer}
    assert len(offer.only_duties) + len(offer.without_duties) == len(offer)
    assert all(c.item.is_mandatory or c.due_on for c in offer.only_duties)
