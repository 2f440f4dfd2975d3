"""LightFM with WARP loss (`lightfm-next`, Apache licence), without and with item features. One thread, fixed seed.

Source: Kula 2015, Metadata Embeddings for User and Item Cold-start Recommendations, arXiv:1507.08439; WARP: Weston,
Bengio, Usunier 2011. People are as they were at the cut; who had done nothing by then gets decayed popularity.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from lightfm import LightFM
from scipy.sparse import csr_matrix, hstack, identity

from bench.peers.peer import NotApplicable, Params, Task, incidence
from bench.peers.popularity import fallback
from bench.peers.user_history import known_people
from eigenart.engine.arrays import FloatArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query

MOST_FEATURES = 300
"""So many topics or words, the commonest first: an epoch's cost grows with the features of an item."""


class LightFMWarp:
    name = "lightfm"
    needs = ("lightfm-next",)
    grid: Sequence[Params] = [
        {"components": components, "learning_rate": learning_rate, "epochs": epochs}
        for components, learning_rate, epochs in product((16, 64), (0.02, 0.05), (10, 30, 60))
    ]

    def features(self, catalogue: Catalogue) -> csr_matrix:
        """(n_items, n_features)."""
        return csr_matrix(identity(len(catalogue), dtype=np.float32, format="csr"))

    def fit(self, task: Task, *, components: int, learning_rate: float, epochs: int) -> None:
        features = self.features(task.catalogue)
        model = LightFM(
            no_components=components, loss="warp", learning_rate=learning_rate, random_state=task.seed
        )
        model.fit(
            csr_matrix(incidence(task), dtype=np.float32).tocoo(),
            item_features=features,
            epochs=epochs,
            num_threads=1,
        )
        self._item_biases, self._items = model.get_item_representations(features)
        _, self._users = model.get_user_representations()
        self._is_known, self._popular = known_people(task), fallback(task)

    def scores(self, query: Query) -> FloatArray:
        if not self._is_known[query.user]:
            return self._popular
        return np.asarray(self._items @ self._users[query.user] + self._item_biases, dtype=np.float64)


class LightFMFeatures(LightFMWarp):
    """An item is the sum of its own vector and those of its topics, or of its words where nobody gave topics."""

    name = "lightfm-features"

    def features(self, catalogue: Catalogue) -> csr_matrix:
        table = csr_matrix(catalogue.topics if catalogue.topics.nnz else catalogue.vectors)
        spread = np.bincount(table.indices, minlength=table.shape[1])
        commonest = np.sort(np.argsort(-spread, kind="stable")[:MOST_FEATURES])
        shared = csr_matrix(table[:, commonest[spread[commonest] > 1]])
        if not shared.nnz:
            raise NotApplicable("no two items share a topic or a word")
        shared.data = np.ones_like(shared.data, dtype=np.float32)
        own = identity(len(catalogue), dtype=np.float32, format="csr")
        return csr_matrix(hstack([own, shared]), dtype=np.float32)
