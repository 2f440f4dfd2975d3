"""From a log to a model: settings, weights and the guard on the tenant's own later events, then a fit on everything.

`personalisation.training` calls `fit` in a job; so does the bench. Same log and settings give the same model.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np

from eigenart.engine.arrays import FloatArray
from eigenart.engine.blend import Choice, choose
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.evaluation import Query, live_queries, some_people, time_split
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.signals import BUCKETS, LEARNED, NAMES, Settings, bucket_of, prior_weights
from eigenart.engine.tuner import TUNING_ITEMS, Tuner, every_person
from eigenart.engine.tuning import EaseFit, fit_signals

Progress = Callable[[str, float], None]
"""Called with a step's code and the share done, 0..1."""


def fit(
    log: InteractionLog,
    catalogue: Catalogue,
    config: EngineConfig | None = None,
    *,
    progress: Progress | None = None,
) -> Model:
    """Works with any log, also an empty one: then the prior weights rank alone.

    Raises ValueError where an item row lies outside of the catalogue.
    """
    config = config or EngineConfig()
    report = progress or (lambda step, share: None)
    if len(log) and (log.item_rows.min() < 0 or log.item_rows.max() >= len(catalogue)):
        raise ValueError("an item row lies outside of the catalogue")
    report("prepare", 0.0)
    events = learnable(log, catalogue)
    if not len(events):
        return Model.empty(catalogue)
    early, late = time_split(events, config.validation_share)
    asked = some_people(events, late, most=config.max_queries, seed=config.seed)
    queries = live_queries(events, late, asked)
    n_people = len({query.user for query in queries})
    if n_people < config.least_validation_people or not len(early):
        settings, weights, metrics = Settings(), prior_weights(), _unmeasured(n_people)
    else:
        tuner = Tuner(early, events, queries, catalogue, config, report)
        settings, weights, metrics = _learn(tuner)
    report("fit", 0.9)
    ease = EaseFit(events, catalogue, config)
    at = float(events.days.max())
    fitted = fit_signals(events, settings, catalogue=catalogue, ease=ease, at=at)
    counts = {
        "n_events": len(events),
        "n_people": len(np.unique(events.user_rows)),
        "n_items": len(catalogue),
        "approximated": _approximated(
            len(catalogue), n_early=len(early), n_late=len(late), n_asked=len(asked), config=config
        ),
    }
    metrics = metrics | counts | {"settings": asdict(settings), "weights": _named(weights)}
    report("done", 1.0)
    return Model(keys=catalogue.keys, fitted=fitted, settings=settings, weights=weights, metrics=metrics)


def learnable(log: InteractionLog, catalogue: Catalogue) -> InteractionLog:
    """`first_events` on items that anybody is free to choose: all that a model learns from."""
    events = log.first_events()
    # What everybody must do says nothing about what anybody would choose, and fills the log at every round.
    return events.where(~catalogue.duties[events.item_rows])


def _learn(tuner: Tuner) -> tuple[Settings, FloatArray, dict[str, object]]:
    settings = tuner.tune()
    tuner.report("blend", 0.6)
    prior = prior_weights()[:, : len(LEARNED)]
    choice = choose(tuner.contest(settings), LEARNED, prior, tuner.config)
    weights = prior_weights()
    weights[:, : len(LEARNED)] = choice.weights
    return settings, weights, _measured(choice, tuner.queries) | {"cut_short": tuner.cut_short}


def _measured(choice: Choice, queries: Sequence[Query]) -> dict[str, object]:
    sizes = Counter(BUCKETS[bucket_of(query.state)] for query in queries)
    return {
        "verdict": choice.verdict,
        "winner": choice.winner,
        "validation_ndcg@10": choice.ndcg,
        "validation_people": len({query.user for query in queries}),
        "validation_events": len(queries),
        "validation_events_per_bucket": dict(sizes),
    }


def _approximated(
    n_items: int, *, n_early: int, n_late: int, n_asked: int, config: EngineConfig
) -> dict[str, int]:
    """What was not done for all, and for how many it was."""
    found = {}
    if n_asked < n_late:
        found["validation_events"] = n_asked
    if n_items > TUNING_ITEMS:
        found["tuning_items"] = TUNING_ITEMS
    if n_items > config.dense_items:
        found |= dict.fromkeys(("ease_items", "together_items", "rp3beta_items"), config.dense_items)
    if every_person(n_early) > 1:
        found["tuning_people"] = every_person(n_early)
    return found


def _unmeasured(n_people: int) -> dict[str, object]:
    return {"verdict": "prior", "winner": "prior", "validation_ndcg@10": {}, "validation_people": n_people}


def _named(weights: FloatArray) -> dict[str, dict[str, float]]:
    return {
        bucket: dict(zip(NAMES, map(float, row), strict=True))
        for bucket, row in zip(BUCKETS, weights, strict=True)
    }
