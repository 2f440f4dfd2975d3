"""What may be shown now: rules, decided before any scoring. `pipeline` calls it.

An item leaves when the person finished, stopped, planned, started, accepted or dismissed it, put it off less than 14
days ago, has not finished what it asks for, when it is not available today, or takes longer than the time at hand
(an unknown length cannot be promised to fit). A mandatory item is a duty: only finishing it, its dates and a
time budget hide it for longer; `later` and `not for me` hide it for 14 days, and no longer than until 14 days before
it is due.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from eigenart.core.vocabulary import ActivityState, Candidate
from eigenart.engine.arrays import BoolArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.preferences import SNOOZE_DAYS
from eigenart.engine.profile_state import Reading

_SNOOZE = timedelta(days=SNOOZE_DAYS)


def is_mandatory(candidate: Candidate) -> bool:
    return candidate.item.is_mandatory or candidate.due_on is not None


def may_be_shown(
    candidates: Sequence[Candidate],
    rows: IntArray,
    reading: Reading,
    *,
    catalogue: Catalogue,
    today: date,
    minutes: int | None,
) -> BoolArray:
    """(n_candidates,)."""
    shown = (catalogue.opens[rows] <= today.toordinal()) & (catalogue.closes[rows] >= today.toordinal())
    if minutes is not None:
        with np.errstate(invalid="ignore"):
            shown &= catalogue.minutes[rows] <= minutes
    touched = reading.activity.keys() | reading.dismissed | reading.accepted | reading.snoozed.keys()
    for place in map(int, np.flatnonzero(shown)):
        candidate = candidates[place]
        if candidate.item.key in touched:
            shown[place] = not _is_settled(candidate, reading, today)
        if int(rows[place]) in catalogue.prerequisites:
            shown[place] &= _is_prepared(candidate, reading)
    return shown


def _is_prepared(candidate: Candidate, reading: Reading) -> bool:
    return all(reading.activity.get(key) == ActivityState.FINISHED for key in candidate.item.prerequisites)


def _is_settled(candidate: Candidate, reading: Reading, today: date) -> bool:
    key = candidate.item.key
    if reading.activity.get(key) == ActivityState.FINISHED:
        return True
    if is_mandatory(candidate):
        return _is_put_off(candidate, reading, today)
    if key in reading.activity or key in reading.dismissed or key in reading.accepted:
        return True
    snooze = reading.snoozed.get(key)
    return snooze is not None and today < snooze.recorded_at.date() + _SNOOZE


def _is_put_off(candidate: Candidate, reading: Reading, today: date) -> bool:
    fact = reading.put_off.get(candidate.item.key)
    if fact is None or today >= fact.recorded_at.date() + _SNOOZE:
        return False
    return candidate.due_on is None or today < candidate.due_on - _SNOOZE
