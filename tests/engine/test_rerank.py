"""Diversity and the two marked places, on plain arrays."""

import numpy as np

from eigenart.engine.arrays import BoolArray, ints
from eigenart.engine.rerank import HEARD, diverse, with_new, with_stated

ORDER = ints([4, 2, 0, 1, 3])


def _first(marked: BoolArray) -> int | None:
    return next((place for place in ORDER.tolist() if marked[place]), None)


def _flags(*places: int) -> BoolArray:
    return np.isin(np.arange(5), places)


def test_a_stated_interest_stands_within_the_first_two() -> None:
    picked, heard = with_stated(ORDER[:4], _flags(3), _first)
    assert picked.tolist() == [4, 3, 2, 0]
    assert heard == 3


def test_a_stated_interest_that_was_picked_later_only_moves_up() -> None:
    picked, heard = with_stated(ORDER[:4], _flags(1), _first)
    assert picked.tolist() == [4, 1, 2, 0]
    assert heard == 1


def test_nothing_moves_where_it_stands_there_already_or_there_is_none() -> None:
    for flags in (_flags(2, 3), _flags()):
        picked, heard = with_stated(ORDER[:4], flags, _first)
        assert picked.tolist() == ORDER[:4].tolist()
        assert heard is None


def test_a_list_of_one_keeps_the_best() -> None:
    assert HEARD == 2
    assert with_stated(ORDER[:1], _flags(3), _first)[1] is None


def test_the_last_place_goes_to_the_best_new_item_unless_one_is_there() -> None:
    picked, fresh = with_new(ORDER[:3], _flags(1, 3), _first)
    assert (picked.tolist(), fresh) == ([4, 2, 1], 1)
    assert with_new(ORDER[:3], _flags(0, 3), _first)[1] is None


def test_twins_of_the_best_make_room() -> None:
    likeness = np.eye(5)
    likeness[4, 2] = likeness[2, 4] = 1.0
    scores = np.array([0.90, 0.50, 0.98, 0.10, 1.00])
    chosen = diverse(ORDER, scores, alike=lambda place: likeness[ORDER[place], ORDER], n=2)
    assert chosen.tolist() == [4, 0]
    assert list(scores[chosen]) == sorted(scores[chosen], reverse=True)
