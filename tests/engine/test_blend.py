"""Shrinkage and fair ties of the blend; fitters and guard are tested with the training."""

import numpy as np
import pytest

from eigenart.engine.arrays import FloatArray, floats, ints
from eigenart.engine.blend import FITTERS, Contest, fit_buckets
from eigenart.engine.config import EngineConfig

PRIOR = floats([[0.4, 0.3, 0.3]] * 3)


def _contest(n_people: int) -> Contest:
    """The target is in column 0; the second signal lifts it above noise."""
    values = np.random.default_rng(5).random((3, n_people, 30)).astype(np.float32)
    values[1, :, 0] += 0.6
    people = np.arange(n_people)
    return Contest(values, np.ones(values.shape[1:], dtype=np.bool_), ints(people), ints(people % 3))


def _fitted(n_people: int, prior: FloatArray) -> FloatArray:
    return fit_buckets(_contest(n_people), prior, FITTERS["ascent"], EngineConfig())


def test_with_few_people_the_prior_weighs_more() -> None:
    assert np.abs(_fitted(6, PRIOR) - PRIOR).sum() < np.abs(_fitted(300, PRIOR) - PRIOR).sum()


def test_equal_scores_share_their_place() -> None:
    contest = Contest(
        np.ones((1, 1, 4), dtype=np.float32), np.ones((1, 4), dtype=np.bool_), ints([0]), ints([0])
    )
    assert contest.gains(contest.scores(floats([1.0])))[0] == pytest.approx(1 / np.log2(1 + 2.5))
