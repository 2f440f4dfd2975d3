"""Our engine as a contestant: the blend as it ships, and each of its signals alone."""

from collections.abc import Sequence

import numpy as np

from bench.peers.peer import Params, Task
from eigenart.engine.arrays import FloatArray, floats, ints
from eigenart.engine.blend import TIE_BREAK
from eigenart.engine.counting import Counting
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import LEARNED
from eigenart.engine.training import fit

NAME = "eigenart"
SIGNALS = tuple(f"signal-{name}" for name in LEARNED)


class Eigenart:
    """Chooses its settings and weights inside of `fit`, on the last part of the log that it is given."""

    name = NAME
    needs = ()
    grid: Sequence[Params] = [{}]

    def fit(self, task: Task) -> None:
        self._model = fit(task.log, task.catalogue)
        scorers = {scorer.name: scorer for scorer in self._model.scorers(task.catalogue)}
        places = {scorer.name: place for place, scorer in enumerate(self._model.scorers(task.catalogue))}
        self._learned: tuple[Scorer, ...] = tuple(scorers[name] for name in LEARNED)
        self._places = ints([places[name] for name in LEARNED])
        self._every = ints(np.arange(task.n_items))
        settings = self._model.settings
        counting = Counting(
            task.log,
            n_items=task.n_items,
            half_life_days=settings.half_life_days,
            starts_half_life_days=settings.starts_half_life_days,
        )
        task.listeners.append(lambda news: self._count_on(counting, news))

    def _count_on(self, counting: Counting, news: InteractionLog) -> None:
        """Popularity counts on after the cut, as it does for the peers; everything fitted stays as it was."""
        counting.observe(news)
        self._learned = counting.scorers(self._learned)

    def scores(self, query: Query) -> FloatArray:
        """Signals of what people state are left out: a log holds no such facts, they would be 0."""
        weights = self._model.weights_for(query.state)[self._places]
        values = [
            weight * scorer.values(query.state, self._every)
            for weight, scorer in zip(weights, self._learned, strict=True)
            if weight
        ]
        return floats(np.sum(values, axis=0)) if values else np.zeros(len(self._every))


class Signal(Eigenart):
    """One signal; where it is silent, popularity decides. No peer: it shows what the blend adds."""

    def __init__(self, model_name: str) -> None:
        if model_name not in SIGNALS:
            raise ValueError(f"there is no model {model_name}")
        self.name = model_name
        self._signal = LEARNED[SIGNALS.index(model_name)]

    def scores(self, query: Query) -> FloatArray:
        own, popular = (
            self._learned[LEARNED.index(name)].values(query.state, self._every)
            for name in (self._signal, "popularity")
        )
        return floats(own + TIE_BREAK * popular)
