"""LensKit's user neighbours and SLIM (MIT licence), both asked with the history of that instant. One thread.

Measured with the 2025 series, the newest that runs on Python 3.11. Nothing in either is random. Sources: Herlocker
et al. 1999, doi:10.1145/312624.312682 (neighbours); Ning, Karypis 2011, doi:10.1109/ICDM.2011.134 (SLIM).
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from lenskit import parallel
from lenskit.data import ItemList, RecQuery, from_interactions_df
from lenskit.knn import SLIMScorer, UserKNNScorer
from lenskit.training import TrainingOptions

from bench.peers.peer import Params, Task
from bench.peers.popularity import fallback
from bench.peers.user_history import ties_by_popularity
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query

NEEDS = ("lenskit", "torch")
"""LensKit's data sets import PyTorch, whichever model is used."""

parallel.initialize(processes=1, threads=1, backend_threads=1, child_threads=1)


class _Scorer:
    needs = NEEDS

    def _fit(self, task: Task, scorer: Any) -> None:
        # Comes with LensKit: imported here, so that where both are missing LensKit is named.
        import pandas as pd

        events = pd.DataFrame({"user_id": task.log.user_rows, "item_id": task.log.item_rows})
        rows = np.arange(task.n_items)
        data = from_interactions_df(events, users=np.arange(task.log.n_users), items=rows)
        scorer.train(data, TrainingOptions(rng=task.seed))
        self._scorer, self._vocabulary = scorer, data.items
        self._every = ItemList(item_ids=rows, vocabulary=data.items)
        self._popular = fallback(task)

    def scores(self, query: Query) -> FloatArray:
        if not query.state.n_past:
            return self._popular
        past = ItemList(item_ids=query.state.past_rows, vocabulary=self._vocabulary)
        scored = self._scorer(RecQuery(user_id=query.user, history_items=past), self._every)
        own = np.nan_to_num(np.asarray(scored.scores(), dtype=np.float64), nan=0.0)
        return ties_by_popularity(own, self._popular)


class UserKNN(_Scorer):
    name = "user-knn"
    grid: Sequence[Params] = [{"neighbours": neighbours} for neighbours in (10, 20, 50, 100, 200, 500)]

    def fit(self, task: Task, *, neighbours: int) -> None:
        self._fit(task, UserKNNScorer(max_nbrs=neighbours, feedback="implicit"))


class SLIM(_Scorer):
    name = "slim"
    grid: Sequence[Params] = [
        {"l1": l1, "l2": l2} for l1, l2 in product((0.01, 0.1, 0.5, 1.0), (0.1, 1.0, 10.0))
    ]

    def fit(self, task: Task, *, l1: float, l2: float) -> None:
        self._fit(task, SLIMScorer(l1_reg=l1, l2_reg=l2))
