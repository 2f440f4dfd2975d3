"""Models of `implicit` (MIT licence): item neighbours, ALS frozen and folded in, BPR. One thread, fixed seed.

Sources: Deshpande, Karypis 2004, doi:10.1145/963770.963776 (neighbours); Hu, Koren, Volinsky 2008,
doi:10.1109/ICDM.2008.22 (ALS, its section 4 for folding in); Rendle et al. 2009, arXiv:1205.2618 (BPR).
"""

import warnings
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from implicit.bpr import BayesianPersonalizedRanking
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from implicit.utils import ParameterWarning
from scipy.sparse import csr_matrix

from bench.peers.peer import Params, Task, incidence
from bench.peers.popularity import fallback
from bench.peers.user_history import history_row, known_people, ties_by_popularity
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query

NEEDS = ("implicit",)
_NEIGHBOURS = {"cosine": CosineRecommender, "tfidf": TFIDFRecommender, "bm25": BM25Recommender}


def _counts(task: Task) -> csr_matrix:
    return csr_matrix(incidence(task), dtype=np.float32)


class ItemKNN:
    """Scores are sums over the history at that instant of the likeness of items."""

    name = "item-knn"
    needs = NEEDS
    grid: Sequence[Params] = [
        {"likeness": likeness, "neighbours": neighbours}
        for likeness, neighbours in product(_NEIGHBOURS, (20, 50, 100, 300))
    ]

    def fit(self, task: Task, *, likeness: str, neighbours: int) -> None:
        self._n_items = task.n_items
        self._popular = fallback(task)
        self._model = _NEIGHBOURS[likeness](K=neighbours, num_threads=1)
        with warnings.catch_warnings():
            # The library passes its own matrices on in another shape and then warns about it.
            warnings.simplefilter("ignore", ParameterWarning)
            self._model.fit(_counts(task), show_progress=False)

    def scores(self, query: Query) -> FloatArray:
        if not query.state.n_past:
            return self._popular
        own = np.zeros(self._n_items)
        history = history_row(query, self._n_items).astype(np.float64)
        rows, values = self._model.recommend(0, history, N=self._n_items, filter_already_liked_items=False)
        own[rows] = values
        return ties_by_popularity(own, self._popular)


class _Factors:
    """Users as they were at the cut; decayed popularity for people who had done nothing by then."""

    needs = NEEDS
    _model: Any

    def _fit(self, task: Task, model: Any) -> None:
        self._n_items = task.n_items
        self._popular = fallback(task)
        self._is_known = known_people(task)
        self._model = model
        self._model.fit(_counts(task), show_progress=False)

    def scores(self, query: Query) -> FloatArray:
        if not self._is_known[query.user]:
            return self._popular
        return np.asarray(self._model.item_factors @ self._model.user_factors[query.user], dtype=np.float64)


class ALS(_Factors):
    name = "als"
    grid: Sequence[Params] = [
        {"factors": factors, "regularization": regularization, "alpha": alpha}
        for factors, regularization, alpha in product((8, 32, 128), (1.0, 10.0), (1.0, 10.0, 40.0))
    ]

    def fit(self, task: Task, *, factors: int, regularization: float, alpha: float) -> None:
        model = AlternatingLeastSquares(
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=15,
            num_threads=1,
            random_state=task.seed,
        )
        self._fit(task, model)


class ALSFoldIn(ALS):
    """The same model; the person's factors are solved anew from the history at that instant."""

    name = "als-fold-in"

    def scores(self, query: Query) -> FloatArray:
        if not query.state.n_past:
            return self._popular
        factors = self._model.recalculate_user(0, history_row(query, self._n_items))
        return np.asarray(self._model.item_factors @ factors, dtype=np.float64)


class BPR(_Factors):
    name = "bpr"
    grid: Sequence[Params] = [
        {
            "factors": factors,
            "learning_rate": learning_rate,
            "regularization": regularization,
            "iterations": n,
        }
        for factors, learning_rate, regularization, n in product(
            (32, 128), (0.02, 0.1), (0.01, 0.1), (100, 300)
        )
    ]

    def fit(
        self, task: Task, *, factors: int, learning_rate: float, regularization: float, iterations: int
    ) -> None:
        model = BayesianPersonalizedRanking(
            factors=factors,
            learning_rate=learning_rate,
            regularization=regularization,
            iterations=iterations,
            num_threads=1,
            random_state=task.seed,
        )
        self._fit(task, model)
