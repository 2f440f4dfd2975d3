"""rank(): from what a person is and may be offered to a short list with its reasons. Read it top to bottom.

`personalisation.recommend` calls it for every surface; `levers` calls it to verify what it proposes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from eigenart.core.vocabulary import Candidate, ItemKey, ProfileView, Ranked
from eigenart.engine import exploration, rerank
from eigenart.engine.arrays import BoolArray, FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.eligibility import may_be_shown
from eigenart.engine.model import Model
from eigenart.engine.offer import Offer
from eigenart.engine.profile_state import read
from eigenart.engine.reasons import contributions
from eigenart.engine.signals import NAMES
from eigenart.engine.state import State

NEW_USES = 2
"""An item with at most so many uses is new."""
LEAST_FOR_NEW = 4
LEAST_FOR_EXPLORATION = 3
"""Lists shorter than this have no such place."""
_INTERESTS, _DISLIKE = NAMES.index("interests"), NAMES.index("dislike")


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

    Who ranks the same candidates for many people prepares them once, with `Offer.of`. minutes: time at hand.
    seed: decides the exploration draw only. needs: skill -> level that the position asks for.
    Raises UnknownItem for a candidate that the catalogue does not have, ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("n must not be negative")
    line = line_up(profile, candidates, model=model, catalogue=catalogue, minutes=minutes, needs=needs)
    chosen = [_Place(int(place), "mandatory") for place in line.duties[:n]]
    chosen += _choose(line, model=model, catalogue=catalogue, n=n - len(chosen), seed=seed, explore=explore)
    places = np.array([choice.place for choice in chosen], dtype=np.intp)
    reasons = contributions(
        line.state,
        line.rows[places],
        scorers=model.scorers(catalogue),
        weights=line.weights,
        values=line.values[:, places],
        support=model.support(catalogue),
    )
    return [
        Ranked(
            candidate=line.candidate(choice.place),
            place=number,
            score=float(line.scores[choice.place]),
            contributions=reasons[number - 1],
            propensity=choice.propensity,
            slot=choice.slot,
        )
        for number, choice in enumerate(chosen, start=1)
    ]


@dataclass(frozen=True, eq=False)
class Lineup:
    """Everybody who may be shown, scored; n_candidates is their number, not that of the offer.

    kept: (n_candidates,), places in `offer`. values: (n_signals, n_candidates). weights: (n_signals,). rows, scores:
    (n_candidates,). duties: places, most urgent first. is_free: (n_candidates,), whether a score decides.
    tie_break: (n_candidates,), what decides between equal scores, the smaller first.
    """

    state: State
    offer: Offer
    kept: IntArray
    rows: IntArray
    values: FloatArray
    weights: FloatArray
    scores: FloatArray
    duties: IntArray
    is_free: BoolArray
    tie_break: IntArray

    def candidate(self, place: int) -> Candidate:
        return self.offer.candidates[int(self.kept[place])]

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        return [self.offer.candidates[place] for place in self.kept.tolist()]

    @cached_property
    def order(self) -> IntArray:
        """Places of all that are no duties, best first."""
        return self.best(len(self.rows))

    @property
    def keys(self) -> list[ItemKey]:
        """The whole list: duties first, then by score; what `rank` returns when n is large and nothing explored."""
        return [self.candidates[place].item.key for place in (*self.duties, *self.order)]

    def best(self, n: int, among: BoolArray | None = None) -> IntArray:
        """The first n places of `order`, or of those in it that are `among` (n_candidates,); sorts only these."""
        places = np.flatnonzero(self.is_free if among is None else self.is_free & among)
        if 0 < n < len(places):
            scores = self.scores[places]
            least = scores.max() if n == 1 else np.partition(scores, -n)[-n]
            places = places[scores >= least]
        return places[np.lexsort((self.tie_break[places], -self.scores[places]))[:n]]

    def first(self, among: BoolArray) -> int | None:
        """The best place of those that are `among` (n_candidates,)."""
        best = self.best(1, among)
        return int(best[0]) if len(best) else None


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
    state, offer = reading.state, Offer.of(candidates, catalogue)
    shown = may_be_shown(offer, reading, today=profile.at.date(), minutes=minutes)
    kept = np.flatnonzero(shown)
    rows = offer.rows[kept]
    weights, scorers = model.weights_for(state), model.scorers(catalogue)
    values = np.zeros((len(scorers), len(rows)))
    scores = np.zeros(len(rows))
    for signal in np.flatnonzero(weights > 0):
        values[signal] = scorers[signal].values(state, rows)
        # Not a matrix product: its rounding may differ between columns, and twins must have equal scores.
        scores += weights[signal] * values[signal]
    duties = offer.duties[shown[offer.duties]]
    return Lineup(
        state=state,
        offer=offer,
        kept=kept,
        rows=rows,
        values=values,
        weights=weights,
        scores=scores,
        duties=np.searchsorted(kept, duties),
        is_free=~offer.is_duty[kept],
        tie_break=catalogue.key_places[rows],
    )


@dataclass(frozen=True)
class _Place:
    place: int
    slot: str = "ranked"
    propensity: float = 1.0


def _choose(
    line: Lineup, *, model: Model, catalogue: Catalogue, n: int, seed: int, explore: bool
) -> list[_Place]:
    """Diverse picks by score, then the places for stated interests, new items and exploration."""
    n_free = np.count_nonzero(line.is_free)
    if n <= 0 or not n_free:
        return []
    has_more = n_free > n
    explores = explore and has_more and n >= LEAST_FOR_EXPLORATION
    head = line.best(max(rerank.pool_size(n), n + exploration.POOL))
    picked = rerank.diverse(
        head,
        line.scores,
        alike=catalogue.likeness_within(line.rows[head]),
        n=n - 1 if explores else n,
    )
    fresh = heard = None
    if has_more:
        picked, heard = rerank.with_stated(picked, _is_stated(line, model, catalogue), line.first)
    if has_more and n >= LEAST_FOR_NEW:
        is_new = model.uses(catalogue)[line.rows] <= NEW_USES
        picked, fresh = rerank.with_new(picked, is_new, line.first)
    slot_of = {heard: "stated", fresh: "new"}
    places = [_Place(place, slot_of.get(place, "ranked")) for place in map(int, picked)]
    if explores:
        waits = np.ones(len(line.rows), dtype=np.bool_)
        waits[picked] = False
        places.append(_explored(line, head[waits[head]], seed=seed))
    return places


def _is_stated(line: Lineup, model: Model, catalogue: Catalogue) -> BoolArray:
    """(n_candidates,), whether an item is of an interest stated last that outweighs what is said against the item."""
    weights, values = line.weights, line.values[_INTERESTS]
    speaks_for = weights[_INTERESTS] * values + weights[_DISLIKE] * line.values[_DISLIKE] > 0
    last = {code: fact for code, fact in line.state.interests.items() if code in line.state.newest}
    if len(last) < len(line.state.interests):
        scorer = model.scorers(catalogue)[_INTERESTS]
        values = scorer.values(replace(line.state, interests=last), line.rows)
    return np.asarray(speaks_for & (values > 0), dtype=np.bool_)


def _explored(line: Lineup, waiting: IntArray, *, seed: int) -> _Place:
    pool = waiting[: exploration.POOL]
    chance = exploration.chances(line.scores[pool])
    keys = tuple(line.candidate(place).item.key for place in map(int, pool))
    drawn = exploration.draw(chance, seed=seed, keys=keys)
    return _Place(int(pool[drawn]), "explore", float(chance[drawn]))
