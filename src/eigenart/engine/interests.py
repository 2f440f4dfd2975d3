"""What the person says they are interested in: topics and skills.

Equation: a stated interest counts its rarity (ln((1 + items) / (1 + items with it)), scaled to at most 1) on items that
have it, divided by the square root of how many topics and skills the item has, so that an item about everything is not
everybody's favourite; the sum is divided by the square root of the number of interests.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.state import State


@dataclass(frozen=True)
class Interests:
    catalogue: Catalogue
    name: str = "interests"

    @cached_property
    def _breadth(self) -> FloatArray:
        topics = np.diff(self.catalogue.topics.indptr) + np.diff(self.catalogue.skills.indptr)
        return np.asarray(np.sqrt(np.maximum(topics, 1)), dtype=np.float64)

    def values(self, state: State, rows: IntArray) -> FloatArray:
        everything = np.zeros(len(self.catalogue))
        for code in state.interests:
            having = self._having(code)
            everything[having] += self._amount(having, state)
        return everything[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        found = []
        for code, fact in state.interests.items():
            having = self._having(code)
            if row in having:
                amount = self._amount(having, state)[having == row]
                found.append(Term(float(amount[0]), code, fact))
        return tuple(found)

    def _amount(self, having: IntArray, state: State) -> FloatArray:
        n_items = len(self.catalogue)
        rarity = np.log((1 + n_items) / (1 + len(having))) / np.log(1 + n_items)
        return np.asarray(rarity / self._breadth[having] / np.sqrt(len(state.interests)), dtype=np.float64)

    def _having(self, code: str) -> IntArray:
        """Rows of the items that have the topic, or teach the skill."""
        if code in self.catalogue.topic_row:
            return _rows_of(self.catalogue.topic_columns, self.catalogue.topic_row[code])
        if code in self.catalogue.skill_row:
            return _rows_of(self.catalogue.skill_columns, self.catalogue.skill_row[code])
        return np.array([], dtype=np.intp)


def _rows_of(columns: csc_array, column: int) -> IntArray:
    return np.asarray(columns.indices[columns.indptr[column] : columns.indptr[column + 1]], dtype=np.intp)
