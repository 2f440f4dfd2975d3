"""rank(): from what a person is and may be offered to a short list with its reasons. Read it top to bottom.

`personalisation.recommend` calls it for every surface; `levers` calls it to verify what it proposes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from eigenart.core.vocabulary import Candidate, Contribution, ItemKey, ProfileView, Ranked, Term
from eigenart.engine import exploration, rerank
from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.eligibility import is_mandatory, may_be_shown
from eigenart.engine.model import Model
from eigenart.engine.profile_state import read
from eigenart.engine.signals import NAMES
from eigenart.engine.state import State
from eigenart.engine.support import SOCIAL

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
    line = line_up(profile, candidates, model=model, catalogue=catalogue, minutes=minutes, needs=needs)
    duties = line.duties[:n]
    chosen = [_Place(int(place), "mandatory") for place in duties]
    chosen += _choose(line, model=model, catalogue=catalogue, n=n - len(duties), seed=seed, explore=explore)
    return [
        Ranked(
            candidate=line.candidates[choice.place],
            place=number,
            score=float(line.scores[choice.place]),
            contributions=_contributions(line, choice.place, model=model, catalogue=catalogue),
            propensity=choice.propensity,
            slot=choice.slot,
        )
        for number, choice in enumerate(chosen, start=1)
    ]


@dataclass(frozen=True)
class Lineup:
    """Everybody who may be shown, scored. duties, order: places in `candidates`, first to last; together all of them.

    values: (n_signals, n_candidates). weights: (n_signals,). rows, scores: (n_candidates,).
    """

    state: State
    candidates: Sequence[Candidate]
    rows: IntArray
    values: FloatArray
    weights: FloatArray
    scores: FloatArray
    duties: IntArray
    order: IntArray

    @property
    def keys(self) -> list[ItemKey]:
        """The whole list: duties first, then by score; what `rank` returns when n is large and nothing explored."""
        return [self.candidates[place].item.key for place in (*self.duties, *self.order)]


def line_up(
    profile: ProfileView,
    candidates: Sequence[Candidate],
    *,
    model: Model,
    catalogue: Catalogue,
    minutes: int | None = None,
    needs: Mapping[str, int] | None = None,
) -> Lineup:
    """State, eligibility, signals, blend and one total order; arguments and errors as for `rank`."""
    reading = read(profile, catalogue, needs or {})
    state, today = reading.state, profile.at.date()
    candidates, rows = _ordered(candidates, catalogue)
    shown = may_be_shown(candidates, rows, reading, catalogue=catalogue, today=today, minutes=minutes)
    rows = rows[shown]
    kept = [candidates[place] for place in map(int, np.flatnonzero(shown))]
    weights, scorers = model.weights_for(state.n_past), model.scorers(catalogue)
    values = np.zeros((len(scorers), len(rows)))
    for signal in np.flatnonzero(weights > 0):
        values[signal] = scorers[signal].values(state, rows)
    scores = weights @ values
    duty = np.array([is_mandatory(candidate) for candidate in kept], dtype=np.bool_)
    by_score = np.lexsort((catalogue.key_places[rows], -scores))
    duties = sorted(map(int, np.flatnonzero(duty)), key=lambda place: _urgency(kept[place]))
    return Lineup(state, kept, rows, values, weights, scores, ints(duties), ints(by_score[~duty[by_score]]))


@dataclass(frozen=True)
class _Place:
    place: int
    slot: str = "ranked"
    propensity: float = 1.0


def _ordered(candidates: Sequence[Candidate], catalogue: Catalogue) -> tuple[list[Candidate], IntArray]:
    """One order for the same candidates, however they came; of an item offered twice the earliest duty counts."""
    rows = catalogue.rows(candidates)
    due = [date.max if c.due_on is None else c.due_on for c in candidates]
    order = sorted(range(len(rows)), key=lambda place: (rows[place], due[place], candidates[place].rule))
    sorted_rows = rows[order]
    once = np.flatnonzero(np.diff(sorted_rows, prepend=-1) > 0)
    return [candidates[order[place]] for place in map(int, once)], sorted_rows[once]


def _urgency(candidate: Candidate) -> tuple[str, str]:
    """Earliest deadline first, duties without one last."""
    return (candidate.due_on.isoformat() if candidate.due_on else "9999", candidate.item.key)


def _choose(
    line: Lineup, *, model: Model, catalogue: Catalogue, n: int, seed: int, explore: bool
) -> list[_Place]:
    """Diverse picks by score, then the places for stated interests, new items and exploration."""
    if n <= 0 or not len(line.order):
        return []
    has_more = len(line.order) > n
    explores = explore and has_more and n >= LEAST_FOR_EXPLORATION
    picked = rerank.diverse(
        line.order,
        line.scores,
        line.rows,
        alike=lambda rows: catalogue.similarity(rows, rows),
        n=n - 1 if explores else n,
    )
    fresh = heard = None
    if has_more:
        picked, heard = rerank.with_stated(picked, line.order, _is_stated(line, model, catalogue))
    if has_more and n >= LEAST_FOR_NEW:
        is_new = model.uses(catalogue)[line.rows] <= NEW_USES
        picked, fresh = rerank.with_new(picked, line.order, is_new)
    slot_of = {heard: "stated", fresh: "new"}
    places = [_Place(place, slot_of.get(place, "ranked")) for place in map(int, picked)]
    if explores:
        places.append(_explored(line, line.order[~np.isin(line.order, picked)], seed=seed))
    return places


def _is_stated(line: Lineup, model: Model, catalogue: Catalogue) -> BoolArray:
    """(n_candidates,), whether an item is of an interest stated last that outweighs what is said against the item."""
    stated = dict(zip(NAMES, line.weights[:, None] * line.values, strict=True))
    last = {code: fact for code, fact in line.state.interests.items() if code in line.state.newest}
    scorer = model.scorers(catalogue)[NAMES.index("interests")]
    is_last = scorer.values(replace(line.state, interests=last), line.rows) > 0
    return np.asarray(is_last & (stated["interests"] + stated["dislike"] > 0), dtype=np.bool_)


def _explored(line: Lineup, waiting: IntArray, *, seed: int) -> _Place:
    pool = waiting[: exploration.POOL]
    chance = exploration.chances(line.scores[pool])
    keys = tuple(line.candidates[place].item.key for place in pool)
    drawn = exploration.draw(chance, seed=seed, keys=keys)
    return _Place(int(pool[drawn]), "explore", float(chance[drawn]))


def _contributions(
    line: Lineup, place: int, *, model: Model, catalogue: Catalogue
) -> tuple[Contribution, ...]:
    """weight x value per signal that says anything, largest effect first, each opened into its terms."""
    found = []
    support, row = model.support(catalogue), int(line.rows[place])
    for signal, scorer in enumerate(model.scorers(catalogue)):
        weight, value = float(line.weights[signal]), float(line.values[signal, place])
        if weight * value == 0.0:
            continue
        is_social = scorer.name in SOCIAL
        weighed = tuple(
            Term(weight * term.amount, term.key, term.fact, support.people(term.key, row) if is_social else 0)
            for term in scorer.terms(line.state, row)
        )
        found.append(Contribution(scorer.name, weight, value, weight * value, weighed))
    return tuple(sorted(found, key=lambda c: (-abs(c.amount), c.signal)))
