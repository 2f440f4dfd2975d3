"""What people did next: a table of how often one item followed another.

Source: first-order Markov chains for next items (Rendle, Freudenthaler, Schmidt-Thieme 2010, section 4.1,
doi:10.1145/1772690.1772773), without the factorisation. Equation: count[i, j] sums decay ** (steps between - 1)
x closeness over all pairs up to REACH steps apart, closeness = 0.2 + 0.8 exp(-days between), since a next step
on the same day says more than one months later; chance = count / (row sum + k), k events, so rare starts are
damped; an item's value is the sum over the person's last items of decay ** (steps back) x chance. Deviations: more
than one step back, closeness.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from eigenart.core.vocabulary import ItemKey, Term
from eigenart.engine.arrays import FloatArray, IntArray, Sparse
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Opened
from eigenart.engine.state import State

REACH = 4
FAR = 0.2
"""What a next step counts that came long after, against one at once."""
BLOCK = 4_000_000
"""Events counted at once."""


def step_counts(log: InteractionLog, *, n_items: int) -> tuple[Sparse, ...]:
    """Per distance 1 .. REACH the sum of closeness, (n_items, n_items), row: from, column: to; none without times.

    Expects `first_events`, ordered by time. Blocks of events, so that memory is that of the tables.
    """
    if not log.is_timed:
        return ()
    order, _ = log.by_person
    return tuple(_apart(log, order, step, n_items=n_items) for step in range(1, REACH + 1))


def _apart(log: InteractionLog, order: IntArray, step: int, *, n_items: int) -> Sparse:
    """Pairs of events of one person with step - 1 others between them."""
    total = csr_array((n_items, n_items), dtype=np.float64)
    for low in range(0, len(order) - step, BLOCK):
        froms, tos = order[low : low + BLOCK], order[low + step : low + step + BLOCK]
        froms = froms[: len(tos)]
        same = log.user_rows[froms] == log.user_rows[tos]
        froms, tos = froms[same], tos[same]
        apart = np.maximum(log.days[tos] - log.days[froms], 0.0)
        closeness = FAR + (1 - FAR) * np.exp(-apart)
        pairs = (log.item_rows[froms], log.item_rows[tos])
        total = total + csr_array(coo_array((closeness, pairs), shape=(n_items, n_items)))
    return total


def transition_counts(steps: Sequence[Sparse], *, n_items: int, decay: float) -> Sparse:
    """(n_items, n_items), row: from, column: to. steps: of `step_counts`."""
    total = csr_array((n_items, n_items), dtype=np.float64)
    for number, table in enumerate(steps):
        total = total + table * decay**number
    total.sort_indices()
    return csr_array(total)


def chances(counts: Sparse, *, shrink: float) -> Sparse:
    """Rows damped to sums below 1."""
    sums = np.asarray(counts.sum(axis=1)).ravel() + shrink
    scaled = counts.copy()
    scaled.data = scaled.data / np.repeat(np.maximum(sums, 1e-12), np.diff(counts.indptr))
    return scaled


@dataclass(frozen=True)
class Transition:
    """chance: (n_items, n_items) in catalogue rows. scale: divides sums into about 0..1."""

    chance: Sparse
    keys: tuple[ItemKey, ...]
    decay: float
    scale: float = 1.0
    name: str = "transition"

    def _last(self, state: State) -> list[tuple[int, float]]:
        """Places in the history with their share, newest first."""
        newest = range(state.n_past - 1, max(state.n_past - 1 - REACH * 2, -1), -1)
        return [(p, float(self.decay ** (state.n_past - 1 - p)) / self.scale) for p in newest]

    def values(self, state: State, rows: IntArray) -> FloatArray:
        everything = np.zeros(self.chance.shape[0])
        for place, share in self._last(state):
            low, high = self._bounds(int(state.past_rows[place]))
            everything[self.chance.indices[low:high]] += share * self.chance.data[low:high]
        return everything[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        found = []
        for place, share in self._last(state):
            past = int(state.past_rows[place])
            low, high = self._bounds(past)
            chance = float(self.chance.data[low:high][self.chance.indices[low:high] == row].sum())
            if chance:
                found.append(Term(share * chance, self.keys[past], state.fact_of_past(place)))
        return tuple(found)

    def _bounds(self, row: int) -> tuple[int, int]:
        return int(self.chance.indptr[row]), int(self.chance.indptr[row + 1])

    def opened(self, state: State, rows: IntArray) -> Opened:
        last = self._last(state)
        amounts, followed = np.zeros((len(rows), len(last))), np.zeros(self.chance.shape[0])
        for number, (place, share) in enumerate(last):
            low, high = self._bounds(int(state.past_rows[place]))
            to = self.chance.indices[low:high]
            followed[to] = self.chance.data[low:high]
            amounts[:, number] = share * followed[rows]
            followed[to] = 0.0
        keys = [self.keys[state.past_rows[place]] for place, _ in last]
        return Opened(amounts, keys, [state.fact_of_past(place) for place, _ in last])
