"""RP3beta: a three-step random walk person-item-person-item, popular items damped.

Source: Paudel, Christoffel, Newell, Bernstein 2017, Updatable, Accurate, Diverse, and Scalable Recommendations for
Interactive Applications, section 3.2, doi:10.1145/2955101. W = (P_item,person ^ alpha)(P_person,item ^ alpha), columns
divided by uses ^ beta; a person's scores are the sum of W's rows over the history of that instant.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from bench.peers.peer import Params, Task, incidence
from bench.peers.popularity import TIE_BREAK, fallback
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query


class RP3Beta:
    name = "rp3beta"
    needs = ()
    grid: Sequence[Params] = [
        {"alpha": alpha, "beta": beta}
        for alpha in (0.5, 0.75, 1.0, 1.25)
        for beta in (0.0, 0.2, 0.4, 0.6, 0.8)
    ]

    def fit(self, task: Task, *, alpha: float, beta: float) -> None:
        people = incidence(task)
        uses = np.asarray(people.sum(axis=0)).ravel()
        done = np.asarray(people.sum(axis=1)).ravel()
        from_person = _scaled_rows(people, np.maximum(done, 1) ** -alpha)
        from_item = _scaled_rows(csr_array(people.T), np.maximum(uses, 1) ** -alpha)
        walk = csr_array(from_item @ from_person)
        walk.setdiag(0.0)
        walk.data *= (np.maximum(uses, 1) ** -beta)[walk.indices]
        self._walk, self._popular = walk, fallback(task)

    def scores(self, query: Query) -> FloatArray:
        past = query.state.past_rows
        if not len(past):
            return self._popular
        walked = np.asarray(self._walk[past].sum(axis=0)).ravel()
        return np.asarray(
            walked + self._popular * TIE_BREAK * max(float(walked.max()), 1e-9), dtype=np.float64
        )


def _scaled_rows(matrix: csr_array, factors: FloatArray) -> csr_array:
    scaled = matrix.copy()
    scaled.data = scaled.data * np.repeat(factors, np.diff(matrix.indptr))
    return scaled
