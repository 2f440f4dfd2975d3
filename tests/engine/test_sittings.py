"""What is one sitting and what is the next, by hand and over a whole company."""

import numpy as np

from eigenart.engine.arrays import floats, ints
from eigenart.engine.log import InteractionLog
from eigenart.engine.sittings import SITTING_DAYS, as_people, begins_sitting, sitting_starts
from tests.engine import small_company as small


def _log(users: list[int], items: list[int], days: list[float]) -> InteractionLog:
    blank = ("",) * (max(users) + 1)
    log = InteractionLog(
        ints(users), ints(items), floats(days), np.ones(len(users)), blank, blank, max(users) + 1
    )
    return log.first_events()


def test_half_a_day_ends_a_sitting_and_people_do_not_share_one() -> None:
    log = _log([0, 1, 0, 0, 1], [0, 0, 1, 2, 1], [1.0, 1.1, 1.0 + SITTING_DAYS, 1.1 + 2 * SITTING_DAYS, 9.0])
    assert begins_sitting(log).tolist() == [True, True, False, True, True]
    assert sitting_starts(log).item_rows.tolist() == [0, 0, 2, 1]
    assert as_people(log).user_rows.tolist() == [0, 2, 0, 1, 3]
    assert as_people(log).n_users == 4


def test_the_first_step_of_everybody_begins_a_sitting() -> None:
    log = small.log().first_events()
    begins = begins_sitting(log)
    for user in set(log.user_rows.tolist()):
        own = np.flatnonzero(log.user_rows == user)
        apart = np.diff(log.days[own])
        assert begins[own].tolist() == [True, *(apart > SITTING_DAYS).tolist()]


def test_without_times_there_are_no_sittings() -> None:
    log = _log([0, 0, 1], [0, 1, 1], [3.0, 3.0, 3.0])
    assert not begins_sitting(log).any()
    assert len(sitting_starts(log)) == 0
    assert len(as_people(InteractionLog.empty(2))) == 0
