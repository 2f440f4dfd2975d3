"""The judgement of parity: a price is found in any of its forms, and a difference is found however small it is."""

import random

import pytest

from eigenart.insight.parity import Pair, Reach, Seen, distinguish, features, shortfall

FULL = Reach({"a": 1, "b": 2}, frozenset({("a", "until May")}), frozenset({("a", "plan")}))


class TestPrice:
    def test_none(self) -> None:
        assert shortfall(FULL, FULL).is_none

    def test_one_more_click_is_allowed_and_two_are_not(self) -> None:
        assert shortfall(FULL, Reach({"a": 2, "b": 2}, FULL.deadlines, FULL.steps)).is_none
        assert not shortfall(FULL, Reach({"a": 3, "b": 2}, FULL.deadlines, FULL.steps)).is_none

    @pytest.mark.parametrize(
        "other",
        [
            Reach({"a": 1}, FULL.deadlines, FULL.steps),
            Reach({"a": 1, "b": 2, "c": 2}, FULL.deadlines, FULL.steps),
            Reach(FULL.clicks, frozenset({("a", "until April")}), FULL.steps),
            Reach(FULL.clicks, FULL.deadlines, frozenset()),
        ],
    )
    def test_another_set_in_either_direction(self, other: Reach) -> None:
        assert not shortfall(FULL, other).is_none
        assert not shortfall(other, FULL).is_none


def pairs(leak: bytes, *, share: float = 1.0, queries: int = 0) -> list[Pair]:
    """A thousand pages with noise that says nothing, and a leak on a share of the pages drawn after switching off."""
    chance = random.Random(3)
    found = []
    for n in range(1000):
        on, off = (b"<p>" + chance.choice([b"morning", b"evening"]) + b"</p>" for _ in range(2))
        leaks = chance.random() < share
        page = f"page {n % 7}"
        seen = Seen(200, off + leak if leaks else off, 9 + queries * leaks)
        found.append(Pair(n // 50, page, Seen(200, on, 9), seen))
    return found


class TestLearner:
    def test_noise_tells_nothing(self) -> None:
        found = distinguish(pairs(b""), seed=1)
        assert found.is_blind
        assert 0 < found.equal < 1000

    @pytest.mark.parametrize(("leak", "queries"), [(b" ", 0), (b"off", 0), (b"", 1)])
    def test_one_blank_one_word_or_one_query_is_found(self, leak: bytes, queries: int) -> None:
        found = distinguish(pairs(leak, queries=queries), seed=1)
        assert not found.is_blind
        assert found.accuracy > 0.95

    def test_a_leak_on_a_tenth_of_the_pages_is_found(self) -> None:
        assert not distinguish(pairs(b"<b>off</b>", share=0.1), seed=1).is_blind

    def test_identifiers_count_with_their_length_only(self) -> None:
        one, other = (f"<a href='/x/{n * 8}-aaaa-bbbb-cccc-{n * 12}/'>" for n in "12")
        assert (features(Seen(200, one.encode(), 1)) == features(Seen(200, other.encode(), 1))).all()
        assert (features(Seen(200, one.encode(), 1)) != features(Seen(200, b"<a>", 1))).any()

    def test_the_same_seed_gives_the_same_answer(self) -> None:
        assert distinguish(pairs(b""), seed=5) == distinguish(pairs(b""), seed=5)

    def test_it_needs_a_world_to_learn_from(self) -> None:
        with pytest.raises(ValueError, match="two worlds"):
            distinguish([pair for pair in pairs(b"") if pair.world == 0], seed=1)
