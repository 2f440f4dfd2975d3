"""Why an item is not offered to one person, in the first code that holds. `personalisation.explain` asks for it.

The rules are those of `eligibility`; a test holds the two together for everybody and every item.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from eigenart.core.vocabulary import ActivityState, Candidate, Fact, ItemKey, ProfileView
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.offer import is_mandatory
from eigenart.engine.preferences import SNOOZE_DAYS
from eigenart.engine.profile_state import Reading, read

_SNOOZE = timedelta(days=SNOOZE_DAYS)


class Hindrance(StrEnum):
    """WITHDRAWN: the surface does not offer it to anybody. UNDER_WAY: planned, begun or accepted."""

    FINISHED = "finished"
    UNDER_WAY = "under_way"
    OVER = "over"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DECLINED = "declined"
    PUT_OFF = "put_off"
    PREREQUISITE = "prerequisite"


OWN = frozenset({Hindrance.DECLINED, Hindrance.PUT_OFF, Hindrance.PREREQUISITE})
"""What the person can lift by an answer or a step."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """on: first day of the offer (NOT_YET), last day (OVER), day it comes back (PUT_OFF). missing: what comes first."""

    code: Hindrance
    on: date | None = None
    missing: tuple[ItemKey, ...] = ()


def hidden(
    profile: ProfileView, candidate: Candidate, *, catalogue: Catalogue, is_offered: bool = True
) -> Hidden | None:
    """None where the item may be shown. is_offered: whether the surface has it among its candidates."""
    reading, today = read(profile, catalogue, {}), profile.at.date()
    return (
        _touched(candidate, reading)
        or _timed(candidate, today)
        or (None if is_offered else Hidden(Hindrance.WITHDRAWN))
        or _answered(candidate, reading, today)
        or _unprepared(candidate, reading)
    )


def _touched(candidate: Candidate, reading: Reading) -> Hidden | None:
    key = candidate.item.key
    state = reading.activity.get(key)
    if state is ActivityState.FINISHED:
        return Hidden(Hindrance.FINISHED)
    if is_mandatory(candidate):
        return None
    if state is ActivityState.STOPPED:
        return Hidden(Hindrance.STOPPED)
    return Hidden(Hindrance.UNDER_WAY) if state is not None or key in reading.accepted else None


def _timed(candidate: Candidate, today: date) -> Hidden | None:
    item = candidate.item
    if item.available_until is not None and item.available_until < today:
        return Hidden(Hindrance.OVER, item.available_until)
    if item.available_from is not None and item.available_from > today:
        return Hidden(Hindrance.NOT_YET, item.available_from)
    return None


def _answered(candidate: Candidate, reading: Reading, today: date) -> Hidden | None:
    key = candidate.item.key
    if is_mandatory(candidate):
        return _put_off(reading.put_off.get(key), today, due_on=candidate.due_on)
    if key in reading.dismissed:
        return Hidden(Hindrance.DECLINED)
    return _put_off(reading.snoozed.get(key), today, due_on=None)


def _put_off(answer: Fact | None, today: date, *, due_on: date | None) -> Hidden | None:
    if answer is None:
        return None
    back_on = answer.recorded_at.date() + _SNOOZE
    back_on = back_on if due_on is None else min(back_on, due_on - _SNOOZE)
    return Hidden(Hindrance.PUT_OFF, back_on) if today < back_on else None


def _unprepared(candidate: Candidate, reading: Reading) -> Hidden | None:
    wanted = candidate.item.prerequisites
    missing = tuple(key for key in wanted if reading.activity.get(key) is not ActivityState.FINISHED)
    return Hidden(Hindrance.PREREQUISITE, missing=missing) if missing else None
