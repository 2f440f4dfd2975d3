"""VAECF: asked with the history of the cut it says what Cornac itself says of the person."""

import numpy as np
import pytest

from tests.bench.peers.two_camps import past_of, query, task

pytestmark = pytest.mark.peers
cornac_model = pytest.importorskip(
    "bench.peers.cornac_model",
    reason="Cornac or PyTorch is missing: run this with .venv-bench/bin/python -m pytest",
)


def test_scores_are_a_share_of_attention_over_all_items():
    given = task()
    peer = cornac_model.VAE()
    peer.fit(given, **peer.grid[0])
    scores = peer.scores(query(2, past_of(given, 2)))
    assert (scores > 0).all()
    assert scores.sum() == pytest.approx(1, abs=1e-5)


def test_known_people_are_scored_as_the_library_scores_them():
    given = task()
    peer = cornac_model.VAE()
    peer.fit(given, **peer.grid[0])
    for user in (0, 5, 79):
        own = peer.scores(query(user, past_of(given, user)))
        np.testing.assert_allclose(own, peer.model.score(user), rtol=1e-5)
