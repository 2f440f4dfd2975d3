"""What would become of an item without one reason: ranked again without it, never estimated from its bar.

`personalisation.ranking` asks for the reasons of one item, `levers` uses `Trial` to verify what it proposes.

A reason is taken away by its strongest fact where that is a statement, a step or an answer of the person; then
everything of that kind about the same thing goes, as it would in My data. Any other reason (what others chose, what
the position asks for) is taken away by silencing its signal for all items. Source of the idea: counterfactual
explanations by changed input, Wachter, Mittelstadt, Russell 2018 (arXiv:1711.00399). Deviation: the model is ranked
anew with the input gone, so the answer is exact and no distance is minimised.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from eigenart.core.vocabulary import (
    Candidate,
    Contribution,
    FactId,
    FactKind,
    ItemKey,
    ProfileView,
    Ranked,
    Without,
    index_facts,
)
from eigenart.engine.catalogue import Catalogue, UnknownItem
from eigenart.engine.model import Model
from eigenart.engine.offer import Offer
from eigenart.engine.pipeline import Lineup, line_up
from eigenart.engine.signals import NAMES

OWN = frozenset(
    {FactKind.INTEREST, FactKind.SKILL, FactKind.PREFERENCE, FactKind.ACTIVITY, FactKind.FEEDBACK}
)
"""What a person can change themselves; never their position, org unit or entry date."""
_BY_SIGNAL = frozenset({"skill_gap"})
"""Its fact is the own level, which speaks against the gap; without it the gap would be larger, not gone."""


class NotOffered(ValueError):
    """The item has no place by score for this person: it is not offered, or it is a duty. Final until that changes."""

    code = "not_offered"
    is_final = True

    def __init__(self, key: ItemKey) -> None:
        super().__init__(f"{key} has no place by score")
        self.key = key


@dataclass(frozen=True, slots=True)
class Standing:
    """place: by score among everything offered, duties left out; 0 not among it. gap: score of the last place that
    would be good enough minus the own score, infinite where there is none."""

    place: int
    score: float | None
    gap: float


@dataclass(frozen=True)
class Trial:
    """One item among its candidates, to be ranked for one view after another. needs: what the position asks for."""

    offer: Offer
    key: ItemKey
    model: Model
    catalogue: Catalogue
    needs: Mapping[str, int] = field(default_factory=dict)
    target: int = 5

    def standing(self, view: ProfileView, *, silent: str = "") -> Standing:
        """silent: a signal that does not count for any item. Raises UnknownItem, ValueError for an unknown signal."""
        line = line_up(view, self.offer, model=self.model, catalogue=self.catalogue, needs=self.needs)
        line = _silenced(line, silent) if silent else line
        scores, order = line.scores, line.order
        row = self.catalogue.row_of.get(self.key)
        if row is None:
            raise UnknownItem(self.key)
        found = np.flatnonzero(line.rows[order] == row)
        if not len(found):
            return Standing(0, None, np.inf)
        place, score = int(found[0]) + 1, float(scores[order[found[0]]])
        others = np.delete(order, found[0])
        needed = float(scores[others[min(self.target, len(others)) - 1]]) if len(others) else score
        return Standing(place, score, needed - score)


def without(
    profile: ProfileView,
    candidates: Sequence[Candidate] | Offer,
    key: ItemKey,
    *,
    model: Model,
    catalogue: Catalogue,
    fact: FactId | None = None,
    signal: str = "",
    needs: Mapping[str, int] | None = None,
) -> Without:
    """Place and score of one item without one fact (and all of its kind about the same), or without one signal.

    signal: with a fact only the name of the reason. Raises NotOffered, UnknownItem, LookupError for a fact that the
    profile does not have, ValueError for an unknown signal or where neither is given.
    """
    trial = Trial(Offer.of(candidates, catalogue), key, model, catalogue, needs or {})
    return _tried(trial, profile, trial.standing(profile), fact=fact, signal=signal)


def of_reasons(
    profile: ProfileView,
    candidates: Sequence[Candidate] | Offer,
    ranked: Ranked,
    *,
    model: Model,
    catalogue: Catalogue,
    needs: Mapping[str, int] | None = None,
    n: int = 3,
) -> tuple[Without, ...]:
    """One answer for each of the n strongest reasons of an item, in their order; ranks n + 1 times."""
    trial = Trial(Offer.of(candidates, catalogue), ranked.candidate.item.key, model, catalogue, needs or {})
    before = trial.standing(profile)
    return tuple(
        _tried(trial, profile, before, fact=fact_behind(reason, profile), signal=reason.signal)
        for reason in ranked.contributions[:n]
    )


def fact_behind(reason: Contribution, profile: ProfileView) -> FactId | None:
    """The fact by which a reason is taken away, None where that is done by its signal."""
    if reason.signal in _BY_SIGNAL:
        return None
    kinds = {fact.id: fact.kind for fact in profile.facts}
    strongest = min(reason.terms, key=lambda term: (-abs(term.amount), term.key), default=None)
    fact = strongest.fact if strongest else None
    return fact if fact is not None and kinds.get(fact) in OWN else None


def leave_out(profile: ProfileView, entries: Collection[tuple[FactKind, str]]) -> ProfileView:
    """The profile without everything of these kinds about these things: all steps with an item, all answers to it."""
    kept = tuple(fact for fact in profile.facts if (fact.kind, fact.key) not in entries)
    return ProfileView(facts=kept, at=profile.at, refusal=profile.refusal)


def _tried(
    trial: Trial, profile: ProfileView, before: Standing, *, fact: FactId | None, signal: str
) -> Without:
    if before.score is None:
        raise NotOffered(trial.key)
    if fact is None and not signal:
        raise ValueError("name a fact or a signal")
    gone = index_facts(profile.facts).get(fact) if fact is not None else None
    if fact is not None and gone is None:
        raise LookupError(fact)
    if gone is None:
        after = trial.standing(profile, silent=signal)
    else:
        # What a position asks for goes with the position.
        rest = replace(trial, needs={}) if gone.kind is FactKind.POSITION else trial
        after = rest.standing(leave_out(profile, {(gone.kind, gone.key)}))
    return Without(
        signal=signal,
        kind=gone.kind if gone else None,
        key=gone.key if gone else "",
        place_before=before.place,
        place_after=after.place,
        score_before=before.score,
        score_after=after.score,
    )


def _silenced(line: Lineup, signal: str) -> Lineup:
    """The line-up of a model in which the signal weighs nothing; summed in the same order, so that it is the same."""
    if signal not in NAMES:
        raise ValueError(f"no signal is called {signal}")
    weights = line.weights.copy()
    weights[NAMES.index(signal)] = 0.0
    scores = np.zeros(len(line.rows))
    for number in np.flatnonzero(weights > 0):
        scores += weights[number] * line.values[number]
    return replace(line, weights=weights, scores=scores)
