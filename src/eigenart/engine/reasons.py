"""From scores back to reasons: weight x value per signal, each opened into its terms. `pipeline.rank` calls it.

Only for the items that were chosen, and for all of them at once: what stands behind them is the same person.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from eigenart.core.vocabulary import Contribution, FactId, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.scorer import Opened, Scorer, opens
from eigenart.engine.state import State
from eigenart.engine.support import SOCIAL, Support

_term = partial(tuple.__new__, Term)
"""`Term` from one tuple of its fields; there are hundreds in a list."""


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
    found: list[list[Contribution]] = [[] for _ in rows]
    amounts = weights[:, None] * values
    speaking = np.flatnonzero(amounts.any(axis=1)).tolist()
    opened = {signal: _opened(scorers[signal], state, rows) for signal in speaking}
    people = _people(support, rows, [opened[signal] for signal in speaking if scorers[signal].name in SOCIAL])
    for signal in speaking:
        name, weight, keys, facts = (
            scorers[signal].name,
            weights[signal],
            opened[signal].keys,
            opened[signal].facts,
        )
        nobody = [0] * len(keys)
        behind = [people[key] for key in keys] if name in SOCIAL else []
        counts = zip(*behind, strict=True) if behind else [nobody] * len(rows)
        cells = zip((weight * opened[signal].amounts).tolist(), counts, strict=True)
        whole = zip(found, values[signal].tolist(), amounts[signal].tolist(), cells, strict=True)
        for own, value, amount, (parts, own_counts) in whole:
            if amount:
                terms = tuple([_term(c) for c in zip(parts, keys, facts, own_counts, strict=True) if c[0]])
                own.append(Contribution(name, float(weight), value, amount, terms))
    return [tuple(sorted(own, key=lambda c: (-abs(c.amount), c.signal))) for own in found]


def _people(support: Support, rows: IntArray, opened: Sequence[Opened]) -> dict[str, tuple[int, ...]]:
    """Key -> how many people stand behind it, per row."""
    keys = list(dict.fromkeys(key for one in opened for key in one.keys))
    return (
        dict(zip(keys, zip(*support.people_behind(keys, rows), strict=True), strict=True))
        if len(rows)
        else {}
    )


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
