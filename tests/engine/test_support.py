"""Counts of people behind a term equal a count by hand, also for items that the fit did not know."""

import numpy as np
import pytest

from eigenart.core.vocabulary import ItemKey
from eigenart.engine import support
from eigenart.engine.arrays import floats, ints
from eigenart.engine.log import InteractionLog
from eigenart.engine.signals import NAMES
from eigenart.engine.support import SOCIAL, Support, together
from tests.engine import small_company as small

# Four people; items 0, 1, 2: three did 0, two of them also 1, one also 2.
LOG = InteractionLog(
    user_rows=ints([0, 0, 1, 1, 2, 2, 3]),
    item_rows=ints([0, 1, 0, 1, 0, 2, 1]),
    days=floats([1, 2, 1, 2, 1, 2, 1]),
    strengths=floats([1] * 7),
    org_units=("",) * 4,
    positions=("",) * 4,
    n_users=4,
)
BY_HAND = np.array([[3, 2, 1], [2, 3, 0], [1, 0, 1]])


def test_the_table_is_the_count_by_hand() -> None:
    assert (together(LOG, n_items=3).toarray() == BY_HAND).all()


def test_repeating_an_event_makes_no_second_person() -> None:
    twice = InteractionLog(
        user_rows=ints([0, 0]), item_rows=ints([0, 0]), days=floats([1, 2]), strengths=floats([1, 1]),
        org_units=("",), positions=("",), n_users=1,
    )  # fmt: skip
    assert together(twice, n_items=1).toarray().tolist() == [[1.0]]


@pytest.mark.parametrize("block", [1, 7, 10_000])
def test_counting_in_blocks_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    log = small.log().first_events()
    whole = together(log, n_items=24).toarray()
    monkeypatch.setattr(support, "BLOCK", block)
    assert (together(log, n_items=24).toarray() == whole).all()
    among = ints([0, 3, 5, 23])
    kept = np.isin(np.arange(24), among)
    expected = np.where(np.outer(kept, kept) | np.eye(24, dtype=bool), whole, 0.0)
    assert (together(log, n_items=24, among=among).toarray() == expected).all()


def test_people_are_found_through_keys_and_new_items_have_none() -> None:
    keys = [ItemKey(f"learning:{n}") for n in range(3)]
    # The catalogue now begins with an item that is newer than the fit.
    found = Support(together(LOG, n_items=3), {key: row for row, key in enumerate(keys)}, ints([-1, 0, 1, 2]))
    counted = found.people_behind(["learning:0", "learning:1", "company"], ints([0, 1, 2, 3]))
    assert counted == [[0, 0, 0], [3, 2, 3], [2, 3, 3], [1, 0, 1]]
    assert found.people_behind([], ints([1])) == [[]]


def test_the_signals_that_speak_of_people_exist() -> None:
    assert set(NAMES) >= SOCIAL
