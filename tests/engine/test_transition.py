"""What followed what, against a count by hand of every pair."""

from collections import defaultdict

import numpy as np
import pytest

from eigenart.engine import transition
from eigenart.engine.arrays import floats, ints
from eigenart.engine.log import InteractionLog
from eigenart.engine.transition import FAR, REACH, step_counts, transition_counts
from tests.engine import small_company as small

LOG = small.log().first_events()
DECAY = 0.6


def _by_hand() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Every event with the REACH after it of the same person."""
    own: dict[int, list[int]] = defaultdict(list)
    for place, user in enumerate(LOG.user_rows.tolist()):
        own[user].append(place)
    table = np.zeros((24, 24))
    for places in own.values():
        for at, place in enumerate(places):
            for steps, later in enumerate(places[at + 1 : at + 1 + REACH]):
                closeness = FAR + (1 - FAR) * np.exp(-(LOG.days[later] - LOG.days[place]))
                table[LOG.item_rows[place], LOG.item_rows[later]] += DECAY**steps * closeness
    return table


@pytest.mark.parametrize("block", [1, 10, 10_000])
def test_the_table_is_the_count_by_hand_in_blocks_of_any_size(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transition, "BLOCK", block)
    counts = transition_counts(step_counts(LOG, n_items=24), n_items=24, decay=DECAY)
    np.testing.assert_allclose(counts.toarray(), _by_hand(), atol=1e-12)


def test_without_times_nothing_follows_anything() -> None:
    timeless = InteractionLog(
        ints([0, 0, 1]), ints([0, 1, 1]), floats([3, 3, 3]), floats([1, 1, 1]), ("", ""), ("", ""), 2
    )
    assert step_counts(timeless, n_items=2) == ()
    assert transition_counts((), n_items=2, decay=DECAY).nnz == 0
