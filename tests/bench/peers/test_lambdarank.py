"""LambdaRank learns from what a later query could have chosen, and from nothing that came after it."""

import numpy as np
import pytest

from bench.peers.peer import NotApplicable, Task
from eigenart.engine.arrays import ints
from eigenart.engine.evaluation import live_queries, time_split
from eigenart.engine.signals import LEARNED
from eigenart.engine.training import fit
from tests.bench.peers.two_camps import task

pytestmark = pytest.mark.peers
lambdarank = pytest.importorskip(
    "bench.peers.lambdarank", reason="LightGBM is missing: run this with .venv-bench/bin/python -m pytest"
)


def test_every_query_has_one_right_answer_among_items_not_done_before():
    given = task()
    examples = lambdarank.examples_of(given, fit(given.log, given.catalogue))
    _, late = time_split(given.log, 1 / 9)
    queries = live_queries(given.log, late)
    assert len(examples.sizes) == len(queries)
    assert examples.sizes.sum() == len(examples.values) == len(examples.chosen)
    ends = np.cumsum(examples.sizes)
    for query, start, end in zip(queries, ends - examples.sizes, ends, strict=True):
        assert examples.chosen[start:end].sum() == 1
        assert end - start <= len(given.catalogue) - query.state.n_past
        assert (examples.values[start:end, len(LEARNED)] == query.state.n_past).all()


def test_popularity_is_that_of_the_instant():
    given = task()
    examples = lambdarank.examples_of(given, fit(given.log, given.catalogue))
    first, last = (examples.values[rows, -1] for rows in (slice(0, 5), slice(-5, None)))
    assert not np.array_equal(first, last)
    assert 0 <= examples.values[:, -1].min() <= examples.values[:, -1].max() <= 1


def test_a_handful_of_events_is_not_applicable():
    given = task()
    short = Task(
        given.log.where(ints(np.arange(40))), given.catalogue, given.users, is_timed=True, half_life=30.0
    )
    with pytest.raises(NotApplicable, match="too few"):
        lambdarank.LambdaRank().fit(short, leaves=4, trees=5, crowd=1)
