"""Each reason of a decline acts differently, and nothing dismissed comes back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigenart.core.vocabulary import DeclineReason, FactKind, ItemKey
from eigenart.engine.model import Model
from eigenart.engine.pipeline import line_up
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
ALL = small.candidates(ITEMS)
MODEL = fit(small.log(), ITEMS)
PERSON = (small.did(0, days_ago=9), small.did(5, days_ago=3))
DECLINED = 10
"""format reading, 10 minutes, topic software."""


def _scores(*facts: object, model: Model = MODEL) -> dict[ItemKey, float]:
    line = line_up(small.view(facts), ALL, model=model, catalogue=ITEMS, needs=small.NEEDS)  # type: ignore[arg-type]
    return dict(zip([c.item.key for c in line.candidates], map(float, line.scores), strict=True))


def _lowered(reason: str) -> set[int]:
    before, after = _scores(*PERSON), _scores(*PERSON, small.declined(DECLINED, reason))
    assert small.key_of(DECLINED) not in after
    changes = {key: after[key] - before[key] for key in after}
    assert max(changes.values()) < 1e-9, "a decline never lifts another item"
    return {ITEMS.row_of[key] for key, change in changes.items() if change < -1e-9}


def _others() -> list[int]:
    return [row for row in range(24) if row not in (0, 5, DECLINED)]


def test_format_lowers_that_format() -> None:
    assert _lowered("format") == {row for row in _others() if ITEMS.items[row].format == "reading"}


def test_time_lowers_longer_items() -> None:
    assert _lowered("time") == {row for row in _others() if (ITEMS.items[row].minutes or 0) > 10}


def test_topic_lowers_the_topics() -> None:
    assert _lowered("topic") == {row for row in _others() if ITEMS.items[row].topics == ("software",)}


def test_known_counts_the_taught_skill_as_known() -> None:
    taught = {row for row in _others() if "skill:software" in {s.skill for s in ITEMS.items[row].skills}}
    assert _lowered("known") == taught, "they no longer close the gap that the position leaves"


def test_not_now_and_no_reason_lower_nothing() -> None:
    assert _lowered("not_now") == set()
    assert _lowered("") == set()


def test_not_now_and_later_hide_for_two_weeks_only() -> None:
    for answer in (
        small.declined(DECLINED, "not_now", days_ago=13),
        small.fact(FactKind.FEEDBACK, small.key_of(DECLINED), "later", days_ago=13),
    ):
        assert small.key_of(DECLINED) not in _scores(answer)
    for answer in (
        small.declined(DECLINED, "not_now", days_ago=14),
        small.fact(FactKind.FEEDBACK, small.key_of(DECLINED), "later", days_ago=14),
    ):
        assert small.key_of(DECLINED) in _scores(answer)


def test_the_last_answer_counts() -> None:
    taken_back = small.fact(FactKind.FEEDBACK, small.key_of(DECLINED), "later", days_ago=20)
    assert small.key_of(DECLINED) in _scores(small.declined(DECLINED, "topic", days_ago=30), taken_back)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.sets(st.integers(0, 23), max_size=8),
    reason=st.sampled_from([r.value for r in DeclineReason if r is not DeclineReason.NOT_NOW] + [""]),
    days_ago=st.floats(0, 3_000),
)
def test_nothing_dismissed_comes_back_on_its_own(rows: set[int], reason: str, days_ago: float) -> None:
    answers = [small.declined(row, reason, days_ago=days_ago) for row in rows]
    assert not {small.key_of(row) for row in rows} & _scores(*answers).keys()


def test_older_declines_count_half_each_so_many_are_not_a_verdict() -> None:
    before = _scores(*PERSON)
    once = _scores(*PERSON, small.declined(1, "format"))
    often = _scores(*PERSON, *(small.declined(row, "format") for row in (1, 4, 7, 10, 13)))
    key = small.key_of(16)
    assert before[key] > once[key] > often[key]
    assert before[key] - often[key] < 2 * (before[key] - once[key])


@pytest.mark.parametrize("value", ["", "soon", "-5", "0", "inf", "nan"])
def test_a_length_that_is_no_number_above_zero_is_ignored(value: str) -> None:
    assert _scores(small.fact(FactKind.PREFERENCE, "minutes", value)) == _scores()


def test_a_liked_format_lifts_and_a_disliked_one_lowers() -> None:
    plain = _scores()
    liked = _scores(small.fact(FactKind.PREFERENCE, "format:video", "like"))
    disliked = _scores(small.fact(FactKind.PREFERENCE, "format:video", "dislike"))
    for row in range(24):
        key, is_video = small.key_of(row), ITEMS.items[row].format == "video"
        assert (liked[key] > plain[key] > disliked[key]) == is_video
