"""`implicit` against the equations of its papers, computed densely."""

import numpy as np
import pytest

from bench.peers.peer import incidence
from tests.bench.peers.two_camps import camp, query, task

pytestmark = pytest.mark.peers
implicit_models = pytest.importorskip(
    "bench.peers.implicit_models",
    reason="implicit is missing: run this with .venv-bench/bin/python -m pytest",
)


def test_neighbours_by_cosine_are_summed_over_the_history():
    given, past = task(), camp(0)[:3]
    peer = implicit_models.ItemKNN()
    peer.fit(given, likeness="cosine", neighbours=100)
    matrix = incidence(given).toarray()
    unit = matrix / np.maximum(np.linalg.norm(matrix, axis=0), 1e-12)
    expected = (unit.T @ unit)[past].sum(axis=0)
    scores = peer.scores(query(0, past))
    np.testing.assert_allclose(scores, expected / expected.max(), atol=1e-5)


def test_few_neighbours_leave_the_rest_of_the_history_silent():
    given = task()
    few, many = implicit_models.ItemKNN(), implicit_models.ItemKNN()
    few.fit(given, likeness="cosine", neighbours=3)
    many.fit(given, likeness="cosine", neighbours=100)
    asked = query(0, camp(0)[:1])
    assert np.count_nonzero(few.scores(asked) > 1e-3) == 3
    assert np.count_nonzero(many.scores(asked) > 1e-3) > 6


def test_folding_in_solves_for_the_person_at_that_instant():
    given, past = task(), camp(1)[:4]
    peer = implicit_models.ALSFoldIn()
    peer.fit(given, factors=8, regularization=2.0, alpha=10.0)
    items = np.asarray(peer._model.item_factors, dtype=np.float64)
    own = items[past]
    left = items.T @ items + (10.0 - 1) * own.T @ own + 2.0 * np.eye(items.shape[1])
    expected = items @ np.linalg.solve(left, 10.0 * own.sum(axis=0))
    np.testing.assert_allclose(peer.scores(query(0, past)), expected, rtol=1e-3, atol=1e-4)
