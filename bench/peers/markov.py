"""Markov next item: what people did next after the last items of a person, counted.

Source: first-order transitions as the unfactorised baseline of Rendle, Freudenthaler, Schmidt-Thieme 2010,
doi:10.1145/1772690.1772773. count[i, j] = how often j came at most `reach` steps after i, decay ** (steps - 1) each;
rows divided by their sum + shrink; a person's scores sum the rows of the last items, decay ** (steps back) each.
Who has no history gets decayed popularity, which also orders what nobody did next.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.sparse import coo_array, csr_array

from bench.peers.peer import NotApplicable, Params, Task
from bench.peers.popularity import TIE_BREAK, fallback
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog

LOOK_BACK = 10


class Markov:
    name = "markov"
    needs = ()
    grid: Sequence[Params] = [
        {"reach": reach, "decay": decay, "shrink": shrink}
        for reach, decay, shrink in product((1, 3, 6), (0.2, 0.5, 0.8), (0.0, 3.0))
    ]

    def fit(self, task: Task, *, reach: int, decay: float, shrink: float) -> None:
        if not task.is_timed:
            raise NotApplicable("the set has no times, so nothing comes next")
        counts = _counts(task.log, n_items=task.n_items, reach=reach, decay=decay)
        sums = np.asarray(counts.sum(axis=1)).ravel() + shrink
        counts.data = counts.data / np.repeat(np.maximum(sums, 1e-12), np.diff(counts.indptr))
        self._chance, self._decay, self._popular = counts, decay, fallback(task)

    def scores(self, query: Query) -> FloatArray:
        scores = TIE_BREAK * self._popular
        share = 1.0
        for item in query.state.past_rows[::-1][:LOOK_BACK]:
            low, high = self._chance.indptr[item : item + 2]
            scores[self._chance.indices[low:high]] += share * self._chance.data[low:high]
            share *= self._decay
        return scores


def _counts(log: InteractionLog, *, n_items: int, reach: int, decay: float) -> csr_array:
    by_person = np.argsort(log.user_rows, kind="stable")
    users, items = log.user_rows[by_person], log.item_rows[by_person]
    total = csr_array((n_items, n_items), dtype=np.float64)
    for step in range(1, reach + 1):
        same = users[step:] == users[:-step]
        weights = np.full(int(same.sum()), decay ** (step - 1))
        cells = (weights, (items[:-step][same], items[step:][same]))
        total = total + csr_array(coo_array(cells, shape=(n_items, n_items)))
    return csr_array(total)
