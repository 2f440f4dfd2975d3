"""Counting on event by event gives what counting anew gives."""

import numpy as np
import pytest

from eigenart.engine.arrays import ints
from eigenart.engine.counting import Counting
from eigenart.engine.popularity import GroupPopularity, Popularity, Starts, company_sums, group_sums
from eigenart.engine.scorer import Scorer
from eigenart.engine.sittings import sitting_starts
from tests.engine import small_company as small

LOG = small.log().first_events()
N_ITEMS = 24


def _scorers(counting: Counting) -> tuple[Scorer, ...]:
    codes, table = group_sums(LOG, LOG.positions, n_items=N_ITEMS, half_life_days=20.0, at=0.0)
    rows = {code: row for row, code in enumerate(codes)}
    blank = np.zeros(N_ITEMS)
    group = GroupPopularity("position_popularity", rows, table * 0, blank, 5.0)
    return counting.scorers([Popularity(blank), Starts(blank), group])


@pytest.mark.parametrize("step", [1, 7, 50])
def test_counters_end_where_a_new_count_ends(step: int) -> None:
    cut = len(LOG) // 3
    # Everybody's group is in the first part: groups that begin later wait for the next fit.
    first = LOG.where(ints(range(cut)))
    counting = Counting(first, n_items=N_ITEMS, half_life_days=20.0, starts_half_life_days=5.0)
    for low in range(cut, len(LOG), step):
        counting.observe(LOG.where(ints(range(low, min(low + step, len(LOG))))))
    popularity, starts, group = _scorers(counting)
    at = float(LOG.days.max())
    assert isinstance(popularity, Popularity)
    assert isinstance(starts, Starts)
    assert isinstance(group, GroupPopularity)
    sums = company_sums(LOG, n_items=N_ITEMS, half_life_days=20.0, at=at)
    np.testing.assert_allclose(popularity.sums, sums, rtol=1e-9, atol=1e-12)
    begun = company_sums(sitting_starts(LOG), n_items=N_ITEMS, half_life_days=5.0, at=at)
    np.testing.assert_allclose(starts.sums, begun, rtol=1e-9, atol=1e-12)
    codes, table = group_sums(LOG, LOG.positions, n_items=N_ITEMS, half_life_days=20.0, at=at)
    known = [row for row, code in enumerate(codes) if code in group.rows_of]
    found = group.sums[[group.rows_of[codes[row]] for row in known]]
    np.testing.assert_allclose(found, table[known], rtol=1e-9, atol=1e-12)


def test_nothing_new_changes_nothing() -> None:
    counting = Counting(LOG, n_items=N_ITEMS, half_life_days=20.0, starts_half_life_days=5.0)
    counting.observe(LOG.where(ints([])))
    after = _scorers(counting)[0]
    assert isinstance(after, Popularity)
    sums = company_sums(LOG, n_items=N_ITEMS, half_life_days=20.0, at=float(LOG.days.max()))
    np.testing.assert_allclose(after.sums, sums)


@pytest.mark.parametrize("name", ["popularity", "starts"])
def test_a_counter_alone_counts_as_it_does_among_all(name: str) -> None:
    cut = len(LOG) // 3
    first, starts = LOG.where(ints(range(cut))), sitting_starts(LOG.where(ints(range(cut))))
    every = Counting(first, n_items=N_ITEMS, half_life_days=20.0, starts_half_life_days=5.0)
    alone = Counting(
        first, n_items=N_ITEMS, half_life_days=20.0, starts_half_life_days=5.0, only=[name], starts=starts
    )
    for counting in (every, alone):
        counting.observe(LOG, cut, cut + 1)
        counting.observe(LOG, cut + 1)
    blank = {"popularity": Popularity(np.zeros(N_ITEMS)), "starts": Starts(np.zeros(N_ITEMS))}[name]
    (one,), (other,) = every.scorers([blank]), alone.scorers([blank])
    assert isinstance(one, Popularity | Starts)
    assert isinstance(other, Popularity | Starts)
    assert one.sums.any()
    np.testing.assert_array_equal(one.sums, other.sums)
