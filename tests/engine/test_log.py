"""Order, first events and people of a log, against a plain sort."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigenart.engine.arrays import floats, grouped, ints
from eigenart.engine.log import InteractionLog

EVENTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 3), st.sampled_from([0.0, 0.5, 1.0])),
    max_size=40,
)
Event = tuple[int, int, int, float]


def _log(events: list[Event]) -> InteractionLog:
    users, items, days, strengths = zip(*events, strict=True) if events else ((), (), (), ())
    return InteractionLog(ints(users), ints(items), floats(days), floats(strengths), ("",) * 5, ("",) * 5, 5)


def _rows(log: InteractionLog) -> list[Event]:
    columns = (log.user_rows, log.item_rows, log.days, log.strengths)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(max_examples=200, deadline=None)
@given(events=EVENTS)
def test_first_events_are_those_of_a_plain_sort(events: list[Event]) -> None:
    seen: set[tuple[int, int]] = set()
    expected = []
    for event in sorted(events, key=lambda e: (e[2], e[0], e[1])):
        if event[3] > 0 and event[:2] not in seen:
            seen.add(event[:2])
            expected.append(event)
    assert _rows(_log(events).first_events()) == expected


@settings(max_examples=50, deadline=None)
@given(events=EVENTS)
def test_first_events_of_first_events_are_the_very_same(events: list[Event]) -> None:
    once = _log(events).first_events()
    assert once.first_events() is once


@given(events=EVENTS)
def test_the_events_of_a_person_stand_together_in_their_order(events: list[Event]) -> None:
    log = _log(events)
    order, begins = log.by_person
    assert sorted(order.tolist()) == list(range(len(log)))
    for user in range(5):
        own = order[begins[user] : begins[user + 1]]
        assert own.tolist() == np.flatnonzero(log.user_rows == user).tolist()


def test_small_numbers_hold_a_log_as_well_as_large_ones() -> None:
    events = [(4, 1, 2, 1.0), (0, 5, 1, 1.0), (4, 1, 3, 1.0), (2, 0, 1, 0.5)]
    log = _log(events)
    small = InteractionLog(
        log.user_rows.astype(np.int32),
        log.item_rows.astype(np.int32),
        log.days,
        log.strengths,
        log.org_units,
        log.positions,
        5,
    )
    assert _rows(small.first_events()) == _rows(log.first_events())
    assert small.first_events().user_rows.dtype == np.int32


def test_groups_are_stable_and_may_be_empty() -> None:
    order, begins = grouped(ints([2, 0, 2, 0, 3]), 5)
    assert order.tolist() == [1, 3, 0, 2, 4]
    assert begins.tolist() == [0, 2, 2, 4, 5, 5]


def test_lengths_and_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        InteractionLog(ints([0]), ints([]), floats([]), floats([]), ("",), ("",), 1)
    with pytest.raises(ValueError, match="outside"):
        InteractionLog(ints([1]), ints([0]), floats([1]), floats([1]), ("",), ("",), 1)
