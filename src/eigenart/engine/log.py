"""The interaction log: who did what, when, by row numbers and without identities. `training.fit` learns from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, floats, grouped, ints


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

    @cached_property
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

    @cached_property
    def by_person(self) -> tuple[IntArray, IntArray]:
        """Places of the events person by person, in their order, and where each person's begin (n_users + 1,)."""
        return grouped(self.user_rows, self.n_users)

    def first_events(self) -> "InteractionLog":
        """Ordered by time, only events that count, and of each person and item only the first."""
        counts = self.strengths > 0
        kept = self if counts.all() else self.where(counts)
        kept = kept if kept._is_ordered() else kept.where(kept._order())
        once = kept._is_first()
        return kept if once.all() else kept.where(once)

    def _is_ordered(self) -> bool:
        """Whether the events stand by time, then person, then item."""
        apart = np.diff(self.days)
        ties = np.flatnonzero(apart == 0)
        people, items = self.user_rows, self.item_rows
        rising = people[ties] < people[ties + 1]
        same = people[ties] == people[ties + 1]
        return bool((apart >= 0).all() and (rising | (same & (items[ties] <= items[ties + 1]))).all())

    def _order(self) -> IntArray:
        """By time, then person, then item; only equal times are compared further."""
        order = np.argsort(self.days, kind="stable")
        as_before = (
            np.append(False, np.diff(self.days[order]) == 0) if len(order) else np.zeros(0, dtype=bool)
        )
        tied = np.flatnonzero(as_before | np.append(as_before[1:], False))
        places, moment = order[tied], np.cumsum(~as_before)[tied]
        order[tied] = places[np.lexsort((self.item_rows[places], self.user_rows[places], moment))]
        return order

    def _is_first(self) -> BoolArray:
        """(n_events,), whether an event is the first of its person and item, in the order of the events."""
        first = np.ones(len(self), dtype=np.bool_)
        if len(self):
            by_item, _ = grouped(self.item_rows, int(self.item_rows.max()) + 1)
            by_both = by_item[grouped(self.user_rows[by_item], self.n_users)[0]]
            people, items = self.user_rows[by_both], self.item_rows[by_both]
            first[by_both[1:]] = (np.diff(people) != 0) | (np.diff(items) != 0)
        return first

    def without(self, user_row: int) -> "InteractionLog":
        """The log as if this person had never done anything."""
        return self.where(self.user_rows != user_row)
