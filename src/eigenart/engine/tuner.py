"""Chooses the settings of the signals on later events, replayed as they happened. `training.fit` calls it."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from eigenart.engine.arrays import FloatArray, Sparse, ints
from eigenart.engine.blend import Contest
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import NO_DECAY_DAYS, EngineConfig
from eigenart.engine.evaluation import Query, gain, mean_ranks, per_person
from eigenart.engine.log import InteractionLog
from eigenart.engine.popularity import company_sums
from eigenart.engine.replay import Replay
from eigenart.engine.rp3beta import meetings
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import LEARNED, Fitted, Settings, bucket_of, build
from eigenart.engine.transition import step_counts, transition_counts
from eigenart.engine.tuning import EaseFit, fit_signals, walks_among

TUNING_ITEMS = 2_500
"""Above so many items EASE's settings are found on the most used ones: an inverse of all takes eight times as long
for twice as many. The fit, and the weights, always see what `dense_items` allows."""
SOME_EVENTS = 2_000_000
"""In a log of more events the settings of RP3beta and of next steps are found on some people with about so many."""
SCALED = ("ease", "rp3beta", "transition")
"""Signals that sum over a history: divisors bring the best value of a person, on average, to 1."""
_Search = tuple[str, str, tuple[float, ...]]


@dataclass
class Tuner:
    """Coordinate-wise search: one setting after the other, each by the NDCG@10 of its own signal.

    early: what the signals are fitted on. events: these and all later ones, the places of the queries count in them.
    """

    early: InteractionLog
    events: InteractionLog
    queries: Sequence[Query]
    catalogue: Catalogue
    config: EngineConfig
    report: Callable[[str, float], None]
    cut_short: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        few = replace(self.config, dense_items=min(self.config.dense_items, TUNING_ITEMS))
        self.ease = EaseFit(self.early, self.catalogue, few)
        self.trials_left = self.config.trials
        self.replay = Replay(self.early, self.events, self.queries, len(self.catalogue))
        self.known = ints(np.arange(len(self.catalogue)))
        self.at = float(self.early.days.max())
        seconds = self.config.seconds
        self._ends = None if seconds is None else time.monotonic() + seconds
        uses = np.bincount(self.early.item_rows, minlength=len(self.catalogue))
        self._uses = uses.astype(np.float64)
        self._met: tuple[float, Sparse] | None = None
        self._walked: tuple[tuple[float, float], Sparse] | None = None

    def scorers(self, settings: Settings) -> tuple[Scorer, ...]:
        is_whole = len(self.ease.rows) == min(self.config.dense_items, len(self.catalogue))
        ease = self.ease if is_whole else EaseFit(self.early, self.catalogue, self.config)
        fitted = fit_signals(
            self.early,
            settings,
            catalogue=self.catalogue,
            ease=ease,
            at=self.at,
            steps=self._steps if self._some is self.early else None,
            met=self._meetings(settings) if is_whole and self._some is self.early else None,
        )
        return build(fitted, settings, catalogue=self.catalogue, known=self.known)[: len(LEARNED)]

    def tune(self) -> Settings:
        settings = replace(
            Settings(),
            group_shrink=self.config.group_shrink_events,
            transition_shrink=self.config.transition_shrink_events,
        )
        searches = self._searches()
        if not self.early.is_timed:
            settings = replace(
                settings,
                half_life_days=NO_DECAY_DAYS,
                starts_half_life_days=NO_DECAY_DAYS,
                ease_decay=1.0,
                rp3beta_decay=1.0,
            )
        for done, (signal, setting, grid) in enumerate(searches):
            self.report(f"tune_{setting}", 0.1 + 0.4 * done / len(searches))
            settings = self._search(settings, signal, setting, grid)
        return self._scaled(settings)

    def _searches(self) -> list[_Search]:
        c = self.config
        always: list[_Search] = [
            ("ease", "ease_side", c.ease_sides),
            ("ease", "ease_ridge", c.ease_ridges),
            ("rp3beta", "rp3beta_beta", c.betas),
            ("rp3beta", "rp3beta_alpha", c.alphas),
            ("rp3beta", "rp3beta_beta", c.betas),
        ]
        if not self.early.is_timed:
            return always
        return [
            ("popularity", "half_life_days", c.half_lives_days),
            ("starts", "starts_half_life_days", c.half_lives_days),
            ("transition", "transition_decay", c.decays),
            ("ease", "ease_by_sitting", (False, True)),
            *always[:2],
            ("ease", "ease_decay", c.ease_decays),
            *always[2:],
            ("rp3beta", "rp3beta_decay", c.ease_decays),
        ]

    def _search(self, settings: Settings, signal: str, setting: str, grid: Iterable[float]) -> Settings:
        best, best_ndcg = settings, -1.0
        for value in grid:
            if self.trials_left <= 0 or (self._ends is not None and time.monotonic() > self._ends):
                self.cut_short.append(setting)
                break
            self.trials_left -= 1
            change: dict[str, Any] = {setting: value}
            tried = replace(settings, **change)
            ndcg = self._ndcg(self._one(signal, tried), tried)
            if ndcg > best_ndcg:
                best, best_ndcg = tried, ndcg
        return best

    def _meetings(self, settings: Settings) -> Sparse:
        """The last ones are kept: only alpha changes them."""
        alpha = settings.rp3beta_alpha
        if self._met is None or self._met[0] != alpha:
            n_items, rows = len(self.catalogue), self.ease.rows
            met = meetings(self._some, n_items=n_items, alpha=alpha, among=rows)
            # As many as all would have: what is divided by uses is then as large as in the fit.
            met.data *= every_person(len(self.early))
            self._met = (alpha, met)
        return self._met[1]

    @cached_property
    def _steps(self) -> Sequence[Sparse]:
        return step_counts(self._some, n_items=len(self.catalogue))

    @cached_property
    def _some(self) -> InteractionLog:
        """The people whose meetings and next steps the search counts: each so-manieth of a large log."""
        every = every_person(len(self.early))
        return self.early if every == 1 else self.early.where(self.early.user_rows % every == 0)

    def _walks(self, settings: Settings) -> Sparse:
        """The last ones are kept, too: a decay leaves them as they are."""
        asked = (settings.rp3beta_alpha, settings.rp3beta_beta)
        if self._walked is None or self._walked[0] != asked:
            self._walked = None
            found = walks_among(self._meetings(settings), self._uses, settings, rows=self.ease.rows)
            self._walked = (asked, found)
        return self._walked[1]

    def _one(self, signal: str, settings: Settings) -> Scorer:
        """The scorer of one signal; whatever it does not need is left empty, to save time."""
        n_items, blank = len(self.catalogue), Fitted.empty()
        sums = starts = np.zeros(n_items)
        if signal == "popularity":
            sums = company_sums(
                self.early, n_items=n_items, half_life_days=settings.half_life_days, at=self.at
            )
        if signal == "starts":
            half_life = settings.starts_half_life_days
            starts = company_sums(self.replay.starts, n_items=n_items, half_life_days=half_life, at=self.at)
        fitted = replace(
            blank,
            sums=sums,
            starts=starts,
            uses=np.zeros(n_items),
            org_unit_sums=np.zeros((0, n_items)),
            position_sums=np.zeros((0, n_items)),
            walks=csr_array((n_items, n_items), dtype=np.float64),
            transitions=csr_array((n_items, n_items), dtype=np.float64),
            inverse=self.ease.inverse(settings) if signal == "ease" else blank.inverse,
            ease_rows=self.ease.rows if signal == "ease" else blank.ease_rows,
        )
        if signal == "rp3beta":
            fitted = replace(fitted, walks=self._walks(settings))
        if signal == "transition":
            counts = transition_counts(self._steps, n_items=n_items, decay=settings.transition_decay)
            fitted = replace(fitted, transitions=counts)
        scorers = build(fitted, settings, catalogue=self.catalogue, known=self.known)
        return next(scorer for scorer in scorers if scorer.name == signal)

    def _ndcg(self, scorer: Scorer, settings: Settings) -> float:
        ranks = [
            mean_ranks(values[0], ints([query.target for query in queries]))
            for queries, values in self.replay.blocks([scorer], settings)
        ]
        gains = np.array([gain(rank) for rank in np.concatenate(ranks).tolist()])
        return float(per_person([q.user for q in self.queries], gains).mean())

    def _scaled(self, settings: Settings) -> Settings:
        for signal in SCALED:
            scorer = self._one(signal, settings)
            tops = [
                max(top, 0.0)
                for queries, values in self.replay.blocks([scorer], settings)
                for query, top in zip(queries, values[0].max(axis=1).tolist(), strict=True)
                if query.state.n_past
            ]
            mean = float(np.mean(tops)) if tops else 0.0
            change: dict[str, Any] = {f"{signal}_scale": mean if mean > 1e-9 else 1.0}
            settings = replace(settings, **change)
        return settings

    def contest(self, settings: Settings) -> Contest:
        """Every query with the pool of items that any signal puts near its top."""
        scorers = self.scorers(settings)
        pools = [
            self._pool(query, values[:, number])
            for queries, values in self.replay.blocks(scorers, settings)
            for number, query in enumerate(queries)
        ]
        width = max(values.shape[1] for values in pools)
        values = np.zeros((len(scorers), len(pools), width), dtype=np.float32)
        kept = np.zeros((len(pools), width), dtype=np.bool_)
        for row, pool in enumerate(pools):
            values[:, row, : pool.shape[1]] = pool
            kept[row, : pool.shape[1]] = True
        users = ints([query.user for query in self.queries])
        buckets = ints([bucket_of(query.state) for query in self.queries])
        return Contest(values, kept, users, buckets)

    def _pool(self, query: Query, values: FloatArray) -> FloatArray:
        """(n_signals, n_pool), the target first. values: (n_signals, n_items), -inf for what is not asked for."""
        n_top = min(self.config.pool, len(self.catalogue) - 1)
        top = np.argpartition(-values, n_top, axis=1)[:, :n_top].ravel()
        others = np.setdiff1d(top, np.append(query.state.past_rows, query.target))
        return np.asarray(values[:, np.append(query.target, others)], dtype=np.float64)


def every_person(n_events: int) -> int:
    """Each so-manieth person has about SOME_EVENTS of so many events."""
    return max(1, -(-n_events // SOME_EVENTS))
