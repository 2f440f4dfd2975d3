"""From scores back to reasons: weight x value per signal, each opened into its terms. `pipeline.rank` calls it.

Only for the items that were chosen. Amounts are there at once; terms are opened when somebody reads them, for all rows
of a list together, from what the ranking saw: state, model and catalogue never change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, overload

import numpy as np

from eigenart.core.vocabulary import Contribution, FactId, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.scorer import Opened, Scorer, opens
from eigenart.engine.state import State
from eigenart.engine.support import SOCIAL, Support

_term = partial(tuple.__new__, Term)
_contribution = partial(tuple.__new__, Contribution)
"""From one tuple of their fields; there are hundreds in a list."""


def contributions(
    state: State,
    rows: IntArray,
    *,
    scorers: Sequence[Scorer],
    weights: FloatArray,
    values: FloatArray,
    support: Support,
) -> list[tuple[Contribution, ...]]:
    """Per row every signal that says anything, largest effect first; they sum to the score.

    rows: of the catalogue, (n_rows,). weights: (n_signals,). values: (n_signals, n_rows).
    """
    amounts = weights[:, None] * values
    found: list[list[Contribution]] = [[] for _ in range(len(rows))]
    for signal in np.flatnonzero(amounts.any(axis=1)).tolist():
        scorer, weight = scorers[signal], float(weights[signal])
        opening = _Opening(state, rows, scorer, weight, support)
        for place, (value, amount) in enumerate(
            zip(values[signal].tolist(), amounts[signal].tolist(), strict=True)
        ):
            if amount:
                one = (scorer.name, weight, value, amount, Terms(opening, place))
                found[place].append(_contribution(one))
    for own in found:
        own.sort(key=_strongest_first)
    return [tuple(own) for own in found]


def _strongest_first(one: Contribution) -> tuple[float, str]:
    return -abs(one.amount), one.signal


class Terms(Sequence[Term]):
    """The terms of one contribution: equal to, shown, copied and stored as the tuple of them.

    Threads that read it at once may open it twice, each to the same terms.
    """

    __slots__ = ("_found", "_opening", "_place")

    def __init__(self, opening: "_Opening", place: int) -> None:
        self._opening: _Opening | None = opening
        self._place = place
        self._found: tuple[Term, ...] | None = None

    @property
    def all(self) -> tuple[Term, ...]:
        opening, found = self._opening, self._found
        if found is None:
            assert opening is not None
            found = self._found = opening.terms(self._place)
            # Whoever keeps a list for long keeps no model with it.
            self._opening = None
        return found

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.all)

    @overload
    def __getitem__(self, place: int) -> Term: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, place: int | slice) -> Term | tuple[Term, ...]:
        return self.all[place]

    def __eq__(self, other: object) -> bool:
        return self.all == (other.all if isinstance(other, Terms) else other)

    def __hash__(self) -> int:
        return hash(self.all)

    def __repr__(self) -> str:
        return repr(self.all)

    def __reduce__(self) -> tuple[type[tuple[Term, ...]], tuple[tuple[Term, ...]]]:
        return tuple, (self.all,)


@dataclass(eq=False, slots=True)
class _Opening:
    """One signal of one list, opened for all its rows on first use."""

    state: State
    rows: IntArray
    scorer: Scorer
    weight: float
    support: Support
    _held: "_Open | None" = None

    def terms(self, place: int) -> tuple[Term, ...]:
        held = self._held
        if held is None:
            opened = _opened(self.scorer, self.state, self.rows)
            parts = (self.weight * opened.amounts).tolist()
            held = self._held = _Open(parts, opened.keys, opened.facts)
        fields = [one for one in zip(held.parts[place], held.keys, held.facts, strict=True) if one[0]]
        if self.scorer.name not in SOCIAL:
            return tuple([_term((*one, 0)) for one in fields])
        keys = [key for _, key, _ in fields]
        people = self.support.people_behind(keys, self.rows[place : place + 1])[0]
        return tuple([_term((*one, count)) for one, count in zip(fields, people, strict=True)])


class _Open(NamedTuple):
    """parts: per row, per term, weight x value."""

    parts: list[list[float]]
    keys: Sequence[str]
    facts: Sequence[FactId | None]


def _opened(scorer: Scorer, state: State, rows: IntArray) -> Opened:
    """Also for a scorer that opens rows only one by one."""
    opening = opens(scorer)
    if opening is not None:
        return opening.opened(state, rows)
    terms = [scorer.terms(state, row) for row in rows.tolist()]
    columns: dict[tuple[str, FactId | None], int] = {}
    for term in (term for own in terms for term in own):
        columns.setdefault((term.key, term.fact), len(columns))
    amounts = np.zeros((len(rows), len(columns)))
    for place, own in enumerate(terms):
        for term in own:
            amounts[place, columns[term.key, term.fact]] += term.amount
    return Opened(amounts, [key for key, _ in columns], [fact for _, fact in columns])
