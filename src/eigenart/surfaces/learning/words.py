"""Reasons in words: one sentence for each signal, filled from the terms of its contribution and from nothing else.

Called by the surface's `explain`; the words are in the language of the request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from eigenart.core.vocabulary import Contribution, Explanation, FactId, Reason, Term, Without
from eigenart.engine.hindrance import Hidden, Hindrance
from eigenart.personalisation.surface import Why
from eigenart.surfaces.learning import what_if
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
    if why.hidden is not None:
        return _hidden(why, why.hidden, labels)
    if why.ranked.slot == "mandatory":
        return Explanation(reasons=(), rest_amount=why.ranked.score, note=_duty(why))
    contributions = why.ranked.contributions
    whole = sum(abs(c.amount) for c in contributions) or 1.0
    named = [c for c in contributions[:MOST_REASONS] if abs(c.amount) >= LEAST_SHARE * whole]
    return Explanation(
        reasons=tuple(_reason(c, why, labels, whole) for c in named),
        rest_amount=why.ranked.score - sum(c.amount for c in named),
        levers=what_if.movers(why.levers, labels, told=why.without) if why.levers else (),
        note=_note(why),
        goal=what_if.goal(why.levers, labels) if why.levers else "",
    )


def _hidden(why: Why, hidden: Hidden, labels: Labels) -> Explanation:
    return Explanation(
        reasons=(),
        note=hidden_words(hidden, labels),
        levers=what_if.movers(why.levers, labels) if why.levers else (),
        goal=what_if.goal(why.levers, labels) if why.levers else "",
        is_hidden=True,
    )


def hidden_words(hidden: Hidden, labels: Labels) -> str:
    """Why Home does not suggest an item."""
    match hidden.code:
        case Hindrance.FINISHED:
            return _("You have finished it. Home only suggests what is still open for you.")
        case Hindrance.UNDER_WAY:
            return _("It is already in your learning list, so Home leaves the place to something else.")
        case Hindrance.STOPPED:
            return _(
                "You stopped it, so Home does not bring it back on its own. You can start it again here."
            )
        case Hindrance.WITHDRAWN:
            return _("It is no longer offered.")
        case Hindrance.OVER:
            return _("It was offered until %(day)s.") % {"day": _day(hidden.on)}
        case Hindrance.NOT_YET:
            return _("It is offered from %(day)s on.") % {"day": _day(hidden.on)}
        case Hindrance.PUT_OFF:
            return _("You answered “Later”. Home may show it again from %(day)s on.") % {
                "day": _day(hidden.on)
            }
        case Hindrance.DECLINED:
            return _("You answered “Not for me” to it. You can take this back in “My data”.")
        case Hindrance.PREREQUISITE:
            return _("First comes %(items)s.") % {"items": _listed_all(map(labels.item, hidden.missing))}


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


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
    answer = next((one for one in _told_once(why.without) if one.signal == contribution.signal), None)
    return Reason(
        signal=contribution.signal,
        text=SENTENCES[contribution.signal](_Said(terms, why, labels)),
        amount=contribution.amount,
        share=contribution.amount / whole,
        facts=_facts(terms),
        without=what_if.without(answer, labels) if answer else "",
    )


def _told_once(answers: Iterable[Without]) -> Iterable[Without]:
    """Two reasons may rest on the same entry; what happens without it is said with the first."""
    return {(a.kind, a.key) if a.kind else (None, a.signal): a for a in reversed(list(answers))}.values()


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


def _listed_all(names: Iterable[str]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": name} for name in names)


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


def _rp3beta(said: _Said) -> str:
    if people := said.people():
        text = _("People who learned %(items)s also came to this: at least %(people)d.")
        return text % {"items": said.items(), "people": people}
    return _("A short way from %(items)s.") % {"items": said.items()}


def _starts(said: _Said) -> str:
    if people := said.people():
        return _("A usual beginning: at least %(people)d people have chosen this.") % {"people": people}
    return _("Can be a beginning.")


def _transition(said: _Said) -> str:
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
    "starts": _starts,
    "org_unit_popularity": _org_unit,
    "position_popularity": _position,
    "ease": _ease,
    "rp3beta": _rp3beta,
    "transition": _transition,
    "content_recent": _content_recent,
    "content_all": _content_all,
    "skill_gap": _skill_gap,
    "interests": _interests,
    "format_preference": _format_preference,
    "dislike": _dislike,
}
"""A test holds this to the engine's list of signals."""
