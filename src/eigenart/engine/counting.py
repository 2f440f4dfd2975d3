"""Popularity that counts on, as a portal's does: what people did since the fit is in it at once, with no new fit.

`tuning` replays later events with it, so that weights are fitted to counters as fresh as those that rank; the bench
does the same after its cut. In the portal `moving.follow` counts anew instead, which gives the same numbers.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray
from eigenart.engine.log import InteractionLog
from eigenart.engine.popularity import GroupPopularity, Popularity, Starts, company_sums, group_sums
from eigenart.engine.scorer import Scorer
from eigenart.engine.sittings import SITTING_DAYS, sitting_starts

NAMES = frozenset({"popularity", "starts", "org_unit_popularity", "position_popularity"})
"""The signals that count."""


class Counter:
    """Decayed sums at the day of the last event. cells: (n_cells,), one per item, or per group and item."""

    def __init__(self, cells: FloatArray, *, day: float, half_life_days: float) -> None:
        self.cells, self._day, self._half_life = cells.copy(), day, half_life_days

    def count(self, places: IntArray, days: FloatArray) -> None:
        if not len(days):
            return
        day = max(float(days.max()), self._day)
        if day > self._day:
            self.cells *= np.exp2((self._day - day) / self._half_life)
        np.add.at(self.cells, places, np.exp2((days - day) / self._half_life))
        self._day = day


class Counting:
    """The counters of one log. Expects `first_events`; half-lives in days.

    only: the signals that are asked for. starts: of `sitting_starts`, where they are known already.
    """

    def __init__(
        self,
        events: InteractionLog,
        *,
        n_items: int,
        half_life_days: float,
        starts_half_life_days: float,
        only: Collection[str] = NAMES,
        starts: InteractionLog | None = None,
    ) -> None:
        at = float(events.days.max(initial=0.0))
        self._n_items = n_items
        self._starts: Counter | None = None
        self._all: Counter | None = None
        if "starts" in only:
            begun = sitting_starts(events) if starts is None else starts
            sums = company_sums(begun, n_items=n_items, half_life_days=starts_half_life_days, at=at)
            self._starts = Counter(sums, day=at, half_life_days=starts_half_life_days)
            self._last = np.full(events.n_users, -np.inf)
            # Of several values for one place the last stays, and the events are in the order of time.
            self._last[events.user_rows] = events.days
        if not {"starts"}.issuperset(only):
            sums = company_sums(events, n_items=n_items, half_life_days=half_life_days, at=at)
            self._all = Counter(sums, day=at, half_life_days=half_life_days)
        self._groups = {
            name: self._grouped(events, codes, half_life_days=half_life_days, at=at)
            for name, codes in (
                ("org_unit_popularity", events.org_units),
                ("position_popularity", events.positions),
            )
            if name in only
        }

    def _grouped(
        self, events: InteractionLog, codes: tuple[str, ...], *, half_life_days: float, at: float
    ) -> tuple[IntArray, Counter]:
        """Row of each person's group, -1 for none that did anything, and the counter of (group, item)."""
        known, table = group_sums(events, codes, n_items=self._n_items, half_life_days=half_life_days, at=at)
        row_of = {code: row for row, code in enumerate(known)}
        rows = np.array([row_of.get(code, -1) for code in codes], dtype=np.intp)
        return rows, Counter(table.ravel(), day=at, half_life_days=half_life_days)

    def observe(self, news: InteractionLog, low: int = 0, high: int | None = None) -> None:
        """news: ordered by time, later than all before, rows of the same people and items; low, high: these of it."""
        people, items, days = news.user_rows[low:high], news.item_rows[low:high], news.days[low:high]
        if not len(days):
            return
        if self._all is not None:
            self._all.count(items, days)
        if self._starts is not None:
            begins = self._begins(people, days)
            self._starts.count(items[begins], days[begins])
        for rows, counter in self._groups.values():
            own = rows[people]
            kept = own >= 0
            counter.count(own[kept] * self._n_items + items[kept], days[kept])

    def _begins(self, people: IntArray, days: FloatArray) -> BoolArray:
        """(n_events,), whether an event is the first of its person for longer than a sitting may pause."""
        if len(people) == 1:
            before = self._last[people]
        else:
            order = np.argsort(people, kind="stable")
            own, when = people[order], days[order]
            again = np.append(False, own[1:] == own[:-1])
            before = np.empty(len(days))
            before[order] = np.where(again, np.append(0.0, when[:-1]), self._last[own])
        self._last[people] = days
        return np.asarray(days - before > SITTING_DAYS, dtype=np.bool_)

    def scorers(self, scorers: Sequence[Scorer]) -> tuple[Scorer, ...]:
        """The same signals, those that count with the counters as they stand now."""
        return tuple(self._fresh(scorer) for scorer in scorers)

    def _fresh(self, scorer: Scorer) -> Scorer:
        match scorer:
            case Popularity() if self._all:
                return Popularity(self._all.cells)
            case Starts() if self._starts:
                return Starts(self._starts.cells)
            case GroupPopularity() if self._all:
                table = self._groups[scorer.name][1].cells.reshape(-1, self._n_items)
                return replace(scorer, sums=table, company=self._all.cells)
        return scorer
