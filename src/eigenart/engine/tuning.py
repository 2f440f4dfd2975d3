"""Fitting the signals to a log, and choosing their settings on later events. `training.fit` calls it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eigenart.engine.arrays import FloatArray, IntArray, Sparse, ints
from eigenart.engine.blend import Contest
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import NO_DECAY_DAYS, EngineConfig
from eigenart.engine.ease import fit_inverse
from eigenart.engine.evaluation import Query, gain, mean_rank, per_person
from eigenart.engine.log import InteractionLog
from eigenart.engine.popularity import company_sums, group_sums
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import LEARNED, Fitted, Settings, bucket_of, build
from eigenart.engine.support import together
from eigenart.engine.transition import first_steps, step_counts, transition_counts

TUNING_ITEMS = 2_500
"""Above so many items EASE's settings are found on the most used ones: an inverse of all takes eight times as long
for twice as many. The fit, and the weights, always see what `dense_items` allows."""


class EaseFit:
    """X'X once, then an inverse per setting. Cost: cubic in `rows`.

    together: see `support`; above `dense_items` items only pairs of the most used ones are counted.
    """

    def __init__(self, events: InteractionLog, catalogue: Catalogue, config: EngineConfig) -> None:
        uses = np.bincount(events.item_rows, minlength=len(catalogue))
        self.rows = ints(np.sort(np.argsort(-uses, kind="stable")[: config.dense_items]))
        self.together = together(events, n_items=len(catalogue), among=self.rows)
        self._catalogue = catalogue
        self._held: tuple[tuple[float, float], FloatArray] | None = None

    def inverse(self, settings: Settings) -> FloatArray:
        """The last one is kept: settings that do not concern it are tried one after the other."""
        asked = (settings.ease_ridge, settings.ease_side)
        if self._held is None or self._held[0] != asked:
            self._held = None
            every = len(self.rows) == self.together.shape[0]
            gram = (self.together if every else self.together[self.rows][:, self.rows]).toarray()
            if settings.ease_side:
                side = self._catalogue.similarity(self.rows, self.rows)
                side *= settings.ease_side
                gram += side
                del side
            self._held = (asked, fit_inverse(gram, ridge=settings.ease_ridge))
        return self._held[1]


def fit_signals(
    events: InteractionLog,
    settings: Settings,
    *,
    catalogue: Catalogue,
    ease: EaseFit,
    at: float,
    steps: Sequence[Sparse] | None = None,
) -> Fitted:
    """events: `first_events`. at: the day that popularity is counted back from. steps: `step_counts`, if known."""
    n_items, half_life = len(catalogue), settings.half_life_days

    def grouped(groups: tuple[str, ...]) -> tuple[tuple[str, ...], FloatArray]:
        return group_sums(events, groups, n_items=n_items, half_life_days=half_life, at=at)

    steps = step_counts(events, n_items=n_items) if steps is None else steps
    starts = company_sums(first_steps(events), n_items=n_items, half_life_days=half_life, at=at)
    org_units, org_unit_sums = grouped(events.org_units)
    positions, position_sums = grouped(events.positions)
    return Fitted(
        sums=company_sums(events, n_items=n_items, half_life_days=half_life, at=at),
        starts=starts,
        uses=np.bincount(events.item_rows, minlength=n_items).astype(np.float64),
        org_units=org_units,
        org_unit_sums=org_unit_sums,
        positions=positions,
        position_sums=position_sums,
        inverse=ease.inverse(settings),
        ease_rows=ease.rows,
        transitions=transition_counts(steps, n_items=n_items, decay=settings.transition_decay),
        together=ease.together,
    )


@dataclass
class Tuner:
    """Coordinate-wise search: one setting after the other, each by the NDCG@10 of its own signal."""

    events: InteractionLog
    queries: Sequence[Query]
    catalogue: Catalogue
    config: EngineConfig
    report: Callable[[str, float], None]

    def __post_init__(self) -> None:
        few = replace(self.config, dense_items=min(self.config.dense_items, TUNING_ITEMS))
        self.ease = EaseFit(self.events, self.catalogue, few)
        self.steps = step_counts(self.events, n_items=len(self.catalogue))
        self.trials_left = self.config.trials
        self.known = ints(np.arange(len(self.catalogue)))
        self.at = float(self.events.days.max())

    def scorers(self, settings: Settings) -> tuple[Scorer, ...]:
        is_whole = len(self.ease.rows) == min(self.config.dense_items, len(self.catalogue))
        ease = self.ease if is_whole else EaseFit(self.events, self.catalogue, self.config)
        fitted = fit_signals(
            self.events, settings, catalogue=self.catalogue, ease=ease, at=self.at, steps=self.steps
        )
        return build(fitted, settings, catalogue=self.catalogue, known=self.known)[: len(LEARNED)]

    def tune(self) -> Settings:
        c, settings = self.config, Settings(group_shrink=self.config.group_shrink_events)
        settings = replace(settings, transition_shrink=c.transition_shrink_events)
        searches: list[tuple[str, str, tuple[float, ...]]] = [
            ("popularity", "half_life_days", c.half_lives_days),
            ("transition", "transition_decay", c.decays),
            ("ease", "ease_side", c.ease_sides),
            ("ease", "ease_ridge", c.ease_ridges),
            ("ease", "ease_decay", c.ease_decays),
        ]
        if not self.events.is_timed:
            settings = replace(settings, ease_decay=1.0, half_life_days=NO_DECAY_DAYS)
            searches = searches[2:4]
        for done, (signal, setting, grid) in enumerate(searches):
            self.report(f"tune_{setting}", 0.1 + 0.4 * done / len(searches))
            settings = self._search(settings, signal, setting, grid)
        return self._scaled(settings)

    def _search(self, settings: Settings, signal: str, setting: str, grid: Iterable[float]) -> Settings:
        best, best_ndcg = settings, -1.0
        for value in grid:
            if self.trials_left <= 0:
                break
            self.trials_left -= 1
            tried = replace(settings, **{setting: value})
            ndcg = self._ndcg(self._one(signal, tried))
            if ndcg > best_ndcg:
                best, best_ndcg = tried, ndcg
        return best

    def _one(self, signal: str, settings: Settings) -> Scorer:
        """The scorer of one signal; whatever it does not need is left empty, to save time."""
        n_items, blank = len(self.catalogue), Fitted.empty()
        steps = self.steps if signal == "transition" else ()
        fitted = replace(
            blank,
            sums=company_sums(
                self.events, n_items=n_items, half_life_days=settings.half_life_days, at=self.at
            ),
            starts=np.zeros(n_items),
            uses=np.zeros(n_items),
            org_unit_sums=np.zeros((0, n_items)),
            position_sums=np.zeros((0, n_items)),
            inverse=self.ease.inverse(settings) if signal == "ease" else blank.inverse,
            ease_rows=self.ease.rows if signal == "ease" else blank.ease_rows,
            transitions=transition_counts(steps, n_items=n_items, decay=settings.transition_decay),
        )
        scorers = build(fitted, settings, catalogue=self.catalogue, known=self.known)
        return next(scorer for scorer in scorers if scorer.name == signal)

    def _ndcg(self, scorer: Scorer) -> float:
        gains = [gain(mean_rank(offered(scorer, query, self.known), query.target)) for query in self.queries]
        return float(per_person([q.user for q in self.queries], np.array(gains)).mean())

    def _scaled(self, settings: Settings) -> Settings:
        """Divisors that bring the best value of a person, on average, to 1."""
        ease, transition = self._one("ease", settings), self._one("transition", settings)
        tops = np.array(
            [
                [offered(s, query, self.known).max(initial=0.0) for s in (ease, transition)]
                for query in self.queries
                if query.state.n_past
            ]
        )
        if not len(tops):
            return settings
        means = np.where(tops.mean(axis=0) > 1e-9, tops.mean(axis=0), 1.0)
        return replace(settings, ease_scale=float(means[0]), transition_scale=float(means[1]))

    def contest(self, scorers: Sequence[Scorer]) -> Contest:
        """Every query with the pool of items that any signal puts near its top."""
        pools = [self._pool(query, scorers) for query in self.queries]
        width = max(values.shape[1] for values in pools)
        values = np.zeros((len(scorers), len(pools), width), dtype=np.float32)
        kept = np.zeros((len(pools), width), dtype=np.bool_)
        for row, pool in enumerate(pools):
            values[:, row, : pool.shape[1]] = pool
            kept[row, : pool.shape[1]] = True
        users = ints([query.user for query in self.queries])
        buckets = ints([bucket_of(query.state.n_past) for query in self.queries])
        return Contest(values, kept, users, buckets)

    def _pool(self, query: Query, scorers: Sequence[Scorer]) -> FloatArray:
        """(n_signals, n_pool), the target first."""
        values = np.stack([scorer.values(query.state, self.known) for scorer in scorers])
        seen = np.zeros(len(self.catalogue), dtype=np.bool_)
        seen[query.state.past_rows] = True
        masked = np.where(seen, -np.inf, values)
        n_top = min(self.config.pool, len(self.catalogue) - 1)
        top = np.argpartition(-masked, n_top, axis=1)[:, :n_top].ravel()
        others = np.setdiff1d(top, np.append(query.state.past_rows, query.target))
        return np.asarray(values[:, np.append(query.target, others)], dtype=np.float64)


def offered(scorer: Scorer, query: Query, rows: IntArray) -> FloatArray:
    """Values of all items, -inf for those the person already did."""
    scores = scorer.values(query.state, rows).copy()
    scores[query.state.past_rows] = -np.inf
    return scores
