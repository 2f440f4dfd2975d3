"""Every signal keeps the contract; the list of signals and their prior weights are sound."""

import numpy as np
import pytest

from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import Model
from eigenart.engine.profile_state import read
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import LEARNED, NAMES, STATED, prior_weights
from eigenart.engine.state import State
from eigenart.engine.training import fit
from tests.contracts.scorer import ScorerContract
from tests.engine import small_company as small


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(small.log(), small.catalogue())


def _named(model: Model, items: Catalogue, name: str) -> Scorer:
    return next(scorer for scorer in model.scorers(items) if scorer.name == name)


@pytest.mark.parametrize("name", NAMES)
class TestEverySignal(ScorerContract):
    @pytest.fixture
    def scorer(self, model: Model, items: Catalogue, name: str) -> Scorer:
        return _named(model, items, name)


def test_scorers_stand_in_the_order_of_their_names(model: Model) -> None:
    assert tuple(scorer.name for scorer in model.scorers(small.catalogue())) == NAMES == LEARNED + STATED


def test_prior_weights_are_not_negative_and_learned_ones_sum_to_one() -> None:
    weights = prior_weights()
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights[:, : len(LEARNED)].sum(axis=1), 1.0)


def test_an_item_newer_than_the_model_is_scored_by_what_it_is(model: Model) -> None:
    newer = small.catalogue(25)
    state_view = small.view(small.SOMEBODY)
    state = read(state_view, newer, small.NEEDS).state
    new_row = np.array([24], dtype=np.intp)
    said = {s.name: float(s.values(state, new_row)[0]) for s in model.scorers(newer)}
    assert said["ease"] == said["transition"] == said["popularity"] == 0.0
    assert said["content_all"] > 0
    assert said["skill_gap"] > 0


def test_order_of_the_catalogue_does_not_change_what_a_model_says(model: Model) -> None:
    items = small.catalogue()
    turned = Catalogue(tuple(reversed(items.items)))
    rows, turned_rows = np.arange(24, dtype=np.intp), np.arange(23, -1, -1, dtype=np.intp)
    state = read(small.view(small.SOMEBODY), items, small.NEEDS).state
    turned_state = read(small.view(small.SOMEBODY), turned, small.NEEDS).state
    for scorer, other in zip(model.scorers(items), model.scorers(turned), strict=True):
        np.testing.assert_allclose(
            scorer.values(state, rows), other.values(turned_state, turned_rows), atol=1e-12
        )


def test_a_further_interest_does_not_weaken_the_first(model: Model) -> None:
    """Two topics as usual as each other; rows 2, 6, 10 ... are about software only."""
    items = small.catalogue()
    scorer, rows = _named(model, items, "interests"), np.arange(2, 24, 4, dtype=np.intp)
    one = scorer.values(State(interests={"software": None}), rows)
    two = scorer.values(State(interests={"software": None, "people": None}), rows)
    assert (one > 0).all()
    np.testing.assert_allclose(one, two, atol=1e-12)
