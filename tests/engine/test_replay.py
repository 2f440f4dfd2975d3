"""Questions asked in blocks are answered as they are one by one, at the instant of each."""

from dataclasses import replace

import numpy as np
import pytest

from eigenart.engine import replay
from eigenart.engine.arrays import floats, ints
from eigenart.engine.evaluation import live_queries, time_split
from eigenart.engine.log import InteractionLog
from eigenart.engine.popularity import Popularity, company_sums
from eigenart.engine.replay import Replay
from eigenart.engine.signals import LEARNED, Settings
from eigenart.engine.sittings import sitting_starts
from eigenart.engine.training import fit
from eigenart.engine.tuner import SOME_EVENTS, every_person
from tests.engine import small_company as small

ITEMS = small.catalogue()
LOG = small.log().first_events()
EARLY, LATE = time_split(LOG, 0.2)
SETTINGS = Settings(half_life_days=20.0, starts_half_life_days=5.0)
SCORERS = fit(EARLY, ITEMS).scorers(ITEMS)[: len(LEARNED)]
ROWS = ints(range(len(ITEMS)))


def _replay(log: InteractionLog = LOG, early: InteractionLog = EARLY) -> Replay:
    return Replay(early, log, live_queries(log, LATE), len(ITEMS))


@pytest.mark.parametrize("cells", [1, 24 * 7, 1_000_000])
def test_blocks_hold_what_the_signals_say_at_the_instant(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "CELLS", cells)
    asked = _replay()
    found = [
        (query, values[:, number])
        for queries, values in asked.blocks(SCORERS, SETTINGS)
        for number, query in enumerate(queries)
    ]
    assert [query for query, _ in found] == list(asked.queries)
    for (query, values), (_, now) in zip(found, asked.one_by_one(SCORERS, SETTINGS), strict=True):
        expected = np.stack([scorer.values(query.state, ROWS) for scorer in now])
        expected[:, query.state.past_rows] = -np.inf
        np.testing.assert_allclose(values, expected, atol=1e-12)


def test_popularity_has_counted_everything_before_the_question() -> None:
    for query, (popular,) in _replay().one_by_one([Popularity(floats([0.0] * 24))], SETTINGS):
        before = LOG.where(ints(range(query.place)))
        at = float(before.days.max())
        sums = company_sums(before, n_items=24, half_life_days=20.0, at=at)
        assert isinstance(popular, Popularity)
        np.testing.assert_allclose(popular.sums, sums, rtol=1e-9, atol=1e-12)


def test_without_times_nothing_counts_on() -> None:
    still = replace(LOG, days=np.zeros(len(LOG)))
    early = replace(EARLY, days=np.zeros(len(EARLY)))
    for _, now in _replay(still, early).one_by_one(SCORERS, SETTINGS):
        assert now == tuple(SCORERS)


def test_beginnings_are_counted_once() -> None:
    asked = _replay()
    assert asked.starts is asked.starts
    np.testing.assert_array_equal(asked.starts.item_rows, sitting_starts(EARLY).item_rows)


def test_people_are_left_out_of_large_logs_only() -> None:
    assert every_person(0) == every_person(SOME_EVENTS) == 1
    assert every_person(SOME_EVENTS + 1) == 2
    assert every_person(22 * SOME_EVENTS) == 22
