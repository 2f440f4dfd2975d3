"""From scores back to reasons: weight x value per signal, each opened into its terms. `pipeline.rank` calls it.

Only for the items that were chosen, and for all of them at once: what stands behind them is the same person.
"""

from collections.abc import Sequence

import numpy as np

from eigenart.core.vocabulary import Contribution, FactId, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.scorer import Scorer, opens
from eigenart.engine.state import State
from eigenart.engine.support import SOCIAL, Support

_Part = tuple[float, str, FactId | None]


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
    for signal in np.flatnonzero(amounts.any(axis=1)).tolist():
        scorer, weight = scorers[signal], float(weights[signal])
        speaks = np.flatnonzero(amounts[signal])
        parts = _parts(scorer, state, rows[speaks])
        people = support.people_behind if scorer.name in SOCIAL else None
        for place, row, own in zip(speaks.tolist(), rows[speaks].tolist(), parts, strict=True):
            counts = people([key for _, key, _ in own], row) if people else [0] * len(own)
            terms = tuple(
                Term(weight * amount, key, fact, count)
                for (amount, key, fact), count in zip(own, counts, strict=True)
            )
            value = float(values[signal, place])
            found[place].append(Contribution(scorer.name, weight, value, weight * value, terms))
    return [tuple(sorted(own, key=lambda c: (-abs(c.amount), c.signal))) for own in found]


def _parts(scorer: Scorer, state: State, rows: IntArray) -> list[list[_Part]]:
    """Per row what its value consists of."""
    opening = opens(scorer)
    if opening is None:
        return [[(t.amount, t.key, t.fact) for t in scorer.terms(state, row)] for row in rows.tolist()]
    opened = opening.opened(state, rows)
    return [
        [part for part in zip(amounts, opened.keys, opened.facts, strict=True) if part[0]]
        for amounts in opened.amounts.tolist()
    ]
