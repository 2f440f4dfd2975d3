"""Honest measuring: live queries after a cut in time, ranks with fair ties, NDCG, coverage, paired bootstrap.

`training` tunes with it, the benches report with it. Protocol B: item models are frozen at the cut, every later event
is ranked with the history known at that instant; figures are averaged per person, then over people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eigenart.engine.arrays import FloatArray, IntArray, floats, ints
from eigenart.engine.log import InteractionLog
from eigenart.engine.state import State

TOP = 10
DRAWN, FEWEST = 0.2, 2
"""Where no times tell what came later: so much of a person's items is asked for, of people with so many items."""


@dataclass(frozen=True)
class Query:
    """One later event: what the person did next, and their state just before. place: of it among all events."""

    user: int
    target: int
    state: State
    place: int = -1


def time_split(events: InteractionLog, share: float) -> tuple[InteractionLog, IntArray]:
    """The events before the last `share` by time, and the places of the later ones. Expects `first_events`.

    Without times the later ones are drawn, always the same ones from the same log: DRAWN of the items of everybody
    who has at least FEWEST, so that as much is known about people as when they are ranked for.
    """
    if not events.is_timed:
        late = _drawn(events)
        return events.where(np.setdiff1d(np.arange(len(events)), late)), late
    n_late = max(1, round(len(events) * share)) if len(events) else 0
    order = np.arange(len(events), dtype=np.intp)
    return events.where(order[: len(events) - n_late]), order[len(events) - n_late :]


def _drawn(events: InteractionLog) -> IntArray:
    order = np.random.default_rng(len(events)).permutation(len(events))
    order = order[np.argsort(events.user_rows[order], kind="stable")]
    _, begins, counts = np.unique(events.user_rows[order], return_index=True, return_counts=True)
    takes = np.where(counts >= FEWEST, np.maximum(np.rint(counts * DRAWN), 1), 0)
    place = np.arange(len(order)) - np.repeat(begins, counts)
    return ints(np.sort(order[place < np.repeat(takes, counts)]))


def some_people(events: InteractionLog, late: IntArray, *, most: int, seed: int) -> IntArray:
    """All of the late events, or those of as many drawn people as it takes to have `most`; whole people at a time."""
    if len(late) <= most:
        return late
    people, counts = np.unique(events.user_rows[late], return_counts=True)
    drawn = np.random.default_rng(seed).permutation(len(people))
    n_kept = int(np.searchsorted(np.cumsum(counts[drawn]), most)) + 1
    is_kept = np.zeros(events.n_users, dtype=np.bool_)
    is_kept[people[drawn[:n_kept]]] = True
    return ints(late[is_kept[events.user_rows[late]]])


def live_queries(events: InteractionLog, late: IntArray, asked: IntArray | None = None) -> list[Query]:
    """One query per late event, or per one of `asked`. Without times no late event is history of another."""
    asked = late if asked is None else asked
    is_late = np.zeros(len(events), dtype=np.bool_)
    is_late[late] = True
    order, begins = events.by_person
    found = []
    for place in asked.tolist():
        user = int(events.user_rows[place])
        own = order[begins[user] : begins[user + 1]]
        past = own[own < place] if events.is_timed else own[~is_late[own]]
        state = State(
            past_rows=events.item_rows[past].astype(np.intp),
            past_strengths=np.minimum(events.strengths[past], 1.0).astype(np.float64),
            days_since=_days_since(events, past, place),
            org_unit=events.org_units[user],
            position=events.positions[user],
        )
        found.append(Query(user, int(events.item_rows[place]), state, place))
    return found


def _days_since(events: InteractionLog, past: IntArray, place: int) -> float:
    """Without times all of a history is one sitting."""
    return float(events.days[place] - events.days[past[-1]]) if len(past) else float("inf")


def mean_rank(scores: FloatArray, target: int) -> float:
    """The target's place, 1 the best; equal scores share the mean of their places. scores: -inf is not offered."""
    own = scores[target]
    tolerance = 1e-12 * max(1.0, abs(float(own)))
    better = int(np.count_nonzero(scores > own + tolerance))
    equal = int(np.count_nonzero(np.abs(scores - own) <= tolerance)) - 1
    return better + 1 + equal / 2


def mean_ranks(scores: FloatArray, targets: IntArray) -> FloatArray:
    """(n_queries,), `mean_rank` of each row. scores: (n_queries, n_items)."""
    own = scores[np.arange(len(targets)), targets][:, None]
    tolerance = 1e-12 * np.maximum(1.0, np.abs(own))
    better = np.count_nonzero(scores > own + tolerance, axis=1)
    as_good = np.count_nonzero(scores >= own - tolerance, axis=1)
    return np.asarray((better + as_good + 1) / 2, dtype=np.float64)


def gain(rank: float, *, top: int = TOP) -> float:
    """NDCG@top of a query with one right answer: 1 / log2(1 + rank) within the top, else 0.

    Source: Järvelin, Kekäläinen 2002, section 3.2, doi:10.1145/582415.582418.
    """
    return float(1 / np.log2(1 + rank)) if rank <= top else 0.0


def per_person(users: Sequence[int], amounts: FloatArray) -> FloatArray:
    """(n_people,), the mean of each person's amounts, people in the order of their rows."""
    _, people = np.unique(ints(users), return_inverse=True)
    return np.asarray(np.bincount(people, weights=amounts) / np.bincount(people), dtype=np.float64)


def bootstrap_interval(differences: FloatArray, *, draws: int = 1_000, seed: int = 7) -> tuple[float, float]:
    """95 % interval of the mean over people, by drawing people with replacement; paired if given differences.

    Source: Efron, Tibshirani 1993, An Introduction to the Bootstrap, section 13.3.
    """
    if not len(differences):
        return float("nan"), float("nan")
    rng = np.random.default_rng(seed)
    means = [differences[rng.integers(0, len(differences), len(differences))].mean() for _ in range(draws)]
    low, high = np.percentile(floats(means), [2.5, 97.5])
    return float(low), float(high)


def coverage(tops: Sequence[IntArray], n_items: int) -> float:
    """The share of the catalogue that appears in at least one person's top list."""
    shown = {int(row) for top in tops for row in top}
    return len(shown) / n_items if n_items else 0.0


def top_rows(scores: FloatArray, n: int = TOP) -> IntArray:
    """The best rows, best first; ties by row, so two runs agree. -inf is never in it."""
    n = min(n, int(np.count_nonzero(np.isfinite(scores))))
    return ints(np.lexsort((np.arange(len(scores)), -scores))[:n])
