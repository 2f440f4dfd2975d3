"""Why one item fits a person or is not offered to them, and what would move it. Called by the item page and by Home.

The numbers are those of Home; here they are ranked again without each reason and with each change, so it costs more
than a list and is only asked for when a person asks.
"""

from dataclasses import replace
from datetime import datetime

from eigenart.core.vocabulary import Candidate, Explanation, ItemKey, Ranked
from eigenart.engine import hindrance
from eigenart.engine.hindrance import Hidden
from eigenart.people.services import Actor
from eigenart.personalisation import ranking, recommend, registry
from eigenart.personalisation.ranking import Ranking
from eigenart.personalisation.surface import Why


def explain_item(
    actor: Actor, item_key: ItemKey, at: datetime, *, in_full: bool = True
) -> Explanation | None:
    """Reasons, or why it is not offered; in_full: also what would become of it without each reason, and levers.

    None where the surface is off or does not know the item. Raises UnknownSurface.
    """
    surface = registry.surface_of(item_key)
    if surface not in recommend.surfaces_on():
        return None
    opened = recommend.open_surface(surface, actor, at)
    made = ranking.rank_for(surface, opened.view, at=at, n=None)
    if item_key not in made.catalogue.row_of:
        return None
    ranked = next((r for r in made.ranked if r.candidate.item.key == item_key), None)
    why = _hidden(made, item_key) if ranked is None else Why(ranked, is_personal=made.view.is_personal)
    can_be_asked = opened.grant is not None and _has_levers(why)
    if in_full and can_be_asked:
        why = replace(why, levers=ranking.levers_for(made, item_key))
        why = why if ranked is None else replace(why, without=ranking.without_each_reason(made, ranked))
    facts = {fact.id: fact for fact in opened.view.facts}
    explanation = surface.explain(why.ranked.candidate, replace(why, facts=facts))
    return replace(explanation, can_be_asked=can_be_asked and not in_full)


def _has_levers(why: Why) -> bool:
    """A duty stands by rule; what is hidden by its dates or by what the person has done is not to be changed."""
    return why.ranked.slot != "mandatory" if why.hidden is None else why.hidden.code in hindrance.OWN


def _hidden(made: Ranking, item_key: ItemKey) -> Why:
    candidate, found = _hindrance(made, item_key)
    nowhere = Ranked(candidate, place=0, score=0.0, contributions=(), slot="hidden")
    return Why(nowhere, hidden=found, is_personal=made.view.is_personal)


def _hindrance(made: Ranking, item_key: ItemKey) -> tuple[Candidate, Hidden]:
    place = made.candidates.place(item_key)
    if place >= 0:
        candidate = made.candidates.candidates[place]
    else:
        candidate = Candidate(made.catalogue.items[made.catalogue.row_of[item_key]])
    found = hindrance.hidden(made.view, candidate, catalogue=made.catalogue, is_offered=place >= 0)
    return candidate, found or Hidden(hindrance.Hindrance.WITHDRAWN)
