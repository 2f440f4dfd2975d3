"""One contestant at one size, in a process of its own: fits the invented log, ranks, and prints its figures as JSON.

    python -m bench.speed_contestant NAME PEOPLE ITEMS EVENTS

Called by `bench.speed`. All get the same events. Only `eigenart` searches for its settings, gives reasons and keeps to
every rule of a list; the others fit once with fixed settings and return ten bare items: lower bounds.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bench.company_log import Size, catalogue, log
from bench.company_people import person
from bench.measure import peak_mb
from eigenart.core.vocabulary import Candidate
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.ease import downdated, fit_inverse, updated
from eigenart.engine.log import InteractionLog
from eigenart.engine.offer import Offer
from eigenart.engine.pipeline import rank
from eigenart.engine.support import together
from eigenart.engine.training import fit

TOP = 10
ASKED = 1_000
"""People ranked one by one for p50, p99 and people per second."""
REPEATS = 5


@dataclass(frozen=True)
class Figures:
    """Seconds, megabytes, milliseconds. update, downdate: None where the model has no such thing."""

    fit_s: float
    p50_ms: float
    p99_ms: float
    people_per_s: float
    update_ms: float | None = None
    downdate_ms: float | None = None
    approximated: dict[str, Any] = field(default_factory=dict)
    notes: str = ""


def eigenart(size: Size, events: InteractionLog, items: Catalogue) -> Figures:
    started = time.perf_counter()
    model = fit(events, items)
    fit_s = time.perf_counter() - started
    offer = Offer.of([Candidate(item) for item in items.items], items)
    history = _history(events)
    people = [person(row, history(row), items, size) for row in _asked(size)]

    def list_of(number: int) -> object:
        view, needs = people[number]
        return rank(view, offer, model=model, catalogue=items, n=TOP, needs=needs, seed=number)

    update_ms, downdate_ms = _moves(model.fitted.inverse)
    return Figures(
        fit_s,
        **_ranked(list_of, len(people)),
        update_ms=update_ms,
        downdate_ms=downdate_ms,
        approximated=dict(model.metrics.get("approximated", {})),
        notes="settings searched, reasons given",
    )


def ease(size: Size, events: InteractionLog, items: Catalogue) -> Figures:
    most = EngineConfig().dense_items
    started = time.perf_counter()
    uses = np.bincount(events.item_rows, minlength=size.items)
    rows = ints(np.sort(np.argsort(-uses, kind="stable")[:most]))
    first = events.first_events()
    gram = together(first, n_items=size.items, among=rows)[rows][:, rows].toarray()
    inverse = fit_inverse(gram, ridge=100.0)
    fit_s = time.perf_counter() - started
    place_of = np.full(size.items, -1, dtype=np.intp)
    place_of[rows] = np.arange(len(rows))
    diagonal, history = np.diagonal(inverse).copy(), _history(first)
    pasts = [place_of[history(row)[0]] for row in _asked(size)]

    def list_of(number: int) -> object:
        past = pasts[number][pasts[number] >= 0]
        scores = -inverse[past].sum(axis=0) / diagonal
        scores[past] = -np.inf
        return _top(scores)

    update_ms, downdate_ms = _moves(inverse)
    return Figures(
        fit_s,
        **_ranked(list_of, len(pasts)),
        update_ms=update_ms,
        downdate_ms=downdate_ms,
        approximated={"ease_items": most} if size.items > most else {},
        notes="one ridge, no reasons",
    )


def implicit_als(size: Size, events: InteractionLog, items: Catalogue) -> Figures:
    from implicit.cpu.als import AlternatingLeastSquares

    ones = np.ones(len(events), dtype=np.float32)
    shape = (size.people, size.items)
    matrix = csr_matrix((ones, (events.user_rows, events.item_rows)), shape=shape)
    started = time.perf_counter()
    model = AlternatingLeastSquares(factors=64, iterations=15, random_state=7)
    model.fit(matrix, show_progress=False)
    fit_s = time.perf_counter() - started
    asked = _asked(size)

    def list_of(number: int) -> object:
        row = asked[number]
        return model.recommend(row, matrix[row], N=TOP, recalculate_user=True)

    return Figures(
        fit_s, **_ranked(list_of, len(asked)), notes="64 factors, 15 rounds, folded in, no reasons"
    )


CONTESTANTS: dict[str, Callable[[Size, InteractionLog, Catalogue], Figures]] = {
    "eigenart": eigenart,
    "ease": ease,
    "implicit-als": implicit_als,
}


def _asked(size: Size) -> list[int]:
    drawn = np.random.default_rng(7).permutation(size.people)[:ASKED]
    return [int(row) for row in drawn]


def _history(events: InteractionLog) -> Callable[[int], tuple[IntArray, FloatArray]]:
    order, begins = events.by_person

    def of(row: int) -> tuple[IntArray, FloatArray]:
        own = order[begins[row] : begins[row + 1]]
        return events.item_rows[own], events.days[own]

    return of


def _top(scores: FloatArray) -> IntArray:
    best = np.argpartition(-scores, min(TOP, len(scores) - 1))[:TOP]
    return ints(best[np.argsort(-scores[best], kind="stable")])


def _ranked(list_of: Callable[[int], object], n_people: int) -> dict[str, Any]:
    """The first calls fill what a process keeps for all, and are not counted."""
    for number in range(min(20, n_people)):
        list_of(number)
    took = []
    for number in range(n_people):
        started = time.perf_counter()
        list_of(number)
        took.append(time.perf_counter() - started)
    return {
        "p50_ms": float(np.median(took)) * 1_000,
        "p99_ms": float(np.percentile(took, 99)) * 1_000,
        "people_per_s": n_people / sum(took),
    }


def _moves(inverse: FloatArray) -> tuple[float, float]:
    """Milliseconds to take one more person with 20 items into P, and to forget them again."""
    nobody, somebody = np.zeros(len(inverse)), np.zeros(len(inverse))
    somebody[np.random.default_rng(7).permutation(len(inverse))[:20]] = 1.0
    updates, downdates = [], []
    for _ in range(REPEATS):
        started = time.perf_counter()
        more = updated(inverse, before=nobody, after=somebody)
        between = time.perf_counter()
        downdated(more, items=somebody)
        updates.append(between - started)
        downdates.append(time.perf_counter() - between)
    return float(np.median(updates)) * 1_000, float(np.median(downdates)) * 1_000


def main(arguments: Sequence[str]) -> None:
    name, size = arguments[0], Size(*map(int, arguments[1:4]))
    items = catalogue(size)
    events = log(size)
    figures = CONTESTANTS[name](size, events, items)
    print(json.dumps({**vars(figures), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(sys.argv[1:])
