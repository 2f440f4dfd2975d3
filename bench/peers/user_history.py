"""What a library's peer needs of a person: the history as one sparse row, popularity where the model is silent."""

import numpy as np
from scipy.sparse import csr_matrix

from bench.peers.peer import Task
from bench.peers.popularity import TIE_BREAK
from eigenart.engine.arrays import BoolArray, FloatArray
from eigenart.engine.evaluation import Query


def history_row(query: Query, n_items: int) -> csr_matrix:
    """(1, n_items), float32: 1 where the person had done the item at that instant."""
    past = np.unique(query.state.past_rows)
    return csr_matrix(
        (np.ones(len(past), dtype=np.float32), past, np.array([0, len(past)])), shape=(1, n_items)
    )


def known_people(task: Task) -> BoolArray:
    """(n_users,), who did anything before the cut."""
    return np.bincount(task.log.user_rows, minlength=task.log.n_users) > 0


def ties_by_popularity(own: FloatArray, popular: FloatArray) -> FloatArray:
    """(n_items,), the order of `own`; popularity, 0..1, only decides between items that are equal there."""
    scale = float(np.abs(own).max(initial=0.0)) or 1.0
    return np.asarray(own / scale + TIE_BREAK * popular, dtype=np.float64)
