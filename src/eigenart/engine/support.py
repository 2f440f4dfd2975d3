"""How many different people stand behind a term, so that words about people are true and give nobody away.

Ranking never reads it. `training.fit` counts, `pipeline.rank` notes it on the terms, surfaces choose their words by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array

from eigenart.core.vocabulary import ItemKey
from eigenart.engine.arrays import IntArray, Sparse, ints
from eigenart.engine.log import InteractionLog

BLOCK = 2_000_000
"""Events counted at once."""
SOCIAL = frozenset({"popularity", "starts", "ease", "rp3beta", "transition"})
"""Signals whose terms say what other people did."""


def together(log: InteractionLog, *, n_items: int, among: IntArray | None = None) -> Sparse:
    """(n_items, n_items), people who used both items; diagonal: the one. Expects `first_events`.

    among: only pairs of these items are counted, rows rising; the diagonal always is. A block of people at a time,
    so that memory is that of the table, not that of the log.
    """
    if among is None or len(among) == n_items:
        return _pairs(log, log.item_rows, n_items)
    place_of = np.full(n_items, -1, dtype=np.int32)
    place_of[among] = np.arange(len(among), dtype=np.int32)
    columns = place_of[log.item_rows]
    inner = coo_array(_pairs(log.where(columns >= 0), columns[columns >= 0], len(among)))
    uses = np.bincount(log.item_rows, minlength=n_items)
    rest = np.flatnonzero((place_of < 0) & (uses > 0))
    cells = (
        np.concatenate([among[inner.coords[0]], rest]),
        np.concatenate([among[inner.coords[1]], rest]),
    )
    values = np.concatenate([inner.data, uses[rest].astype(np.float64)])
    counts = csr_array(coo_array((values, cells), shape=(n_items, n_items)))
    counts.sort_indices()
    return counts


def _pairs(log: InteractionLog, columns: IntArray, n_columns: int) -> Sparse:
    """X'X of the log with each event in its column, (n_columns, n_columns)."""
    places, begins = log.by_person
    total = csr_array((n_columns, n_columns), dtype=np.float64)
    for low, high in blocks(begins):
        own = columns[places[begins[low] : begins[high]]]
        bounds = begins[low : high + 1] - begins[low]
        used = csr_array((np.ones(len(own)), own, bounds), shape=(high - low, n_columns))
        used.sum_duplicates()
        used.data[:] = 1.0
        total = total + csr_array(used.T @ used)
    total.sort_indices()
    return total


def blocks(begins: IntArray) -> list[tuple[int, int]]:
    """Ranges of people with about BLOCK events each; nobody is split. begins: (n_people + 1,)."""
    cuts = np.searchsorted(begins, np.arange(0, int(begins[-1]) + BLOCK, BLOCK))
    cuts = np.unique(np.append(np.minimum(cuts, len(begins) - 1), len(begins) - 1))
    return [(int(low), int(high)) for low, high in pairwise(cuts)]


@dataclass(frozen=True)
class Support:
    """counts: as `together`, in the rows of the fit. row_of: key -> row there. known: catalogue row -> row there."""

    counts: Sparse
    row_of: dict[ItemKey, int]
    known: IntArray

    def people_behind(self, keys: Sequence[str], rows: IntArray) -> list[list[int]]:
        """Per catalogue row and key: people who used that item and, where the key is an item, that item too."""
        named = ints([self.row_of.get(ItemKey(key), -1) for key in keys])
        return [self._people(named, to).tolist() for to in self.known[rows].tolist()]

    def _people(self, named: IntArray, to: int) -> IntArray:
        """named: rows of the fit, -1 for the item itself."""
        low, high = self.counts.indptr[to : to + 2] if to >= 0 else (0, 0)
        if low == high:
            return np.zeros(len(named), dtype=np.intp)
        columns, counts = self.counts.indices[low:high], self.counts.data[low:high]
        # In the type of the columns: a search in another type would copy them all.
        others = np.where(named < 0, to, named).astype(columns.dtype)
        places = np.minimum(np.searchsorted(columns, others), len(columns) - 1)
        return ints(np.where(columns[places] == others, counts[places], 0))
