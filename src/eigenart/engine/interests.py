"""What the person says they are interested in: topics and skills.

Equation: the cosine between the interests and the item's topics and skills, each code weighted by its rarity,
ln((1 + items) / (1 + items with it)) + 1, times the root of the number of interests; so 1 where an item is about
exactly one interest, and an item about everything is not everybody's favourite. Source: Manning, Raghavan, Schütze
2008, Introduction to Information Retrieval, section 6.3. Deviation: the root. The cosine alone would make every
interest weaker beside the other signals with each further one that a person names.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.scorer import Opened
from eigenart.engine.state import State


@dataclass(frozen=True)
class Interests:
    catalogue: Catalogue
    name: str = "interests"

    @cached_property
    def _lengths(self) -> FloatArray:
        """(n_items,), the length of each item's vector of rarities."""
        squares = self._squares(self.catalogue.topic_columns) + self._squares(self.catalogue.skill_columns)
        return np.asarray(np.sqrt(np.maximum(squares, 1e-12)), dtype=np.float64)

    def _squares(self, columns: csc_array) -> FloatArray:
        rarities = self._rarity(np.diff(columns.indptr))
        per_cell = np.repeat(rarities**2, np.diff(columns.indptr))
        return np.bincount(columns.indices, weights=per_cell, minlength=len(self.catalogue)).astype(
            np.float64
        )

    def _rarity(self, n_having: IntArray) -> FloatArray:
        return np.asarray(np.log((1 + len(self.catalogue)) / (1 + n_having)) + 1, dtype=np.float64)

    def values(self, state: State, rows: IntArray) -> FloatArray:
        everything = np.zeros(len(self.catalogue))
        for having, amounts in self._shares(state).values():
            everything[having] += amounts
        return everything[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        return tuple(
            Term(float(amounts[having == row][0]), code, state.interests[code])
            for code, (having, amounts) in self._shares(state).items()
            if row in having
        )

    def opened(self, state: State, rows: IntArray) -> Opened:
        shares, everything = self._shares(state), np.zeros(len(self.catalogue))
        amounts = np.zeros((len(rows), len(shares)))
        for number, (having, own) in enumerate(shares.values()):
            everything[having] = own
            amounts[:, number] = everything[rows]
            everything[having] = 0.0
        return Opened(amounts, list(shares), [state.interests[code] for code in shares])

    def _shares(self, state: State) -> dict[str, tuple[IntArray, FloatArray]]:
        """Interest -> rows of the items that have it, and what it adds to each."""
        having = {code: self._having(code) for code in state.interests}
        rarity = {
            code: float(self._rarity(np.array(len(rows)))) for code, rows in having.items() if len(rows)
        }
        # The root mean square: the length of the vector without the number of its entries.
        length = np.sqrt(sum(value**2 for value in rarity.values()) / max(len(rarity), 1))
        return {
            code: (having[code], rarity[code] ** 2 / length / self._lengths[having[code]]) for code in rarity
        }

    def _having(self, code: str) -> IntArray:
        """Rows of the items that have the topic, or teach the skill."""
        if code in self.catalogue.topic_row:
            return _rows_of(self.catalogue.topic_columns, self.catalogue.topic_row[code])
        if code in self.catalogue.skill_row:
            return _rows_of(self.catalogue.skill_columns, self.catalogue.skill_row[code])
        return np.array([], dtype=np.intp)


def _rows_of(columns: csc_array, column: int) -> IntArray:
    return np.asarray(columns.indices[columns.indptr[column] : columns.indptr[column + 1]], dtype=np.intp)
