"""What colleagues do: in the whole company, at the beginning of a sitting, in the same org unit or position.

Equation: an event of age a days counts 0.5 ** (a / half-life), with a half-life of its own for beginnings; the value
of an item is ln(1 + its sum), divided by the largest such value, so 0..1. Groups are shrunk to the company: share =
(group's sum + k x company's share) / (group's total + k), k events (Laplace's rule with the company as prior; Gelman
et al. 2013, Bayesian Data Analysis, section 2.4). The group signal is the share's surplus over the company, so it is
silent where a group is ordinary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eigenart.core.vocabulary import FactId, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Opened, single
from eigenart.engine.sittings import SITTING_DAYS
from eigenart.engine.state import State


def decayed(log: InteractionLog, *, half_life_days: float, at: float) -> FloatArray:
    """(n_events,), the weight of each event at day `at`."""
    age = np.maximum(at - log.days, 0.0)
    return np.asarray(np.exp2(-age / half_life_days) * log.strengths, dtype=np.float64)


def company_sums(log: InteractionLog, *, n_items: int, half_life_days: float, at: float) -> FloatArray:
    """(n_items,), decayed events per item."""
    weights = decayed(log, half_life_days=half_life_days, at=at)
    return np.bincount(log.item_rows, weights=weights, minlength=n_items).astype(np.float64)


def group_sums(
    log: InteractionLog, groups: tuple[str, ...], *, n_items: int, half_life_days: float, at: float
) -> tuple[tuple[str, ...], FloatArray]:
    """Codes of the groups that did anything, and (n_groups, n_items) decayed events."""
    every, of_user = np.unique(np.array(groups, dtype=str), return_inverse=True)
    group_rows = of_user[log.user_rows]
    did = np.bincount(group_rows, minlength=len(every)) > 0
    codes, group_rows = every[did], (np.cumsum(did) - 1)[group_rows]
    weights = decayed(log, half_life_days=half_life_days, at=at)
    cells = group_rows * n_items + log.item_rows
    sums = np.bincount(cells, weights=weights, minlength=len(codes) * n_items)
    known = codes != ""
    return tuple(str(c) for c in codes[known]), sums.reshape(len(codes), n_items)[known].astype(np.float64)


def log_scaled(sums: FloatArray) -> FloatArray:
    """0..1, the largest sum is 1."""
    top = np.log1p(sums.max(initial=0.0))
    return np.asarray(np.log1p(sums) / (top or 1.0), dtype=np.float64)


@dataclass(frozen=True)
class Popularity:
    """sums: (n_items,) in catalogue rows."""

    sums: FloatArray
    name: str = "popularity"

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", log_scaled(self.sums))

    def values(self, state: State, rows: IntArray) -> FloatArray:
        return self._values[rows]  # type: ignore[attr-defined, no-any-return]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        return single(float(self._values[row]), key="company")  # type: ignore[attr-defined]

    def opened(self, state: State, rows: IntArray) -> Opened:
        return Opened(self.values(state, rows)[:, None], ["company"], [None])


@dataclass(frozen=True)
class Starts:
    """What others begin a sitting with: for people who come, or come back, not for those in the middle of one.

    sums: (n_items,) in catalogue rows, decayed events that began a sitting.
    """

    sums: FloatArray
    name: str = "starts"

    def values(self, state: State, rows: IntArray) -> FloatArray:
        return np.zeros(len(rows)) if is_in_sitting(state) else self._values[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        return single(float(self.values(state, np.array([row], dtype=np.intp))[0]), key="company")

    def opened(self, state: State, rows: IntArray) -> Opened:
        return Opened(self.values(state, rows)[:, None], ["company"], [None])

    @cached_property
    def _values(self) -> FloatArray:
        return log_scaled(self.sums)


def is_in_sitting(state: State) -> bool:
    return state.n_past > 0 and state.days_since <= SITTING_DAYS


@dataclass(frozen=True)
class GroupPopularity:
    """What is more usual in the person's group than in the company.

    rows_of: code -> row of sums (n_groups, n_items). shrink: in events, at the log's own decay.
    """

    name: str
    rows_of: Mapping[str, int]
    sums: FloatArray
    company: FloatArray
    shrink: float

    def values(self, state: State, rows: IntArray) -> FloatArray:
        row = self.rows_of.get(self._group(state)[0])
        return np.zeros(len(rows)) if row is None else self._surplus(row)[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        code, fact = self._group(state)
        return single(float(self.values(state, np.array([row], dtype=np.intp))[0]), key=code, fact=fact)

    def opened(self, state: State, rows: IntArray) -> Opened:
        code, fact = self._group(state)
        return Opened(self.values(state, rows)[:, None], [code], [fact])

    def _surplus(self, row: int) -> FloatArray:
        """(n_items,), kept for each group once it was asked for."""
        found = self._held.get(row)
        if found is None:
            usual = self.company / (self.company.sum() or 1.0)
            share = (self.sums[row] + self.shrink * usual) / (self.sums[row].sum() + self.shrink)
            found = self._held[row] = np.sqrt(np.maximum(share - usual, 0.0))
        return found

    @cached_property
    def _held(self) -> dict[int, FloatArray]:
        return {}

    def _group(self, state: State) -> tuple[str, FactId | None]:
        if self.name == "org_unit_popularity":
            return state.org_unit, state.org_unit_fact
        return state.position, state.position_fact
