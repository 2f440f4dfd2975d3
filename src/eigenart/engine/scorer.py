"""What every signal promises. `signals.build` makes the fixed list of them for one model and one catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np

from eigenart.core.vocabulary import FactId, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.state import State


class Scorer(Protocol):
    """A signal with a name that a person understands. Values are about 0..1 and may be negative."""

    @property
    def name(self) -> str: ...

    def values(self, state: State, rows: IntArray) -> FloatArray:
        """(n_rows,), one value per catalogue row; all zero where the signal knows nothing about the person."""
        ...

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        """What the value of one row consists of; the amounts sum to it."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """The terms of several rows as one table. amounts: (n_rows, n_terms), 0 for no term. keys, facts: (n_terms,)."""

    amounts: FloatArray
    keys: Sequence[str]
    facts: Sequence[FactId | None]


class Opens(Protocol):
    """What a scorer may have besides: it opens many rows at once, in the same terms as one by one."""

    def opened(self, state: State, rows: IntArray) -> Opened: ...


class ScoresMany(Protocol):
    """What a scorer may have besides: it values many states at once, for all rows of the catalogue."""

    def of_many(self, states: Sequence[State]) -> FloatArray: ...


def values_of_many(scorer: Scorer, states: Sequence[State], rows: IntArray) -> FloatArray:
    """(n_states, n_items). rows: all of the catalogue."""
    if hasattr(scorer, "of_many"):
        return cast("ScoresMany", scorer).of_many(states)
    return np.stack([scorer.values(state, rows) for state in states])


def opens(scorer: Scorer) -> Opens | None:
    return cast("Opens", scorer) if hasattr(scorer, "opened") else None


def single(value: float, *, key: str = "", fact: object = None) -> tuple[Term, ...]:
    return (Term(value, key=key, fact=fact),) if value else ()  # type: ignore[arg-type]
