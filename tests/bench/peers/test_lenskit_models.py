"""LensKit against a dense calculation: sums of the likeness of the nearest people; SLIM's weights at their optimum."""

import numpy as np
import pytest

from bench.peers.peer import incidence
from tests.bench.peers.two_camps import NEWCOMER, camp, query, task

pytestmark = pytest.mark.peers
lenskit_models = pytest.importorskip(
    "bench.peers.lenskit_models", reason="LensKit is missing: run this with .venv-bench/bin/python -m pytest"
)


def test_an_item_scores_the_likeness_of_the_nearest_people_who_did_it():
    given, past = task(), camp(0)[:5]
    peer = lenskit_models.UserKNN()
    peer.fit(given, neighbours=4)
    matrix = incidence(given).toarray()
    unit = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    likeness = unit[:, past].sum(axis=1)
    nearest = -np.sort(-(likeness[:, None] * matrix), axis=0)[:4].sum(axis=0)
    scores = peer.scores(query(NEWCOMER, past))
    np.testing.assert_allclose(scores, nearest / nearest.max(), atol=1e-5)


def test_slim_scores_a_person_by_the_items_that_they_did():
    given = task()
    peer = lenskit_models.SLIM()
    peer.fit(given, l1=0.1, l2=1.0)
    weights = peer._scorer.weights.toarray()
    assert (weights >= 0).all()
    assert not np.diag(weights).any()
    past = camp(1)[:3]
    expected = weights[past].sum(axis=0)
    np.testing.assert_allclose(peer.scores(query(NEWCOMER, past)), expected / expected.max(), atol=1e-5)
