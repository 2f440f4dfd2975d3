"""What may be shown now: rules, decided before any scoring. `pipeline` calls it.

An item leaves when the person finished, stopped, planned, started, accepted or dismissed it, put it off less than 14
days ago, has not finished what it asks for, when it is not available today, or takes longer than the time at hand
(an unknown length cannot be promised to fit). A mandatory item is a duty: only finishing it, its dates and a
time budget hide it for longer; `later` and `not for me` hide it for 14 days, and no longer than until 14 days before
it is due.
"""

from datetime import date, timedelta

import numpy as np

from eigenart.core.vocabulary import ActivityState, Candidate
from eigenart.engine.arrays import BoolArray
from eigenart.engine.offer import Offer, is_mandatory
from eigenart.engine.preferences import SNOOZE_DAYS
from eigenart.engine.profile_state import Reading

_SNOOZE = timedelta(days=SNOOZE_DAYS)


def may_be_shown(offer: Offer, reading: Reading, *, today: date, minutes: int | None) -> BoolArray:
    """(n_candidates,)."""
    shown = (offer.opens <= today.toordinal()) & (offer.closes >= today.toordinal())
    if minutes is not None:
        with np.errstate(invalid="ignore"):
            shown &= offer.catalogue.minutes[offer.rows] <= minutes
    for key in reading.activity.keys() | reading.dismissed | reading.accepted | reading.snoozed.keys():
        place = offer.place(key)
        if place >= 0 and _is_settled(offer.candidates[place], reading, today):
            shown[place] = False
    return _prepared(offer, reading, shown)


def _prepared(offer: Offer, reading: Reading, shown: BoolArray) -> BoolArray:
    """Without the items that ask for something the person has not finished."""
    number_of, places, numbers = offer.prerequisites
    if len(places):
        is_finished = np.zeros(len(number_of), dtype=np.bool_)
        for key, state in reading.activity.items():
            if state == ActivityState.FINISHED and key in number_of:
                is_finished[number_of[key]] = True
        shown[places[~is_finished[numbers]]] = False
    return shown


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
