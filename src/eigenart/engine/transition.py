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
from eigenart.engine.arrays import FloatArray, IntArray, Sparse, cells, floats, stacked, weighed_rows
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
        earlier, later = order[low : low + BLOCK], order[low + step : low + step + BLOCK]
        earlier = earlier[: len(later)]
        same = log.user_rows[earlier] == log.user_rows[later]
        earlier, later = earlier[same], later[same]
        apart = np.maximum(log.days[later] - log.days[earlier], 0.0)
        closeness = FAR + (1 - FAR) * np.exp(-apart)
        pairs = (log.item_rows[earlier], log.item_rows[later])
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

    def _last(self, state: State) -> tuple[IntArray, FloatArray]:
        """Places in the history with their share, newest first."""
        back = np.arange(min(state.n_past, REACH * 2))
        return state.n_past - 1 - back, floats(self.decay ** back.astype(np.float64) / self.scale)

    def values(self, state: State, rows: IntArray) -> FloatArray:
        places, shares = self._last(state)
        return weighed_rows(self.chance, state.past_rows[places], shares)[rows]

    def of_many(self, states: Sequence[State]) -> FloatArray:
        lasts = [
            (state.past_rows[places], shares) for state in states for places, shares in [self._last(state)]
        ]
        found = stacked(lasts, n_columns=len(self.keys)) @ self.chance
        return np.asarray(found.toarray(), dtype=np.float64)

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        opened = self.opened(state, np.array([row], dtype=np.intp))
        found = zip(opened.amounts[0].tolist(), opened.keys, opened.facts, strict=True)
        return tuple(Term(amount, key, fact) for amount, key, fact in found if amount)

    def opened(self, state: State, rows: IntArray) -> Opened:
        places, shares = self._last(state)
        past = state.past_rows[places]
        return Opened(
            amounts=shares * cells(self.chance, past, rows),
            keys=[self.keys[row] for row in past.tolist()],
            facts=[state.fact_of_past(place) for place in places.tolist()],
        )
