"""How many different people stand behind a term, so that words about people are true and give nobody away.

Ranking never reads it. `training.fit` counts, `pipeline.rank` notes it on the terms, surfaces choose their words by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from eigenart.core.vocabulary import ItemKey
from eigenart.engine.arrays import IntArray, Sparse, ints
from eigenart.engine.log import InteractionLog

SOCIAL = frozenset({"popularity", "ease", "transition"})
"""Signals whose terms say what other people did."""


def together(log: InteractionLog, *, n_items: int) -> Sparse:
    """(n_items, n_items), people who used both items; diagonal: the one. Expects `first_events`."""
    ones = np.ones(len(log))
    used = csr_array(coo_array((ones, (log.user_rows, log.item_rows)), shape=(log.n_users, n_items)))
    used.data[:] = 1.0
    counts = csr_array(used.T @ used)
    counts.sort_indices()
    return counts


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
