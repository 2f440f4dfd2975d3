"""Most popular with decay, and what all peers fall back on for people of whom they know nothing.

Counts of the events before the cut, each worth 0.5 ** (age / half-life), at the cut and not updated later: item
models are frozen in both protocols.
"""

from collections.abc import Sequence

import numpy as np

from bench.peers.peer import Params, Task
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.evaluation import Query, time_split
from eigenart.engine.log import InteractionLog

FOREVER = 36_500.0
HALF_LIVES = (7.0, 14.0, 30.0, 60.0, 120.0, 240.0, 480.0, FOREVER)
TIE_BREAK = 1e-6
"""What popularity weighs beside a peer's own scores: it orders the items of which the peer says nothing."""


def decayed_counts(log: InteractionLog, *, n_items: int, half_life: float) -> FloatArray:
    """(n_items,), 0..1, the largest is 1. half_life: days."""
    if not len(log):
        return np.zeros(n_items)
    weights = np.exp2(-(log.days.max() - log.days) / half_life)
    counts = np.bincount(log.item_rows, weights=weights, minlength=n_items)
    return np.asarray(counts / max(float(counts.max()), 1e-300), dtype=np.float64)


def fallback(task: Task) -> FloatArray:
    """(n_items,), 0..1: decayed popularity whose half-life suits the first events of newcomers in the task's log."""
    return decayed_counts(task.log, n_items=task.n_items, half_life=_newcomers_half_life(task))


def _newcomers_half_life(task: Task) -> float:
    if not task.is_timed:
        return FOREVER
    early, late = time_split(task.log, 1 / 9)
    rest = task.log.where(late)
    is_new = ~np.isin(rest.user_rows, early.user_rows)
    users, first = np.unique(rest.user_rows[is_new], return_index=True)
    if not len(users) or not len(early):
        return FOREVER
    targets = rest.item_rows[is_new][first]
    return max(HALF_LIVES, key=lambda half_life: _gain(early, targets, task.n_items, half_life))


def _gain(early: InteractionLog, targets: IntArray, n_items: int, half_life: float) -> float:
    counts = decayed_counts(early, n_items=n_items, half_life=half_life)
    places = np.searchsorted(np.sort(-counts), -counts[targets]) + 1
    return float(np.where(places <= 10, 1 / np.log2(1 + places), 0.0).mean())


class Popularity:
    name = "popularity"
    needs = ()
    grid: Sequence[Params] = [{"half_life": half_life} for half_life in HALF_LIVES]

    def fit(self, task: Task, *, half_life: float) -> None:
        self._counts = decayed_counts(task.log, n_items=task.n_items, half_life=half_life)

    def scores(self, query: Query) -> FloatArray:
        return self._counts
