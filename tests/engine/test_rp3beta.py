"""RP3beta against dense matrices as in the paper, and its terms against its values."""

import numpy as np
import pytest

from eigenart.engine import rp3beta, support
from eigenart.engine.arrays import floats, ints
from eigenart.engine.ease import person_items
from eigenart.engine.rp3beta import Rp3beta, meetings, walks
from eigenart.engine.state import State
from tests.engine import small_company as small

LOG = small.log().first_events()
N_ITEMS = 24
EVERY = ints(np.arange(N_ITEMS))
USES = np.bincount(LOG.item_rows, minlength=N_ITEMS).astype(np.float64)


def _as_in_the_paper(alpha: float, beta: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """P = (D^-1 A)^alpha element by element; item to person, person to item, over popularity ^ beta."""
    people = person_items(LOG, n_items=N_ITEMS).toarray()
    to_person = (people.T / np.maximum(people.T.sum(axis=1, keepdims=True), 1)) ** alpha
    to_item = (people / np.maximum(people.sum(axis=1, keepdims=True), 1)) ** alpha
    table = to_person @ to_item / np.maximum(USES, 1) ** beta
    np.fill_diagonal(table, 0.0)
    return table


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 0.0), (0.6, 0.4), (1.4, 0.8)])
@pytest.mark.parametrize("block", [7, 100_000])
def test_walks_are_those_of_the_paper(
    alpha: float, beta: float, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "BLOCK", block)
    met = meetings(LOG, n_items=N_ITEMS, alpha=alpha, among=EVERY)
    found = walks(met, USES, alpha=alpha, beta=beta).toarray()
    np.testing.assert_allclose(found, _as_in_the_paper(alpha, beta), atol=1e-12)


def test_only_the_strongest_ways_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rp3beta, "NEIGHBOURS", 3)
    met = meetings(LOG, n_items=N_ITEMS, alpha=1.0, among=EVERY)
    found, everything = walks(met, USES, alpha=1.0, beta=0.4).toarray(), _as_in_the_paper(1.0, 0.4)
    for row in range(N_ITEMS):
        best = np.sort(everything[row])[::-1][:3]
        np.testing.assert_allclose(np.sort(found[row])[::-1][:3], best, atol=1e-12)
        assert np.count_nonzero(found[row]) <= 3


def test_some_items_only_are_counted_as_if_there_were_no_others() -> None:
    some = ints([1, 4, 5, 9, 20])
    kept = LOG.where(np.isin(LOG.item_rows, some))
    met = meetings(LOG, n_items=N_ITEMS, alpha=1.0, among=some)
    alone = meetings(kept, n_items=N_ITEMS, alpha=1.0, among=EVERY)
    np.testing.assert_allclose(met.toarray(), alone.toarray()[np.ix_(some, some)], atol=1e-12)


def test_a_value_is_the_sum_of_its_terms_and_each_names_its_past_item() -> None:
    table = walks(meetings(LOG, n_items=N_ITEMS, alpha=1.0, among=EVERY), USES, alpha=1.0, beta=0.4)
    keys = small.catalogue().keys
    scorer = Rp3beta(table, keys, decay=0.5, scale=0.2)
    state = State(past_rows=ints([3, 8, 15]), past_strengths=floats([1.0, 0.5, 1.0]))
    values = scorer.values(state, EVERY)
    by_hand = (np.array([0.25, 0.5 * 0.5, 1.0]) / 0.2) @ table.toarray()[[3, 8, 15]]
    np.testing.assert_allclose(values, by_hand, atol=1e-12)
    for row in range(N_ITEMS):
        terms = scorer.terms(state, row)
        assert sum(term.amount for term in terms) == pytest.approx(values[row], abs=1e-12)
        assert {term.key for term in terms} <= {keys[3], keys[8], keys[15]}
