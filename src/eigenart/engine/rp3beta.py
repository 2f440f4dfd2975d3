"""Short walks: from an item to a random person who used it, and on to another item that this person used.

Source: RP3beta, Paudel, Christoffel, Newell, Bernstein 2017, Updatable, Accurate, Diverse, and Scalable
Recommendations, section 4, doi:10.1145/2955101. Equation: W[i, j] = sum over people u who used both of
(1 / uses of i) ** alpha x (1 / items of u) ** alpha, divided by (uses of j) ** beta; an item's value is the sum of W
over what the person did. Deviations: each item keeps its NEIGHBOURS strongest ways on; the person's present history is
walked from at ranking time and may count less the further back it lies. Sparse throughout, so it holds where EASE's
dense inverse does not fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from eigenart.core.vocabulary import ItemKey, Term
from eigenart.engine.arrays import FloatArray, IntArray, Sparse, cells, floats, stacked, weighed_rows
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Opened
from eigenart.engine.state import State
from eigenart.engine.support import blocks

NEIGHBOURS = 200


def meetings(log: InteractionLog, *, n_items: int, alpha: float, among: IntArray) -> Sparse:
    """(n_items, n_items), over people who used both items the sum of (1 / their items) ** alpha; diagonal 0.

    Expects `first_events`. among: only these items are counted, rows rising.
    """
    place_of = np.full(n_items, -1, dtype=np.int32)
    place_of[among] = np.arange(len(among), dtype=np.int32)
    kept = log if len(among) == n_items else log.where(place_of[log.item_rows] >= 0)
    order, begins = kept.by_person
    total = csr_array((len(among), len(among)), dtype=np.float64)
    for low, high in blocks(begins):
        own = place_of[kept.item_rows[order[begins[low] : begins[high]]]]
        bounds = begins[low : high + 1] - begins[low]
        used = csr_array((np.ones(len(own)), own, bounds), shape=(high - low, len(among)))
        weighed = used.copy()
        weighed.data = np.repeat(np.maximum(np.diff(bounds), 1) ** -alpha, np.diff(bounds))
        total = total + csr_array(used.T @ weighed)
    total.setdiag(0.0)
    total.eliminate_zeros()
    total.sort_indices()
    return csr_array(total)


def walks(met: Sparse, uses: FloatArray, *, alpha: float, beta: float) -> Sparse:
    """W with at most NEIGHBOURS entries a row. met: of `meetings`. uses: (n_items,), events per item."""
    often = np.maximum(uses, 1.0)
    rows = np.repeat(np.arange(met.shape[0]), np.diff(met.indptr))
    values = met.data * often[rows] ** -alpha * often[met.indices] ** -beta
    keep = np.ones(len(values), dtype=np.bool_)
    for row in np.flatnonzero(np.diff(met.indptr) > NEIGHBOURS).tolist():
        own = slice(met.indptr[row], met.indptr[row + 1])
        least = np.partition(values[own], -NEIGHBOURS)[-NEIGHBOURS]
        keep[own] = values[own] > least
        # Of equal ones those that come first in the catalogue.
        equal = np.flatnonzero(values[own] == least)[: NEIGHBOURS - np.count_nonzero(keep[own])]
        keep[own.start + equal] = True
    counts = np.bincount(rows[keep], minlength=met.shape[0])
    indptr = np.append(0, np.cumsum(counts)).astype(met.indptr.dtype)
    return csr_array((values[keep], met.indices[keep], indptr), shape=met.shape)


@dataclass(frozen=True)
class Rp3beta:
    """ways: W in catalogue rows. decay: how much less an item counts per step back. scale: as in `ease`."""

    ways: Sparse
    keys: tuple[ItemKey, ...]
    decay: float = 1.0
    scale: float = 1.0
    name: str = "rp3beta"

    def _shares(self, state: State) -> FloatArray:
        steps = np.arange(state.n_past - 1, -1, -1, dtype=np.float64)
        return floats(self.decay**steps * state.past_strengths / self.scale)

    def values(self, state: State, rows: IntArray) -> FloatArray:
        return weighed_rows(self.ways, state.past_rows, self._shares(state))[rows]

    def of_many(self, states: Sequence[State]) -> FloatArray:
        shares = [(state.past_rows, self._shares(state)) for state in states]
        found = stacked(shares, n_columns=len(self.keys)) @ self.ways
        return np.asarray(found.toarray(), dtype=np.float64)

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        shares = self._shares(state)
        found = []
        for place, past in enumerate(state.past_rows.tolist()):
            low, high = int(self.ways.indptr[past]), int(self.ways.indptr[past + 1])
            way = float(self.ways.data[low:high][self.ways.indices[low:high] == row].sum())
            if way:
                found.append(Term(float(shares[place]) * way, self.keys[past], state.fact_of_past(place)))
        return tuple(found)

    def opened(self, state: State, rows: IntArray) -> Opened:
        amounts = self._shares(state) * cells(self.ways, state.past_rows, rows)
        keys = [self.keys[row] for row in state.past_rows.tolist()]
        return Opened(amounts, keys, [state.fact_of_past(place) for place in range(state.n_past)])
