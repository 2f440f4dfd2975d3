"""From scores back to reasons: weight x value per signal, each opened into its terms. `pipeline.rank` calls it.

Only for the items that were chosen, and for all of them at once: what stands behind them is the same person.
"""

from collections.abc import Sequence

import numpy as np

from eigenart.core.vocabulary import Contribution, Term
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.scorer import Scorer, opens
from eigenart.engine.state import State
from eigenart.engine.support import SOCIAL, Support


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
        speaks = np.flatnonzero(amounts[signal])
        terms = _terms(scorers[signal], state, rows[speaks], weight=float(weights[signal]), support=support)
        for place, own in zip(speaks.tolist(), terms, strict=True):
            found[place].append(
                Contribution(
                    signal=scorers[signal].name,
                    weight=float(weights[signal]),
                    value=float(values[signal, place]),
                    amount=float(amounts[signal, place]),
                    terms=own,
                )
            )
    return [tuple(sorted(own, key=lambda c: (-abs(c.amount), c.signal))) for own in found]


def _terms(
    scorer: Scorer, state: State, rows: IntArray, *, weight: float, support: Support
) -> list[tuple[Term, ...]]:
    """Per row the terms of its contribution; where they say what others did, with how many people that were."""
    opening = opens(scorer)
    if opening is None:
        return [_one_by_one(scorer, state, row, weight=weight, support=support) for row in rows.tolist()]
    opened = opening.opened(state, rows)
    keys, facts = opened.keys, opened.facts
    people = support.people_behind(keys, rows) if scorer.name in SOCIAL else [[0] * len(keys)] * len(rows)
    amounts = (weight * opened.amounts).tolist()
    return [
        tuple([Term(*cell) for cell in zip(own, keys, facts, counts, strict=True) if cell[0]])
        for own, counts in zip(amounts, people, strict=True)
    ]


def _one_by_one(
    scorer: Scorer, state: State, row: int, *, weight: float, support: Support
) -> tuple[Term, ...]:
    terms = scorer.terms(state, row)
    is_social = scorer.name in SOCIAL
    people = support.people_behind([t.key for t in terms], ints([row]))[0] if is_social else [0] * len(terms)
    return tuple(
        Term(weight * t.amount, t.key, t.fact, count) for t, count in zip(terms, people, strict=True)
    )
