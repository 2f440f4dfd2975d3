"""What an answer changed: measured by ranking before and after it, told in words on the next page.

Only codes and numbers are stored; the words are made in the language of whoever looks.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from eigenart.core.vocabulary import DeclineReason, ItemKey, LocalText, Signal
from eigenart.engine.preferences import SNOOZE_DAYS
from eigenart.personalisation import feedback_source
from eigenart.personalisation.models import Feedback
from eigenart.personalisation.suggestions import Effect
from eigenart.personalisation.surface import Surface
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant

_NOISE: Final = 1e-12


def measure(before: Mapping[ItemKey, float], after: Mapping[ItemKey, float]) -> dict[str, int]:
    """How many of the items in both orders score less and stand lower than before, and how many the other way.

    Both hold everything on offer with its score, first to last. What only left or joined moves nobody.
    """
    places = {key: place for place, key in enumerate(key for key in before if key in after)}
    common = [key for key in after if key in before]
    moves = [(after[key] - before[key], place - places[key]) for place, key in enumerate(common)]
    return {
        "lower": sum(gain < -_NOISE and step > 0 for gain, step in moves),
        "higher": sum(gain > _NOISE and step < 0 for gain, step in moves),
    }


def words(surface: Surface, answer: Feedback) -> str:
    """One or two sentences: what happened to the item, and to how many others."""
    lower, higher = answer.effect.get("lower", 0), answer.effect.get("higher", 0)
    match answer.signal, answer.reason:
        case Signal.ACCEPT, _:
            return _joined(_("Noted."), _moved_up(higher))
        case (Signal.LATER, _) | (_, DeclineReason.NOT_NOW):
            back = date_format(_back_on(answer.at), "SHORT_DATE_FORMAT")
            return _("We will show this again on %(day)s at the earliest.") % {"day": back}
        case _, DeclineReason.FORMAT:
            return _joined(_gone(), _fewer_of_format(lower, surface.label(f"format:{answer.format}")))
        case _, DeclineReason.TIME:
            return _joined(_gone(), _fewer_longer(lower, answer.minutes))
        case _, DeclineReason.KNOWN:
            return _joined(_gone(), _fewer_known(lower))
        case _, DeclineReason.TOPIC:
            named = ", ".join(surface.label(f"topic:{code}") for code in answer.topics)
            return _joined(_gone(), _fewer_of_topic(lower, named))
        case _:
            return _joined(_gone(), _nothing_moved())


def of_today(grant: Grant, surface: Surface, at: datetime) -> tuple[Effect, ...]:
    """The answers of today that still stand, newest first, each with what it changed."""
    with gate.reading(grant):
        found = list(
            Feedback.under(grant)
            .filter(surface=surface.key, at__gte=start_of_day(at), at__lte=at, undone_at=None, is_muted=False)
            .order_by("-at")
        )
    titles = feedback_source.item_titles([a.item_key for a in found]) if found else {}
    return tuple(as_effect(surface, answer, titles) for answer in found)


def start_of_day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def as_effect(surface: Surface, answer: Feedback, titles: Mapping[str, LocalText]) -> Effect:
    return Effect(
        feedback_id=answer.pk,
        item_key=ItemKey(answer.item_key),
        item_title=titles[answer.item_key].in_language(get_language() or "en"),
        signal=Signal(answer.signal),
        reason=answer.reason,
        text=words(surface, answer),
        at=answer.at,
    )


def _back_on(at: datetime) -> date:
    return timezone.localdate(at) + timedelta(days=SNOOZE_DAYS)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _gone() -> str:
    return _("This is no longer suggested.")


def _nothing_moved() -> str:
    return _("No other item changed its place.")


def _moved_up(n: int) -> str:
    if not n:
        return ""
    return ngettext("%(n)d related item moved up.", "%(n)d related items moved up.", n) % {"n": n}


def _fewer_of_format(n: int, name: str) -> str:
    if not n:
        return _nothing_moved()
    text = ngettext(
        "%(n)d item in the format “%(name)s” moved down.",
        "%(n)d items in the format “%(name)s” moved down.",
        n,
    )
    return text % {"n": n, "name": name}


def _fewer_longer(n: int, minutes: int | None) -> str:
    if not n or minutes is None:
        return _nothing_moved()
    text = ngettext(
        "%(n)d item of more than %(minutes)d minutes moved down.",
        "%(n)d items of more than %(minutes)d minutes moved down.",
        n,
    )
    return text % {"n": n, "minutes": minutes}


def _fewer_known(n: int) -> str:
    if not n:
        return _joined(_("Its skills now count as known to you."), _nothing_moved())
    text = ngettext(
        "Its skills now count as known to you: %(n)d item moved down.",
        "Its skills now count as known to you: %(n)d items moved down.",
        n,
    )
    return text % {"n": n}


def _fewer_of_topic(n: int, named: str) -> str:
    if not n:
        return _nothing_moved()
    text = ngettext(
        "%(n)d item on the topic “%(name)s” moved down.",
        "%(n)d items on the topic “%(name)s” moved down.",
        n,
    )
    return text % {"n": n, "name": named}
