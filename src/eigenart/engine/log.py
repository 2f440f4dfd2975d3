"""The interaction log: who did what, when, by row numbers and without identities. `training.fit` learns from it."""

from dataclasses import dataclass

import numpy as np

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, floats, ints


@dataclass(frozen=True)
class InteractionLog:
    """Events in any order; arrays of one length, one entry per event.

    user_rows: 0 .. n_users - 1. item_rows: rows of the catalogue the log was built for. days: days since
    1970-01-01, fractions allowed. strengths: above 0 counts for the item, 0 and below is left out of learning.
    org_units, positions: a code per user row, '' where unknown. Raises ValueError where lengths do not fit.
    """

    user_rows: IntArray
    item_rows: IntArray
    days: FloatArray
    strengths: FloatArray
    org_units: tuple[str, ...]
    positions: tuple[str, ...]
    n_users: int

    def __post_init__(self) -> None:
        lengths = {len(self.user_rows), len(self.item_rows), len(self.days), len(self.strengths)}
        if len(lengths) != 1:
            raise ValueError("the arrays of an interaction log must have one length")
        if len(self.org_units) != self.n_users or len(self.positions) != self.n_users:
            raise ValueError("an interaction log needs one org unit and one position per user row")
        if len(self) and (self.user_rows.min() < 0 or self.user_rows.max() >= self.n_users):
            raise ValueError("a user row lies outside of the log")
        if not (np.isfinite(self.days).all() and np.isfinite(self.strengths).all()):
            raise ValueError("days and strengths must be finite numbers")

    def __len__(self) -> int:
        return len(self.user_rows)

    @property
    def is_timed(self) -> bool:
        """Whether the events happened at different times; if not, their order says nothing."""
        return len(self) > 1 and bool(np.ptp(self.days) > 0)

    @classmethod
    def empty(cls, n_users: int = 0) -> "InteractionLog":
        blank = ("",) * n_users
        return cls(ints([]), ints([]), floats([]), floats([]), blank, blank, n_users)

    def where(self, mask: BoolArray | IntArray) -> "InteractionLog":
        """The chosen events, in the chosen order; people keep their rows."""
        return InteractionLog(
            self.user_rows[mask],
            self.item_rows[mask],
            self.days[mask],
            self.strengths[mask],
            self.org_units,
            self.positions,
            self.n_users,
        )

    def first_events(self) -> "InteractionLog":
        """Ordered by time, only events that count, and of each person and item only the first."""
        order = np.lexsort((self.item_rows, self.user_rows, self.days))
        kept = self.where(order[self.strengths[order] > 0])
        if not len(kept):
            return kept
        pairs = kept.user_rows.astype(np.int64) * (int(kept.item_rows.max()) + 1) + kept.item_rows
        _, first = np.unique(pairs, return_index=True)
        return kept.where(np.sort(first))

    def without(self, user_row: int) -> "InteractionLog":
        """The log as if this person had never done anything."""
        return self.where(self.user_rows != user_row)
