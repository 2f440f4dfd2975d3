"""rank(): from what a person is and may be offered to a short list with its reasons. Read it top to bottom.

`personalisation.recommend` calls it for every surface; `levers` calls it to verify what it proposes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eigenart.core.vocabulary import Candidate, Contribution, ProfileView, Ranked, Term
from eigenart.engine import exploration, rerank
from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.eligibility import is_mandatory, may_be_shown
from eigenart.engine.model import Model
from eigenart.engine.profile_state import read
from eigenart.engine.state import State

NEW_USES = 2
"""An item with at most so many uses is new."""
LEAST_FOR_NEW = 4
LEAST_FOR_EXPLORATION = 3
"""Lists shorter than this have no such place."""


def rank(
    profile: ProfileView,
    candidates: Sequence[Candidate],
    *,
    model: Model,
    catalogue: Catalogue,
    n: int,
    minutes: int | None = None,
    seed: int = 0,
    explore: bool = True,
    needs: Mapping[str, int] | None = None,
) -> list[Ranked]:
    """At most n candidates, best first; does not depend on the order of `candidates`.

    minutes: time at hand. seed: decides the exploration draw only. needs: skill -> level that the position asks for.
    Raises UnknownItem for a candidate that the catalogue does not have, ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("n must not be negative")
    reading = read(profile, catalogue, needs or {})
    candidates, rows = _ordered(candidates, catalogue)
    today = profile.at.date()
    shown = may_be_shown(candidates, rows, reading, catalogue=catalogue, today=today, minutes=minutes)
    kept, rows = [candidates[place] for place in np.flatnonzero(shown)], rows[shown]
    if not kept or n == 0:
        return []
    scored = _score(reading.state, rows, model=model, catalogue=catalogue)
    duties = sorted((p for p, c in enumerate(kept) if is_mandatory(c)), key=lambda p: _urgency(kept[p]))[:n]
    free = np.ones(len(kept), dtype=np.bool_)
    free[duties] = False
    chosen = [_Place(place, "mandatory") for place in duties]
    chosen += _choose(
        scored,
        kept,
        free=free,
        model=model,
        catalogue=catalogue,
        n=n - len(duties),
        seed=seed,
        explore=explore,
    )
    return [
        Ranked(
            candidate=kept[choice.place],
            place=number,
            score=float(scored.scores[choice.place]),
            contributions=_contributions(
                scored, choice.place, reading.state, model=model, catalogue=catalogue
            ),
            propensity=choice.propensity,
            slot=choice.slot,
        )
        for number, choice in enumerate(chosen, start=1)
    ]


@dataclass(frozen=True)
class Scored:
    """values: (n_signals, n_candidates). weights: (n_signals,). scores: (n_candidates,)."""

    rows: IntArray
    values: FloatArray
    weights: FloatArray
    scores: FloatArray


@dataclass(frozen=True)
class _Place:
    place: int
    slot: str = "ranked"
    propensity: float = 1.0


def _ordered(candidates: Sequence[Candidate], catalogue: Catalogue) -> tuple[list[Candidate], IntArray]:
    """One order for the same candidates, however they came; an item offered twice counts once."""
    rows = catalogue.rows(candidates)
    order = sorted(range(len(rows)), key=lambda place: (rows[place], str(candidates[place].due_on)))
    once = [p for i, p in enumerate(order) if i == 0 or rows[p] != rows[order[i - 1]]]
    return [candidates[place] for place in once], rows[once] if once else ints([])


def _score(state: State, rows: IntArray, *, model: Model, catalogue: Catalogue) -> Scored:
    weights = model.weights_for(state.n_past)
    scorers = model.scorers(catalogue)
    values = np.zeros((len(scorers), len(rows)))
    for signal, scorer in enumerate(scorers):
        if weights[signal] > 0:
            values[signal] = scorer.values(state, rows)
    return Scored(rows, values, weights, weights @ values)


def _urgency(candidate: Candidate) -> tuple[str, str]:
    """Earliest deadline first, duties without one last."""
    return (candidate.due_on.isoformat() if candidate.due_on else "9999", candidate.item.key)


def _choose(
    scored: Scored,
    kept: Sequence[Candidate],
    *,
    free: BoolArray,
    model: Model,
    catalogue: Catalogue,
    n: int,
    seed: int,
    explore: bool,
) -> list[_Place]:
    """Diverse picks by score, then the place for new items, then the exploration place."""
    keys = [candidate.item.key for candidate in kept]
    order = ints(sorted(np.flatnonzero(free), key=lambda place: (-scored.scores[place], keys[place])))
    if n <= 0 or not len(order):
        return []
    explores = explore and n >= LEAST_FOR_EXPLORATION and len(order) > n
    n_ranked = n - 1 if explores else n
    picked = rerank.diverse(
        order, scored.scores, scored.rows, alike=lambda rows: catalogue.similarity(rows, rows), n=n_ranked
    )
    fresh = None
    if n >= LEAST_FOR_NEW and len(order) > n:
        is_new = model.uses(catalogue)[scored.rows] <= NEW_USES
        picked, fresh = rerank.with_new(picked, order, is_new)
    places = [_Place(int(p), "new" if p == fresh else "ranked") for p in picked]
    if explores:
        places.append(_explored(scored, keys, ints([p for p in order if p not in set(picked)]), seed=seed))
    return places


def _explored(scored: Scored, keys: Sequence[str], waiting: IntArray, *, seed: int) -> _Place:
    pool = waiting[: exploration.POOL]
    chance = exploration.chances(scored.scores[pool])
    drawn = exploration.draw(chance, seed=seed, keys=tuple(keys[place] for place in pool))
    return _Place(int(pool[drawn]), "explore", float(chance[drawn]))


def _contributions(
    scored: Scored, place: int, state: State, *, model: Model, catalogue: Catalogue
) -> tuple[Contribution, ...]:
    """weight x value per signal that says anything, largest effect first, each opened into its terms."""
    found = []
    for signal, scorer in enumerate(model.scorers(catalogue)):
        weight, value = float(scored.weights[signal]), float(scored.values[signal, place])
        if weight * value == 0.0:
            continue
        terms = scorer.terms(state, int(scored.rows[place]))
        weighed = tuple(Term(weight * term.amount, term.key, term.fact) for term in terms)
        found.append(Contribution(scorer.name, weight, value, weight * value, weighed))
    return tuple(sorted(found, key=lambda c: (-abs(c.amount), c.signal)))
