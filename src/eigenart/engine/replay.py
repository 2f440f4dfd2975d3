"""Later events as questions, asked in blocks: what every signal says of every item at the instant of each.

`tuner` measures with it. Signals that only look back on a person are asked for a whole block at once; those that count
what all people do are counted on from question to question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from eigenart.engine.arrays import FloatArray, ints
from eigenart.engine.counting import NAMES, Counting
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Scorer, values_of_many
from eigenart.engine.signals import Settings
from eigenart.engine.sittings import sitting_starts

CELLS = 1_000_000
"""Values of one signal that are held at once."""


@dataclass(frozen=True)
class Replay:
    """early: what the signals are fitted on. events: these and all later ones; places of queries count in them."""

    early: InteractionLog
    events: InteractionLog
    queries: Sequence[Query]
    n_items: int

    @cached_property
    def starts(self) -> InteractionLog:
        return sitting_starts(self.early)

    def one_by_one(
        self, scorers: Sequence[Scorer], settings: Settings
    ) -> Iterator[tuple[Query, tuple[Scorer, ...]]]:
        """Queries in their order with the signals as they stand at the instant of each."""
        counted = [scorer.name for scorer in scorers if scorer.name in NAMES] if self.early.is_timed else []
        if not counted:
            yield from ((query, tuple(scorers)) for query in self.queries)
            return
        counting, done = self._counting(settings, counted), len(self.early)
        for query in self.queries:
            counting.observe(self.events, done, query.place)
            done = query.place
            yield query, counting.scorers(scorers)

    def blocks(
        self, scorers: Sequence[Scorer], settings: Settings
    ) -> Iterator[tuple[Sequence[Query], FloatArray]]:
        """Queries in their order with (n_signals, n_queries, n_items), -inf for items that a person already did."""
        rows = ints(np.arange(self.n_items))
        counted = [place for place, s in enumerate(scorers) if self.early.is_timed and s.name in NAMES]
        live = self.one_by_one([scorers[place] for place in counted], settings)
        width = max(1, CELLS // self.n_items)
        for low in range(0, len(self.queries), width):
            queries = self.queries[low : low + width]
            values = np.empty((len(scorers), len(queries), self.n_items))
            states = [query.state for query in queries]
            for place, scorer in enumerate(scorers):
                if place not in counted:
                    values[place] = values_of_many(scorer, states, rows)
            for number, (query, now) in enumerate(islice(live, len(queries))):
                for place, scorer in zip(counted, now, strict=True):
                    values[place, number] = scorer.values(query.state, rows)
            places = np.repeat(np.arange(len(states)), [state.n_past for state in states])
            values[:, places, np.concatenate([state.past_rows for state in states])] = -np.inf
            yield queries, values

    def _counting(self, settings: Settings, names: Sequence[str]) -> Counting:
        return Counting(
            self.early,
            n_items=self.n_items,
            half_life_days=settings.half_life_days,
            starts_half_life_days=settings.starts_half_life_days,
            only=names,
            starts=self.starts if "starts" in names else None,
        )
