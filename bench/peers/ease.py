"""EASE three times: history frozen at the cut (as a nightly batch serves it), live, and with side information.

Source: Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data, arXiv:1905.03375, equation 8; side
information adds a multiple of the items' content Gram matrix (tags and tf-idf) to X'X, Jeunen, Van Balen, Goethals
2020, doi:10.1145/3383313.3418480. Who has no history gets decayed popularity.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from bench.peers.content import features
from bench.peers.peer import NotApplicable, Params, Task, incidence
from bench.peers.popularity import TIE_BREAK, fallback
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.evaluation import Query

RIDGES = (3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0)
MOST_ITEMS = 12_000
"""A dense inverse of more items needs more than 2.5 GB."""


class EaseLive:
    name = "ease-live"
    needs = ()
    grid: Sequence[Params] = [{"ridge": ridge} for ridge in RIDGES]

    def fit(self, task: Task, *, ridge: float, side: float = 0.0) -> None:
        if task.n_items > MOST_ITEMS:
            raise NotApplicable(f"the dense inverse is too large for {task.n_items:,} items")
        people = incidence(task)
        gram = np.asarray((people.T @ people).toarray(), dtype=np.float64)
        if side:
            content = features(task.catalogue)
            gram += side * (content @ content.T).toarray()
        gram[np.diag_indices_from(gram)] += ridge
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        self._weights, self._people, self._popular = weights, people, fallback(task)

    def history(self, query: Query) -> IntArray:
        return query.state.past_rows

    def scores(self, query: Query) -> FloatArray:
        past = self.history(query)
        if not len(past):
            return self._popular
        return np.asarray(self._weights[past].sum(axis=0) + TIE_BREAK * self._popular, dtype=np.float64)


class EaseNightly(EaseLive):
    name = "ease-nightly"

    def history(self, query: Query) -> IntArray:
        low, high = self._people.indptr[query.user : query.user + 2]
        return np.asarray(self._people.indices[low:high], dtype=np.intp)


class EaseSide(EaseLive):
    name = "ease-side"
    grid: Sequence[Params] = [
        {"ridge": ridge, "side": side}
        for ridge, side in product((3.0, 10.0, 30.0, 100.0), (1.0, 3.0, 10.0, 30.0, 100.0))
    ]
