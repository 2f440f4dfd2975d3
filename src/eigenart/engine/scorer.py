"""What every signal promises. `signals.build` makes the fixed list of them for one model and one catalogue."""

from typing import Protocol

from eigenart.core.vocabulary import Term
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


def single(value: float, *, key: str = "", fact: object = None) -> tuple[Term, ...]:
    return (Term(value, key=key, fact=fact),) if value else ()  # type: ignore[arg-type]
