"""Reasons in words: one sentence for each signal, filled from the terms of its contribution and from nothing else.

Called by the surface's `explain`; the words are in the language of the request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from eigenart.core.vocabulary import Contribution, Explanation, FactId, FactKind, Lever, Reason, Term
from eigenart.engine.transition import START
from eigenart.personalisation.surface import Why
from eigenart.surfaces.learning.labels import Labels

MOST_REASONS: Final = 3
MOST_NAMES: Final = 2
LEAST_SHARE: Final = 0.03
"""What weighs less than this is no reason that a person needs to read; it is part of the rest."""
STEPS: Final = (10, 20, 50, 100, 200, 500, 1000, 2000)
"""Numbers of people are said as “at least” one of these. Fewer than ten are not spoken of: that would say what
single colleagues did."""


def explain(why: Why, labels: Labels) -> Explanation:
    """The strongest contributions in words with the facts they rest on; what is left is one number.

    The amounts and `rest_amount` sum to the score. A duty is a rule, so it has a note and no reasons.
    """
    if why.ranked.slot == "mandatory":
        return Explanation(reasons=(), rest_amount=why.ranked.score, note=_duty(why))
    contributions = why.ranked.contributions
    whole = sum(abs(c.amount) for c in contributions) or 1.0
    named = [c for c in contributions[:MOST_REASONS] if abs(c.amount) >= LEAST_SHARE * whole]
    return Explanation(
        reasons=tuple(_reason(c, why, labels, whole) for c in named),
        rest_amount=why.ranked.score - sum(c.amount for c in named),
        levers=tuple(lever_words(lever, labels) for lever in why.levers),
        note=_note(why),
    )


def lever_words(lever: Lever, labels: Labels) -> str:
    """Condition and result, e.g. `Without “Excel basics” this suggestion would stand in place 14.`"""
    if lever.place_after == 0:
        result = _("this would no longer be suggested.")
    elif lever.place_before == 0:
        result = _("this would be suggested, in place %(place)d of the whole list.") % {
            "place": lever.place_after
        }
    else:
        result = _("this would stand in place %(place)d of the whole list instead of %(before)d.")
        result %= {"place": lever.place_after, "before": lever.place_before}
    return f"{_condition(lever, labels)} {result}"


def _condition(lever: Lever, labels: Labels) -> str:
    match lever.kind, lever.change:
        case FactKind.INTEREST, "add":
            return _("If you name “%(name)s” as an interest,") % {"name": labels.interest(lever.key)}
        case FactKind.INTEREST, _change:
            return _("Without your interest “%(name)s”,") % {"name": labels.interest(lever.key)}
        case FactKind.SKILL, _change:
            return _("Without your skill “%(name)s”,") % {"name": labels.skill(lever.key)}
        case FactKind.PREFERENCE, _change:
            return _("Without your preference “%(name)s”,") % {"name": labels.preference(lever.key)}
        case FactKind.FEEDBACK, _change:
            return _("Without your answer to “%(name)s”,") % {"name": labels.item(lever.key)}
        case _kind, "finish":
            return _("Once you have finished “%(name)s”,") % {"name": labels.item(lever.key)}
        case _:
            return _("Without “%(name)s”,") % {"name": labels.item(lever.key)}


def _note(why: Why) -> str:
    if why.ranked.slot == "explore":
        chance = round(100 * why.ranked.propensity)
        return _("Drawn by lot from the next ten, so that we notice what we miss (chance %(chance)d %%).") % {
            "chance": max(1, chance)
        }
    if why.ranked.slot == "new":
        return _("This is new. One place on the list is kept for new items.")
    if not why.is_personal:
        return _("This is the same for everybody: your data were not used.")
    if not why.ranked.contributions:
        return _("We know nothing yet that speaks for or against this.")
    return ""


def _duty(why: Why) -> str:
    return _("This is required of everybody. It stands here by rule, not because of your data.")


def _reason(contribution: Contribution, why: Why, labels: Labels, whole: float) -> Reason:
    terms = sorted(contribution.terms, key=lambda term: (-abs(term.amount), term.key))[:MOST_NAMES]
    return Reason(
        signal=contribution.signal,
        text=SENTENCES[contribution.signal](_Said(terms, why, labels)),
        amount=contribution.amount,
        share=contribution.amount / whole,
        facts=_facts(terms),
    )


def _facts(terms: Sequence[Term]) -> tuple[FactId, ...]:
    return tuple(dict.fromkeys(term.fact for term in terms if term.fact is not None))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence may use: the strongest terms, and names for their keys."""

    terms: Sequence[Term]
    why: Why
    labels: Labels

    def items(self) -> str:
        return _listed([self.labels.item(term.key) for term in self.terms])

    def people(self) -> int:
        """At least so many people stand behind every term that is named; 0 where there are too few to speak of."""
        fewest = min((term.people for term in self.terms), default=0)
        return max((step for step in STEPS if step <= fewest), default=0)

    def interests(self) -> str:
        return _listed([self.labels.interest(term.key) for term in self.terms])

    def skills(self) -> str:
        return _listed([self.labels.skill(term.key) for term in self.terms])

    def group(self) -> str:
        fact = self.why.facts.get(self.terms[0].fact) if self.terms and self.terms[0].fact else None
        return fact.label.in_language(get_language() or "en") if fact else ""


def _listed(names: Sequence[str]) -> str:
    quoted = [_("“%(name)s”") % {"name": name} for name in dict.fromkeys(names)]
    return (
        _("%(first)s and %(second)s") % {"first": quoted[0], "second": quoted[1]}
        if quoted[1:]
        else "".join(quoted)
    )


def _popularity(said: _Said) -> str:
    if people := said.people():
        return _("At least %(people)d people in the company have chosen this.") % {"people": people}
    return _("What is used in the company counts a little; few have chosen this so far.")


def _org_unit(said: _Said) -> str:
    return _("Fits what is chosen in your department %(name)s.") % {"name": said.group()}


def _position(said: _Said) -> str:
    return _("Fits what is chosen in your position %(name)s.") % {"name": said.group()}


def _ease(said: _Said) -> str:
    if people := said.people():
        text = _("Of those who chose %(items)s, at least %(people)d chose this, too.")
        return text % {"items": said.items(), "people": people}
    return _("Goes with %(items)s.") % {"items": said.items()}


def _transition(said: _Said) -> str:
    if any(term.key == START for term in said.terms):
        if people := said.people():
            return _("A usual beginning: at least %(people)d people have chosen this.") % {"people": people}
        return _("Can be a beginning.")
    if people := said.people():
        text = _("A usual step after %(items)s: at least %(people)d people did both.")
        return text % {"items": said.items(), "people": people}
    return _("A possible step after %(items)s.") % {"items": said.items()}


def _content_recent(said: _Said) -> str:
    return _("Similar to what you did last: %(items)s.") % {"items": said.items()}


def _content_all(said: _Said) -> str:
    return _("Fits what you have learned so far, such as %(items)s.") % {"items": said.items()}


def _skill_gap(said: _Said) -> str:
    n = len({term.key for term in said.terms})
    text = ngettext(
        "Your position asks for more of the skill %(skills)s, and this teaches it.",
        "Your position asks for more of the skills %(skills)s, and this teaches them.",
        n,
    )
    return text % {"skills": said.skills()}


def _interests(said: _Said) -> str:
    return _("You are interested in %(names)s.") % {"names": said.interests()}


def _format_preference(said: _Said) -> str:
    formats = [said.labels.format(term.key) for term in said.terms if term.key != "minutes"]
    if not formats:
        return _("It fits into the time that you like to take.")
    if len(formats) < len(said.terms):
        return _("You like the format %(name)s, and it fits into the time that you like to take.") % {
            "name": _listed(formats)
        }
    return _("You like the format %(name)s.") % {"name": _listed(formats)}


def _dislike(said: _Said) -> str:
    names = _listed([said.labels.disliked(term.key) for term in said.terms])
    return _("Counts against it: your answer or preference on %(names)s.") % {"names": names}


SENTENCES: Final[Mapping[str, Callable[[_Said], str]]] = {
    "popularity": _popularity,
    "org_unit_popularity": _org_unit,
    "position_popularity": _position,
    "ease": _ease,
    "transition": _transition,
    "content_recent": _content_recent,
    "content_all": _content_all,
    "skill_gap": _skill_gap,
    "interests": _interests,
    "format_preference": _format_preference,
    "dislike": _dislike,
}
"""A test holds this to the engine's list of signals."""
