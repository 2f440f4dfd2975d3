"""LightFM: our quick product equals the library's own prediction; features bring unused items to their like."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bench.peers.peer import NotApplicable, incidence
from eigenart.core.vocabulary import Item, LocalText
from eigenart.engine.catalogue import Catalogue
from tests.bench.peers.two_camps import N_ITEMS, camp, past_of, query, task

pytestmark = pytest.mark.peers
lightfm_model = pytest.importorskip(
    "bench.peers.lightfm_model", reason="LightFM is missing: run this with .venv-bench/bin/python -m pytest"
)


def test_scores_are_those_of_the_library():
    given = task()
    peer = lightfm_model.LightFMFeatures()
    peer.fit(given, components=16, learning_rate=0.05, epochs=10)
    features = peer.features(given.catalogue)
    model = lightfm_model.LightFM(no_components=16, loss="warp", learning_rate=0.05, random_state=given.seed)
    model.fit(csr_matrix(incidence(given), dtype=np.float32).tocoo(), item_features=features, epochs=10)
    predicted = model.predict(4, np.arange(N_ITEMS), item_features=features)
    scores = peer.scores(query(4, past_of(given, 4)))
    np.testing.assert_allclose(scores - scores[0], predicted - predicted[0], rtol=1e-4, atol=1e-5)


def test_items_of_one_camp_share_a_feature_and_keep_one_of_their_own():
    features = lightfm_model.LightFMFeatures().features(task().catalogue).toarray()
    assert (np.diag(features[:, :N_ITEMS]) == 1).all()
    shared = features[:, N_ITEMS:]
    assert (shared[camp(0)] == shared[0]).all()
    assert not (shared[camp(0)[0]] == shared[camp(1)[0]]).all()


def test_a_set_that_says_nothing_about_its_items_is_not_applicable():
    given = task()
    nothing = LocalText("", "")
    bare = Catalogue(
        tuple(Item(item.key, item.surface, title=nothing, summary=nothing) for item in given.catalogue.items)
    )
    with pytest.raises(NotApplicable, match="no two items"):
        lightfm_model.LightFMFeatures().features(bare)
