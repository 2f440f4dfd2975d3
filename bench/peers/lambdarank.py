"""LambdaRank (LightGBM, MIT licence) over our own signals: the opaque model that sees what our blend sees.

Learns where our blend learns: signals fitted on the earlier events, their values for what each later query could
have chosen as features. Then the signals are fitted on everything and the trees stay. Source: Burges 2010, From
RankNet to LambdaRank to LambdaMART, MSR-TR-2010-82. One thread, fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import lightgbm
import numpy as np

from bench.peers.crowd import Crowd
from bench.peers.peer import NotApplicable, Params, Task
from bench.peers.popularity import fallback
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.config import EngineConfig
from eigenart.engine.counting import Counting
from eigenart.engine.evaluation import Query, live_queries, time_split
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import LEARNED
from eigenart.engine.training import fit
from eigenart.engine.tuner import Tuner

FEWEST_QUERIES, MOST_QUERIES = 30, 2_000
POOL = 60
"""So many of each signal's best items are what a later query is learned from."""


@dataclass(frozen=True)
class Examples:
    """values: (n_rows, n_features). chosen: (n_rows,), 1 for what was done. sizes: (n_queries,), rows of each."""

    values: FloatArray
    chosen: FloatArray
    sizes: IntArray


class LambdaRank:
    """crowd: 1 with popularity counted on to the instant as one more feature, 0 without."""

    name = "lambdarank"
    needs = ("lightgbm",)
    grid: Sequence[Params] = [
        {"leaves": leaves, "trees": trees, "crowd": crowd}
        for leaves, trees, crowd in product((4, 16), (100, 300), (0, 1))
    ]
    _prepared: tuple[InteractionLog, Model, Examples] | None = None

    def fit(self, task: Task, *, leaves: int, trees: int, crowd: int) -> None:
        """Raises NotApplicable where too little happened to learn from."""
        model, examples = self._prepare(task)
        self._n_features = len(LEARNED) + 1 + crowd
        settings = {
            "objective": "lambdarank",
            "lambdarank_truncation_level": 15,
            "learning_rate": 0.05,
            "num_leaves": leaves,
            "min_data_in_leaf": 50,
            "seed": task.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbose": -1,
        }
        rows = lightgbm.Dataset(
            examples.values[:, : self._n_features], label=examples.chosen, group=examples.sizes
        )
        self._trees = lightgbm.train(settings, rows, num_boost_round=trees)
        scorers = {scorer.name: scorer for scorer in model.scorers(task.catalogue)}
        self._scorers: Sequence[Scorer] = [scorers[name] for name in LEARNED]
        self._popular = fallback(task)
        counting = Counting(
            task.log,
            n_items=task.n_items,
            half_life_days=model.settings.half_life_days,
            starts_half_life_days=model.settings.starts_half_life_days,
        )
        task.listeners.append(lambda news: self._count_on(counting, news))

    def _count_on(self, counting: Counting, news: InteractionLog) -> None:
        counting.observe(news)
        self._scorers = counting.scorers(self._scorers)

    def _prepare(self, task: Task) -> tuple[Model, Examples]:
        """Kept for the next setting of the same search, which changes the trees alone."""
        kept = LambdaRank._prepared
        if kept is None or kept[0] is not task.log:
            model = fit(task.log, task.catalogue)
            kept = LambdaRank._prepared = (task.log, model, examples_of(task, model))
        return kept[1], kept[2]

    def scores(self, query: Query) -> FloatArray:
        table = table_of(self._scorers, query, self._popular)[:, : self._n_features]
        return np.asarray(self._trees.predict(table, num_threads=1), dtype=np.float64)


def table_of(scorers: Sequence[Scorer], query: Query, popular: FloatArray) -> FloatArray:
    """(n_items, n_signals + 2): the signals, how much the person did, and popularity at the instant."""
    every = ints(np.arange(len(popular)))
    signals = [scorer.values(query.state, every) for scorer in scorers]
    return np.stack([*signals, np.full(len(popular), float(query.state.n_past)), popular], axis=1)


def examples_of(task: Task, model: Model) -> Examples:
    """Raises NotApplicable."""
    early, late = time_split(task.log, EngineConfig().validation_share)
    if len(late) < FEWEST_QUERIES or not len(early):
        raise NotApplicable(f"{len(late)} later events are too few to learn trees from")
    queries = live_queries(task.log, late)
    tuner = Tuner(early, task.log, queries, task.catalogue, EngineConfig(), lambda step, share: None)
    replayed = tuner.replay.one_by_one(tuner.scorers(model.settings), model.settings)
    kept = set(np.random.default_rng(task.seed).permutation(len(queries))[:MOST_QUERIES].tolist())
    crowd = Crowd(early, n_items=task.n_items, half_life=task.half_life)
    tables, chosen = [], []
    for number, (place, (query, scorers)) in enumerate(zip(late, replayed, strict=True)):
        if number in kept:
            table = table_of(scorers, query, crowd.shares)
            pool = _pool(table[:, : len(LEARNED)], query)
            tables.append(table[pool])
            chosen.append((pool == query.target).astype(np.float64))
        if task.is_timed:
            crowd.observe(task.log.where(ints([place])))
    return Examples(np.concatenate(tables), np.concatenate(chosen), ints([len(rows) for rows in chosen]))


def _pool(signals: FloatArray, query: Query) -> IntArray:
    """Rows that any signal puts near the top and that the person had not done, and the target."""
    offered = signals.copy()
    offered[query.state.past_rows] = -np.inf
    n_top = min(POOL, len(offered) - 1)
    top = np.argpartition(-offered, n_top, axis=0)[:n_top].ravel()
    return ints(np.setdiff1d(np.append(top, query.target), query.state.past_rows))
