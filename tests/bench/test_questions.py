"""The two protocols by hand: who is asked, what is known, what is right, and how it is marked."""

import math

import numpy as np
import pytest

from bench.questions import (
    TEST,
    TRAIN,
    VALIDATION,
    Protocol,
    Question,
    mark,
    parts_of,
    people_to_ask,
    questions_of,
)
from eigenart.engine.arrays import floats, ints
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog
from eigenart.engine.state import State


def log_of(rows: list[tuple[int, int, float]]) -> InteractionLog:
    users, items, days = zip(*rows, strict=True)
    n_users = max(users) + 1
    blank = ("",) * n_users
    return InteractionLog(
        ints(users), ints(items), floats(days), np.ones(len(rows)), blank, blank, n_users
    ).first_events()


EVERYBODY = ints(range(10))
TIMED = log_of(
    [(0, item, item) for item in range(16)]
    + [(1, 0, 20), (1, 1, 21)]  # the validation
    + [(0, 17, 30), (2, 3, 31)]  # the test
)


def test_times_split_80_10_10() -> None:
    parts = parts_of(TIMED)
    assert parts.tolist() == [TRAIN] * 16 + [VALIDATION] * 2 + [TEST] * 2


def test_live_questions_know_what_was_done_up_to_then() -> None:
    known, asked = TIMED, parts_of(TIMED)
    first, second = questions_of(known, asked, VALIDATION, Protocol.LIVE, users=EVERYBODY)
    assert first.query.state.past_rows.tolist() == []
    assert second.query.state.past_rows.tolist() == [0]
    assert second.targets.tolist() == [1]
    assert [question.place for question in (first, second)] == [16, 17]


def test_frozen_questions_know_the_cut_only_and_ask_all_that_came_later() -> None:
    events = log_of(
        [(0, item, item) for item in range(16)] + [(1, 0, 20), (1, 1, 21), (0, 17, 30), (0, 18, 31)]
    )
    parts = parts_of(events)
    [validation] = questions_of(events, parts, VALIDATION, Protocol.STATIC, users=EVERYBODY)
    assert validation.query.user == 1
    assert validation.query.state.n_past == 0
    assert validation.targets.tolist() == [0, 1]
    [test] = questions_of(events, parts, TEST, Protocol.STATIC, users=EVERYBODY)
    assert test.query.state.past_rows.tolist() == list(range(16))
    assert sorted(test.targets.tolist()) == [17, 18]
    assert test.place == -1


def test_without_times_a_fifth_of_each_persons_items_is_drawn_and_never_known() -> None:
    events = log_of(
        [(0, item, 0) for item in range(10)] + [(1, item, 0) for item in range(3)] + [(2, 5, 0), (2, 6, 0)]
    )
    parts = parts_of(events)
    of_person = [np.bincount(parts[events.user_rows == user], minlength=3).tolist() for user in range(3)]
    assert of_person == [[6, 2, 2], [2, 0, 1], [2, 0, 0]]
    assert parts.tolist() == parts_of(events).tolist()
    for question in questions_of(events, parts, TEST, Protocol.STATIC, users=EVERYBODY):
        assert not set(question.targets) & set(question.query.state.past_rows)
        assert len(question.query.state.past_rows) == {0: 8, 1: 2}[question.query.user]
    [validation] = questions_of(events, parts, VALIDATION, Protocol.STATIC, users=EVERYBODY)
    assert validation.query.state.n_past == 6


def asked(user: int, *targets: int) -> Question:
    return Question(Query(user, targets[0], State()), ints(targets))


def test_ndcg_and_recall_of_several_right_answers_by_hand() -> None:
    scores = floats([9, 8, 7, 6, 5, 4, 3, 2, 1, 0.5, 0.4, 0.3])
    marked = mark(scores, asked(0, 0, 2, 11))
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert marked.gain == pytest.approx((1 + 1 / 2) / ideal)
    assert marked.recall == pytest.approx(2 / 3)
    assert marked.found.tolist() == [1, 1, 0]


def test_more_right_answers_than_places_can_still_be_perfect() -> None:
    scores = -np.arange(15.0)
    marked = mark(scores, asked(0, *range(12)))
    assert marked.gain == pytest.approx(1.0)
    assert marked.recall == pytest.approx(10 / 12)


def test_equal_scores_share_their_mean_place() -> None:
    marked = mark(floats([1, 1, 1, 0]), asked(0, 2))
    assert marked.gain == pytest.approx(1 / math.log2(3))
    assert mark(np.zeros(40), asked(0, 2)).gain == 0.0


def test_whole_people_are_drawn_and_always_the_same() -> None:
    events = log_of([(user, item, item) for user in range(50) for item in range(4)])
    parts = np.full(len(events), TEST)

    def users(most: int, protocol: Protocol = Protocol.LIVE) -> list[int]:
        return people_to_ask(events, parts, TEST, protocol, most=most).tolist()

    assert len(users(40)) == 10
    assert users(40) == users(40)
    assert users(200) == list(range(50))
    assert len(users(10, Protocol.STATIC)) == 10


def test_only_those_are_asked_who_were_drawn_and_they_know_the_same() -> None:
    parts = parts_of(TIMED)
    [question] = questions_of(TIMED, parts, TEST, Protocol.LIVE, users=ints([2]))
    assert (question.query.user, question.targets.tolist(), question.place) == (2, [3], 19)
    [question] = questions_of(TIMED, parts, TEST, Protocol.STATIC, users=ints([0]))
    assert question.query.state.n_past == 16
