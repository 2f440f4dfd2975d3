"""The measures against hand calculations, and the splits against leaks."""

import numpy as np
import pytest

from eigenart.engine.arrays import floats, ints
from eigenart.engine.evaluation import (
    bootstrap_interval,
    coverage,
    gain,
    live_queries,
    mean_rank,
    mean_ranks,
    per_person,
    some_people,
    time_split,
    top_rows,
)
from tests.engine import small_company as small


@pytest.mark.parametrize(
    ("rank", "expected"), [(1, 1.0), (2, 0.6309297535714575), (3, 0.5), (10, 0.2890648263178879), (10.5, 0.0)]
)
def test_gain_by_hand(rank: float, expected: float) -> None:
    assert gain(rank) == pytest.approx(expected)


def test_equal_scores_share_their_mean_place() -> None:
    assert mean_rank(floats([3, 2, 2, 2, 1]), 2) == 3.0
    assert mean_rank(floats([3, -np.inf, 1]), 2) == 2.0
    assert mean_rank(np.zeros(957), 4) == 479.0


def test_ranks_of_many_rows_are_those_of_each() -> None:
    rng = np.random.default_rng(5)
    scores = rng.integers(0, 6, (200, 30)).astype(np.float64)
    scores[rng.random(scores.shape) < 0.2] = -np.inf
    targets = rng.integers(0, 30, 200)
    scores[np.arange(200), targets] = rng.integers(0, 6, 200)
    assert mean_ranks(scores, targets).tolist() == [
        mean_rank(row, int(target)) for row, target in zip(scores, targets, strict=True)
    ]


def test_people_count_alike_however_much_they_did() -> None:
    means = per_person([7, 7, 7, 2], floats([1, 1, 0.4, 0]))
    assert means.tolist() == pytest.approx([0.0, 0.8])


def test_the_interval_holds_the_mean_and_shrinks_with_people() -> None:
    some = np.random.default_rng(0).normal(0.2, 0.1, 4_000)
    low, high = bootstrap_interval(some)
    assert low < some.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * 0.1 / np.sqrt(4_000), rel=0.2)
    few_low, few_high = bootstrap_interval(some[:40])
    assert few_high - few_low > high - low


def test_top_rows_and_coverage() -> None:
    assert top_rows(floats([1, 5, -np.inf, 5, 2]), 3).tolist() == [1, 3, 4]
    assert coverage([ints([1, 2]), ints([2, 3])], 6) == 0.5


def test_the_split_is_by_time_and_queries_know_only_the_past() -> None:
    events = small.log().first_events()
    early, late = time_split(events, 0.1)
    assert len(early) + len(late) == len(events)
    assert early.days.max() <= events.days[late].min()
    for place, query in zip(late, live_queries(events, late), strict=True):
        own = (events.user_rows == query.user) & (np.arange(len(events)) < place)
        assert query.state.past_rows.tolist() == events.item_rows[own].tolist()
        assert query.target not in query.state.past_rows


def test_without_times_no_late_event_is_history() -> None:
    log = small.log()
    events = type(log)(
        log.user_rows,
        log.item_rows,
        np.zeros(len(log)),
        log.strengths,
        log.org_units,
        log.positions,
        log.n_users,
    ).first_events()
    early, late = time_split(events, 0.2)
    known = set(zip(early.user_rows.tolist(), early.item_rows.tolist(), strict=True))
    for query in live_queries(events, late):
        assert {(query.user, int(row)) for row in query.state.past_rows} <= known


def test_whole_people_are_drawn_until_there_are_enough() -> None:
    events = small.log().first_events()
    _, late = time_split(events, 0.3)
    asked = some_people(events, late, most=10, seed=7)
    people = set(events.user_rows[asked].tolist())
    assert asked.tolist() == [p for p in late.tolist() if int(events.user_rows[p]) in people]
    assert len(asked) >= 10
    assert len(asked) - min(np.bincount(events.user_rows[asked])[sorted(people)]) < 10
    assert some_people(events, late, most=10, seed=7).tolist() == asked.tolist()
    assert some_people(events, late, most=10_000, seed=7) is late
    drawn = live_queries(events, late, asked)
    assert [q.target for q in drawn] == events.item_rows[asked].tolist()
