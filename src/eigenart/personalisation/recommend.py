"""From a person to a few explained suggestions (path A of the architecture). Called by Home and by the item page.

Rollout, gate, profile, candidates, engine, words, impressions: `recommend` reads from top to bottom.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from eigenart.core.vocabulary import Explanation, FactKind, ItemKey, ProfileView, Ranked, Recommendation
from eigenart.people.services import Actor
from eigenart.personalisation import effects, impressions, ranking, registry
from eigenart.personalisation.ranking import Ranking
from eigenart.personalisation.suggestions import FIRST, MOST, Effect, Suggestions
from eigenart.personalisation.surface import Surface, Why
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.profiles import read as profiles
from eigenart.rollout import services as rollout

LITTLE = 3
"""Fewer past items than this, and fewer skills and interests together: then a page says that little is known."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """One surface with what the gate said and what may be known; grant is None after a refusal."""

    surface: Surface
    grant: Grant | None
    view: ProfileView
    effects: tuple[Effect, ...] = ()


def recommend(
    actor: Actor,
    *,
    n: int = FIRST,
    at: datetime,
    minutes: int | None = None,
    without: Iterable[str] = (),
) -> Suggestions:
    """Up to n (at most MOST) suggestions over all surfaces, best first; duties stand before scores.

    minutes: the time at hand; only what fits is suggested. without: item keys that already stand on the page.
    Where the gate refuses, a surface shows the same to everybody and nothing is written down.
    """
    n = max(0, min(n, MOST))
    left_out = frozenset(without)
    opened = [_open(surface, actor, at) for surface in _surfaces_on()]
    rankings = [
        ranking.rank_for(o.surface, o.view, at=at, n=n + len(left_out) + 1, minutes=minutes, grant=o.grant)
        for o in opened
    ]
    mixed = _mixed(list(zip(opened, rankings, strict=True)), left_out)
    return Suggestions(
        recommendations=_written(mixed[:n], at),
        is_personal=any(o.grant for o in opened),
        knows_little=_knows_little(opened),
        surfaces_without_grant=tuple(o.surface.key for o in opened if o.grant is None),
        effects=tuple(sorted((e for o in opened for e in o.effects), key=lambda e: e.at, reverse=True)),
        has_more=n < MOST and len(mixed) > n,
    )


def explain_item(actor: Actor, item_key: ItemKey, at: datetime) -> Explanation | None:
    """Why one item fits this person, by the same numbers as on Home; None where it is not on offer to them now."""
    surface = registry.surface_of(item_key)
    if surface.key not in rollout.enabled([surface.key]):
        return None
    opened = _open(surface, actor, at)
    ranking_ = ranking.rank_for(surface, opened.view, at=at, n=None, minutes=None, grant=opened.grant)
    ranked = next((r for r in ranking_.ranked if r.candidate.item.key == item_key), None)
    return None if ranked is None else _explained(opened, ranking_, ranked)


def _surfaces_on() -> list[Surface]:
    return [registry.surface(key) for key in rollout.enabled(s.key for s in registry.all_surfaces())]


def _open(surface: Surface, actor: Actor, at: datetime) -> _Opened:
    if actor.employee_id is None:
        return _Opened(surface, None, ProfileView.empty(at=at, refusal="actor_not_allowed"))
    match gate.open(actor, actor.employee_id, surface.purpose, at):
        case Grant() as grant:
            with gate.rows(grant):
                view = profiles.read(grant, at)
                shown = effects.of_today(grant, at)
            return _Opened(surface, grant, view, shown)
        case refusal:
            return _Opened(surface, None, ProfileView.empty(at=at, refusal=refusal.code))


def _mixed(
    found: list[tuple[_Opened, Ranking]], left_out: frozenset[str]
) -> list[tuple[_Opened, Ranking, Ranked]]:
    """Duties first, then the surfaces in turn, each in its own order."""
    every = [
        (ranked.slot != "mandatory", ranked.place, turn, opened, ranking_, ranked)
        for turn, (opened, ranking_) in enumerate(found)
        for ranked in ranking_.ranked
        if ranked.candidate.item.key not in left_out
    ]
    return [(o, k, r) for _, _, _, o, k, r in sorted(every, key=lambda entry: entry[:3])]


def _written(mixed: list[tuple[_Opened, Ranking, Ranked]], at: datetime) -> tuple[Recommendation, ...]:
    """The suggestions with their addresses; one impression each where there is a grant."""
    made = [(o, k, r, _explained(o, k, r)) for o, k, r in mixed]
    for grant in {id(o.grant): o.grant for o, _, _, _ in made if o.grant}.values():
        own = [(place, r, e, k.run_id) for place, (o, k, r, e) in enumerate(made, 1) if o.grant is grant]
        impressions.write(grant, own, at)
    return tuple(
        Recommendation(
            impression=str(impressions.address(o.grant, r.candidate.item.key, at)) if o.grant else "",
            ranked=r,
            card=o.surface.card(r.candidate),
            explanation=e,
            is_personal=o.grant is not None,
        )
        for o, _, r, e in made
    )


def _explained(opened: _Opened, ranking_: Ranking, ranked: Ranked) -> Explanation:
    facts = {fact.id: fact for fact in opened.view.facts}
    levers = ranking.levers_for(ranking_, ranked) if opened.grant else ()
    why = Why(ranked=ranked, facts=facts, levers=levers, is_personal=opened.grant is not None)
    return opened.surface.explain(ranked.candidate, why)


def _knows_little(opened: list[_Opened]) -> bool:
    personal = [o.view for o in opened if o.grant]
    past = max((len(v.of(FactKind.ACTIVITY)) for v in personal), default=0)
    said = max((len(v.of(FactKind.SKILL, FactKind.INTEREST)) for v in personal), default=0)
    return bool(personal) and past < LITTLE and said < LITTLE
