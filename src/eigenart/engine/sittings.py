"""Sittings: what a person does in one go. People learn in bursts, and what they begin a burst with, what goes together
within one, and what they want when they come back are three different questions. `tuning` and the signals ask them.
"""

import numpy as np

from eigenart.engine.arrays import BoolArray, ints
from eigenart.engine.log import InteractionLog

SITTING_DAYS = 0.5
"""Less than half a day apart is one sitting: a night is between two days of work, a lunch break is not."""


def begins_sitting(log: InteractionLog) -> BoolArray:
    """(n_events,), whether an event begins a sitting; none without times. Expects `first_events`."""
    begins = np.zeros(len(log), dtype=np.bool_)
    if not log.is_timed:
        return begins
    order, _ = log.by_person
    begins[order] = True
    same = log.user_rows[order[1:]] == log.user_rows[order[:-1]]
    apart = log.days[order[1:]] - log.days[order[:-1]]
    begins[order[1:][same & (apart <= SITTING_DAYS)]] = False
    return begins


def sitting_starts(log: InteractionLog) -> InteractionLog:
    """The events that begin a sitting. Expects `first_events`."""
    return log.where(begins_sitting(log))


def as_people(log: InteractionLog) -> InteractionLog:
    """Each sitting as a person of its own, so that what counts people counts sittings. Expects `first_events`."""
    order, _ = log.by_person
    rows = np.zeros(len(log), dtype=np.intp)
    rows[order] = np.cumsum(begins_sitting(log)[order]) - 1
    n_sittings = int(rows.max(initial=-1)) + 1
    blank = ("",) * n_sittings
    return InteractionLog(ints(rows), log.item_rows, log.days, log.strengths, blank, blank, n_sittings)
