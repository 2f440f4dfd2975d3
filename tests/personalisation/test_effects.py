"""What an answer changed, counted from two orders."""

from eigenart.core.vocabulary import ItemKey
from eigenart.personalisation.effects import measure


def order(**scores: float) -> dict[ItemKey, float]:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return {ItemKey(key): score for key, score in ranked}


def test_only_what_scores_less_and_stands_lower_counts() -> None:
    before = order(a=5, b=4, c=3, d=2)
    after = order(a=5, b=2.5, c=3, d=1)
    assert measure(before, after) == {"lower": 1, "higher": 0}, "d keeps its place"


def test_an_item_that_leaves_moves_nobody() -> None:
    assert measure(order(a=5, b=4, c=3), order(b=4, c=3)) == {"lower": 0, "higher": 0}


def test_an_item_that_gains_overtakes() -> None:
    assert measure(order(a=5, b=4, c=3), order(a=5, b=4, c=4.5)) == {"lower": 0, "higher": 1}
