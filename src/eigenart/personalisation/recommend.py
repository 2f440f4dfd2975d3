"""From a person to a few explained suggestions (path A of the architecture). Called by Home, and by `explain`.

Rollout, gate, profile, candidates, engine, words, impressions: `recommend` reads from top to bottom.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from eigenart.core.vocabulary import (
    Explanation,
    FactKind,
    ItemKey,
    ProfileView,
    Ranked,
    Recommendation,
)
from eigenart.people.services import Actor
from eigenart.personalisation import effects, impressions, ranking, registry
from eigenart.personalisation.ranking import Ranking
from eigenart.personalisation.suggestions import FIRST, MOST, Effect, Suggestions
from eigenart.personalisation.surface import Surface, Why
from eigenart.privacy import approvals, gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.profiles import read as profiles
from eigenart.rollout import services as rollout

LITTLE = 3
"""Fewer steps of learning than this, and no interest named: then a page says that little is known."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One surface with what the gate said and what may be known; grant is None after a refusal."""

    surface: Surface
    grant: Grant | None
    view: ProfileView


@dataclass(frozen=True, slots=True)
class _Found:
    """One place of one surface, before it is drawn."""

    opened: Opened
    ranking: Ranking
    ranked: Ranked

    @property
    def key(self) -> ItemKey:
        return self.ranked.candidate.item.key


def recommend(
    actor: Actor,
    *,
    n: int = FIRST,
    at: datetime,
    minutes: int | None = None,
    without: Iterable[str] = (),
) -> Suggestions:
    """Up to n (at most MOST) suggestions over all surfaces, best first; a duty stands before scores.

    minutes: the time at hand; only what fits is suggested. without: item keys that already stand on the page.
    The list is the same all day unless something about the person changes: the first three are the head of the
    five. Where the gate refuses, a surface shows the same to everybody and nothing is written down. Levers are
    left out here, because they cost more than the list; `explain.explain_item` has them.
    """
    n, left_out = max(0, min(n, MOST)), frozenset(without)
    opened = [open_surface(surface, actor, at) for surface in surfaces_on()]
    mixed = [
        f for f in _mixed(opened, at=at, minutes=minutes, n=MOST + len(left_out)) if f.key not in left_out
    ]
    shown = [effect for o in opened for effect in _effects_of_today(o, at)]
    return Suggestions(
        recommendations=_written(mixed[:n], at),
        is_personal=any(o.grant for o in opened),
        knows_little=_knows_little(opened),
        surfaces_without_grant=tuple(o.surface.key for o in opened if o.grant is None),
        is_stopped=any(o.view.refusal == ranking.STOPPED for o in opened),
        effects=tuple(sorted(shown, key=lambda effect: effect.at, reverse=True)),
        has_more=n < MOST and len(mixed) > n,
    )


def recommend_item(actor: Actor, item_key: ItemKey, at: datetime) -> Recommendation | None:
    """One given item as a suggestion, e.g. back in its place after an undo; None where it is not on offer now."""
    found = _found(actor, item_key, at)
    return None if found is None else _written([found], at)[0]


def surfaces_on() -> list[Surface]:
    return [registry.surface(key) for key in rollout.enabled(s.key for s in registry.all_surfaces())]


def open_surface(surface: Surface, actor: Actor, at: datetime) -> Opened:
    """Ask the gate for one surface; without a grant it gets the empty view."""
    if actor.employee_id is None:
        code = "stopped" if approvals.is_stopped(surface.purpose) else "actor_not_allowed"
        return Opened(surface, None, ProfileView.empty(at=at, refusal=code))
    match gate.open(actor, actor.employee_id, surface.purpose, at):
        case Refusal() as no:
            return Opened(surface, None, ProfileView.empty(at=at, refusal=no.code))
        case grant:
            return Opened(surface, grant, profiles.read(grant, at))


def _effects_of_today(opened: Opened, at: datetime) -> tuple[Effect, ...]:
    """Asks for them only where the view holds an answer of today."""
    start = effects.start_of_day(at)
    if opened.grant is None or all(f.recorded_at < start for f in opened.view.of(FactKind.FEEDBACK)):
        return ()
    return effects.of_today(opened.grant, opened.surface, at)


def _found(actor: Actor, item_key: ItemKey, at: datetime) -> _Found | None:
    surface = registry.surface_of(item_key)
    if surface not in surfaces_on():
        return None
    opened = open_surface(surface, actor, at)
    every = ranking.rank_for(surface, opened.view, at=at, n=None)
    ranked = next((r for r in every.ranked if r.candidate.item.key == item_key), None)
    return None if ranked is None else _Found(opened, every, ranked)


def _mixed(opened: list[Opened], *, at: datetime, minutes: int | None, n: int) -> list[_Found]:
    """A duty first, then the surfaces in turn, each in its own order."""
    every = []
    for turn, o in enumerate(opened):
        subject = o.grant.subject if o.grant else None
        made = ranking.rank_for(o.surface, o.view, at=at, n=n, minutes=minutes, subject=subject)
        every += [(r.slot != "mandatory", r.place, turn, _Found(o, made, r)) for r in made.ranked]
    return [found for *_, found in sorted(every, key=lambda entry: entry[:3])]


def _written(found: list[_Found], at: datetime) -> tuple[Recommendation, ...]:
    """The suggestions with their addresses; one impression each where there is a grant."""
    explained = [(place, f, _explained(f)) for place, f in enumerate(found, 1)]
    for grant in {o.grant.purpose: o.grant for o in (f.opened for f in found) if o.grant}.values():
        own = [(p, f.ranked, e, f.ranking.run_id) for p, f, e in explained if f.opened.grant is grant]
        impressions.write(grant, own, at)
    return tuple(
        Recommendation(
            impression=str(impressions.address(f.opened.grant, f.key, at)) if f.opened.grant else "",
            ranked=f.ranked,
            card=f.opened.surface.card(f.ranked.candidate),
            explanation=e,
            is_personal=f.opened.grant is not None,
        )
        for _, f, e in explained
    )


def _explained(found: _Found) -> Explanation:
    facts = {fact.id: fact for fact in found.opened.view.facts}
    why = Why(ranked=found.ranked, facts=facts, is_personal=found.opened.grant is not None)
    explanation = found.opened.surface.explain(found.ranked.candidate, why)
    return replace(explanation, can_be_asked=why.is_personal and found.ranked.slot != "mandatory")


def _knows_little(opened: list[Opened]) -> bool:
    views = [o.view for o in opened if o.grant]
    past = max((len(v.of(FactKind.ACTIVITY)) for v in views), default=0)
    has_interests = any(v.of(FactKind.INTEREST) for v in views)
    return bool(views) and past < LITTLE and not has_interests
