"""Every peer of a library: sees two camps, repeats itself exactly, and falls back on popularity where it must."""

import numpy as np
import pytest

from bench.peers import IN_OWN_ENVIRONMENT, REGISTRY
from tests.bench.peers.two_camps import N_ITEMS, NEWCOMER, camp, past_of, query, task

pytestmark = pytest.mark.peers
LIVE = ("item-knn", "als-fold-in", "user-knn", "slim", "vaecf", "lambdarank")
FROZEN = ("als", "bpr", "lightfm", "lightfm-features")


def test_every_peer_of_a_library_is_examined_here():
    assert set(LIVE + FROZEN) == IN_OWN_ENVIRONMENT


def _made(name):
    try:
        return REGISTRY[name]()
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is missing: run this with .venv-bench/bin/python -m pytest")


def _fitted(name, given):
    peer = _made(name)
    peer.fit(given, **peer.grid[-1])
    return peer


@pytest.mark.parametrize("name", LIVE + FROZEN)
def test_a_person_gets_items_of_their_own_camp(name):
    given = task()
    peer = _fitted(name, given)
    for user in (0, 1, 6, 7):
        past = past_of(given, user)
        scores = np.array(peer.scores(query(user, past)))
        assert scores.shape == (N_ITEMS,)
        assert np.isfinite(scores).all()
        own, other = np.setdiff1d(camp(user % 2), past), camp(1 - user % 2)
        assert scores[own].mean() > scores[other].mean(), user


@pytest.mark.parametrize("name", LIVE + FROZEN)
def test_two_fits_give_the_same_scores_to_the_last_bit(name):
    asked = [query(user, past_of(task(), user)) for user in (0, 1, 2)]
    first, second = _fitted(name, task()), _fitted(name, task())
    for one in asked:
        np.testing.assert_array_equal(first.scores(one), second.scores(one))


@pytest.mark.parametrize("name", sorted({*LIVE, *FROZEN} - {"lambdarank"}))
def test_of_a_newcomer_without_history_popularity_decides(name):
    given = task()
    scores = _fitted(name, given).scores(query(NEWCOMER, camp(0)[:0]))
    np.testing.assert_allclose(scores, given.popularity(given.half_life))


@pytest.mark.parametrize("name", LIVE)
def test_a_live_peer_follows_a_newcomer_into_either_camp(name):
    peer = _fitted(name, task())
    for number in (0, 1):
        past = camp(number)[:4]
        scores = np.array(peer.scores(query(NEWCOMER, past)))
        assert scores[camp(number)[4:]].mean() > scores[camp(1 - number)].mean()


@pytest.mark.parametrize("name", FROZEN)
def test_a_frozen_peer_does_not_see_what_happened_after_the_cut(name):
    peer = _fitted(name, task())
    for user in (3, NEWCOMER):
        before, later = (np.array(peer.scores(query(user, camp(0)[:n]))) for n in (2, 6))
        np.testing.assert_array_equal(before, later)


@pytest.mark.parametrize("name", LIVE + FROZEN)
def test_the_peer_is_called_as_in_the_table_and_its_grid_has_no_doubles(name):
    peer = _made(name)
    assert peer.name == name
    assert len({tuple(sorted(params.items())) for params in peer.grid}) == len(peer.grid) > 1
