"""The settings of one fit and of ranking. Same settings, same log, same model: nothing here is random but `seed`."""

from dataclasses import dataclass

NO_DECAY_DAYS = 36_500.0
"""A half-life of a hundred years: nothing fades. Finite, since metrics are stored as JSON."""


@dataclass(frozen=True)
class EngineConfig:
    """Grids are searched on the log's own validation window, in this order, until `trials` are used up.

    validation_share: the last part of the events by time. least_validation_people: with fewer nothing can be told
    apart, and the prior weights stay. max_queries: later events that are measured. pool: items per signal and query
    that the weights are fitted on. folds, rounds: of choosing and of fitting the weights. shrink_people: so many
    validation people pull fitted weights halfway to their prior. half_lives_days: of popularity. ease_ridges: in
    squared events. ease_sides: how much the likeness of contents is worth in EASE, in events. decays: how much an
    item counts less per step back. alphas, betas: of RP3beta. dense_items: above this many items EASE keeps to the
    most used ones. seconds: after so long by the clock the search ends with what it has found, None for never; the
    only setting under which two fits of one log may differ, and a model says if it was cut short.
    """

    seed: int = 7
    trials: int = 64
    seconds: float | None = None
    validation_share: float = 1 / 9
    least_validation_people: int = 30
    max_queries: int = 4_000
    pool: int = 60
    folds: int = 3
    rounds: int = 4
    shrink_people: float = 25.0
    half_lives_days: tuple[float, ...] = (7.0, 14.0, 30.0, 60.0, 120.0, 360.0, NO_DECAY_DAYS)
    ease_ridges: tuple[float, ...] = (10.0, 30.0, 100.0, 300.0)
    ease_sides: tuple[float, ...] = (0.0, 3.0, 10.0, 30.0)
    ease_decays: tuple[float, ...] = (1.0, 0.8, 0.6, 0.4)
    alphas: tuple[float, ...] = (0.5, 0.75, 1.0, 1.25)
    betas: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8)
    decays: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8)
    group_shrink_events: float = 50.0
    transition_shrink_events: float = 3.0
    dense_items: int = 6_000
