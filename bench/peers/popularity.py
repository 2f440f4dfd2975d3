"""Most popular with decay, and what all peers fall back on for people of whom they know nothing.

Counts of events, each worth 0.5 ** (age / half-life); in protocol B they go on counting after the cut (see `crowd`).
"""

from collections.abc import Sequence

from bench.peers.crowd import HALF_LIVES
from bench.peers.peer import Params, Task
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query

TIE_BREAK = 1e-6
"""What popularity weighs beside a peer's own scores: it orders the items of which the peer says nothing."""


def fallback(task: Task) -> FloatArray:
    """(n_items,), 0..1: decayed popularity whose half-life suits newcomers; kept up to date, so do not copy it."""
    return task.popularity(task.half_life)


class Popularity:
    name = "popularity"
    needs = ()
    grid: Sequence[Params] = [{"half_life": half_life} for half_life in HALF_LIVES]

    def fit(self, task: Task, *, half_life: float) -> None:
        self._popular = task.popularity(half_life)

    def scores(self, query: Query) -> FloatArray:
        return self._popular
