"""What would become of an item without a reason, or by a change of the person: verified answers in words.

Called by `words`. Every place is one by fit, that is, by score among everything on offer, duties left out.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eigenart.core.vocabulary import Change, FactKind, Lever, LeverCard, Without
from eigenart.surfaces.learning.labels import Labels

SILENCED: Final = {
    "popularity": gettext_lazy("If it did not count what many in the company choose,"),
    "org_unit_popularity": gettext_lazy("If it did not count what your department chooses,"),
    "position_popularity": gettext_lazy("If it did not count what others in your position choose,"),
    "ease": gettext_lazy("If it did not count what others choose together,"),
    "starts": gettext_lazy("If it did not count what others begin with,"),
    "rp3beta": gettext_lazy("If it did not count what people with the same steps came to,"),
    "transition": gettext_lazy("If it did not count what others do one after another,"),
    "skill_gap": gettext_lazy("If it did not count what your position asks for,"),
}
"""Conditions for reasons that rest on no single entry of the person; any other is called “this reason”."""

MOST_MOVERS: Final = 2
SAID: Final = frozenset({"add", "like", "finish"})
"""Changes that add something; the others take away what a reason may rest on."""


def without(answer: Without, labels: Labels) -> str:
    """Condition and result, e.g. `Without “Excel basics”, this would stand in place 14 by fit instead of 2 (…).`"""
    if answer.kind is not None:
        condition = _condition(Change(answer.kind, answer.key, "mute"), labels)
    else:
        condition = str(SILENCED.get(answer.signal) or _("Without this reason,"))
    if answer.score_after is None:
        return f"{condition} {_('this would no longer be suggested.')}"
    score, before = _figures(answer.score_after, answer.score_before)
    figures = {
        "place": answer.place_after,
        "before": answer.place_before,
        "score": score,
        "score_before": before,
    }
    if answer.place_after == answer.place_before:
        result = _(
            "this would still stand in place %(place)d by fit (score %(score)s instead of %(score_before)s)."
        )
    else:
        result = _(
            "this would stand in place %(place)d by fit instead of %(before)d "
            "(score %(score)s instead of %(score_before)s)."
        )
    return f"{condition} {result % figures}"


def goal(card: LeverCard, labels: Labels) -> str:
    """The smallest change into the first places, or that none was found; of an item that stands there already only
    that nothing moves it, else ""."""
    if card.into_target is None:
        return _none_moves(card) if card.is_within else _none_found(card)
    figures = {"target": card.target, "place": card.into_target.place_after}
    steps = [_step(change, labels) for change in card.into_target.changes]
    if len(steps) == 1:
        text = _("One change brings this into the first %(target)d by fit, to place %(place)d: %(step)s.")
        return text % {**figures, "step": steps[0]}
    text = _(
        "Two changes together bring this into the first %(target)d by fit, to place %(place)d: "
        "%(one)s, and %(other)s."
    )
    return text % {**figures, "one": steps[0], "other": steps[1]}


def movers(card: LeverCard, labels: Labels, *, told: Iterable[Without] = ()) -> tuple[str, ...]:
    """The single changes with the largest effect, without what `goal` or what is `told` by a reason says already."""
    gone = {(answer.kind, answer.key) for answer in told}
    fresh = [
        lever
        for lever in card.movers
        if lever != card.into_target and (lever.change in SAID or (lever.kind, lever.key) not in gone)
    ]
    return tuple(mover(lever, labels) for lever in fresh[:MOST_MOVERS])


def mover(lever: Lever, labels: Labels) -> str:
    """Condition and result, e.g. `Without “Excel basics”, this would stand in place 14 by fit instead of 2.`"""
    if lever.place_after == 0:
        result = _("this would no longer be suggested.")
    elif lever.place_before == 0:
        result = _("this would be suggested, in place %(place)d by fit.") % {"place": lever.place_after}
    else:
        figures = {"place": lever.place_after, "before": lever.place_before}
        result = _("this would stand in place %(place)d by fit instead of %(before)d.") % figures
    return f"{_condition(lever.changes[0], labels)} {result}"


def _none_moves(card: LeverCard) -> str:
    if card.movers:
        return ""
    if not card.n_tried:
        return _("There is no entry of yours yet that could move this.")
    text = ngettext(
        "The %(n)d change that we tried does not move this.",
        "None of the %(n)d single changes that we tried moves this.",
        card.n_tried,
    )
    return text % {"n": card.n_tried}


def _none_found(card: LeverCard) -> str:
    if not card.n_tried:
        return _("There is no entry of yours yet that could move this.")
    text = ngettext(
        "The %(n)d change that we tried does not bring this into the first %(target)d.",
        "None of the %(n)d changes that we tried, alone or two at a time, brings this into the first %(target)d.",
        card.n_tried,
    )
    return text % {"n": card.n_tried, "target": card.target}


def _figures(*scores: float) -> tuple[str, ...]:
    """With two decimals, or as many more as it takes to tell them apart, four at most."""
    decimals = next((d for d in (2, 3, 4) if len({round(score, d) for score in scores}) == len(scores)), 2)
    return tuple(number_format(score, decimal_pos=decimals) for score in scores)


def _condition(change: Change, labels: Labels) -> str:
    """How a sentence begins whose result is “this would …”."""
    named = {"name": _name(change, labels)}
    match change.kind, change.change:
        case FactKind.INTEREST, "add":
            return _("If you name “%(name)s” as an interest,") % named
        case FactKind.INTEREST, _change:
            return _("Without your interest “%(name)s”,") % named
        case FactKind.SKILL, _change:
            return _("Without your skill “%(name)s”,") % named
        case FactKind.PREFERENCE, "like":
            return _("If you say that you like the format “%(name)s”,") % named
        case FactKind.PREFERENCE, _change:
            return _("Without your preference “%(name)s”,") % named
        case FactKind.FEEDBACK, _change:
            return _("Without your answer to “%(name)s”,") % named
        case _kind, "finish":
            return _("Once you have finished “%(name)s”,") % named
        case _:
            return _("Without “%(name)s”,") % named


def _step(change: Change, labels: Labels) -> str:
    """What to do, as part of a sentence."""
    named = {"name": _name(change, labels)}
    match change.kind, change.change:
        case FactKind.INTEREST, "add":
            return _("name “%(name)s” as an interest") % named
        case FactKind.INTEREST, _change:
            return _("no longer name “%(name)s” as an interest") % named
        case FactKind.PREFERENCE, "like":
            return _("say that you like the format “%(name)s”") % named
        case FactKind.PREFERENCE, _change:
            return _("take back your preference “%(name)s”") % named
        case FactKind.FEEDBACK, _change:
            return _("take back your answer to “%(name)s”") % named
        case _kind, "finish":
            return _("finish “%(name)s”") % named
        case _:
            return _("let “%(name)s” not count") % named


def _name(change: Change, labels: Labels) -> str:
    names: Mapping[FactKind, Callable[[str], str]] = {
        FactKind.INTEREST: labels.interest,
        FactKind.SKILL: labels.skill,
        FactKind.PREFERENCE: labels.preference,
    }
    return names.get(change.kind, labels.item)(change.key)
