"""Terms that are opened late are the same as those opened one by one, however they are read, copied or kept."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import numpy as np
import pytest

from eigenart.core.vocabulary import Contribution, Ranked, Term
from eigenart.engine.pipeline import rank
from eigenart.engine.profile_state import read
from eigenart.engine.reasons import Terms
from eigenart.engine.support import SOCIAL
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
MODEL = fit(small.log(), ITEMS)


@pytest.fixture
def ranked() -> list[Ranked]:
    return rank(
        small.view(small.SOMEBODY),
        small.candidates(ITEMS),
        model=MODEL,
        catalogue=ITEMS,
        n=6,
        needs=small.NEEDS,
    )


def _contributions(ranked: list[Ranked]) -> list[tuple[int, Contribution]]:
    return [(ITEMS.row_of[r.candidate.item.key], c) for r in ranked for c in r.contributions]


def test_they_are_those_of_each_signal_times_its_weight(ranked: list[Ranked]) -> None:
    state = read(small.view(small.SOMEBODY), ITEMS, small.NEEDS).state
    scorers = {scorer.name: scorer for scorer in MODEL.scorers(ITEMS)}
    found = _contributions(ranked)
    assert len({c.signal for _, c in found}) > 4
    for row, one in found:
        expected = scorers[one.signal].terms(state, row)
        assert [(t.key, t.fact) for t in one.terms] == [(t.key, t.fact) for t in expected]
        np.testing.assert_allclose([t.amount for t in one.terms], [one.weight * t.amount for t in expected])
        assert sum(t.amount for t in one.terms) == pytest.approx(one.amount, abs=1e-12)


def test_they_count_the_people_behind_what_others_did(ranked: list[Ranked]) -> None:
    counts = MODEL.support(ITEMS)
    for row, one in _contributions(ranked):
        people = counts.people_behind([t.key for t in one.terms], np.array([row]))[0]
        assert [t.people for t in one.terms] == (people if one.signal in SOCIAL else [0] * len(one.terms))


def test_they_are_like_the_tuple_of_them(ranked: list[Ranked]) -> None:
    _, one = _contributions(ranked)[0]
    plain = Contribution(*one[:4], tuple(one.terms))
    assert isinstance(one.terms, Terms)
    assert all(isinstance(term, Term) for term in one.terms)
    assert one == plain
    assert plain == one
    assert hash(one) == hash(plain)
    assert repr(one) == repr(plain)
    assert one.terms[0] == plain.terms[0]
    assert one.terms[:1] == plain.terms[:1]
    assert one != Contribution(*one[:4], (*plain.terms, Term(1.0)))


def test_copies_hold_no_model(ranked: list[Ranked]) -> None:
    _, one = _contributions(ranked)[0]
    for kept in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert kept == one
        assert type(kept.terms) is tuple
    assert asdict(ranked[1])["contributions"] == ranked[1].contributions


def test_threads_that_read_at_once_see_the_same(ranked: list[Ranked]) -> None:
    every = [one for _, one in _contributions(ranked)]
    with ThreadPoolExecutor(8) as pool:
        read_by = list(pool.map(lambda _: [tuple(one.terms) for one in every], range(16)))
    assert all(found == read_by[0] for found in read_by)
