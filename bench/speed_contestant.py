"""One contestant at one size, in a process of its own: fits the invented log, ranks, and prints its figures as JSON.

    python -m bench.speed_contestant NAME PEOPLE ITEMS EVENTS

Called by `bench.speed`. All get the same events. Only `eigenart` searches for its settings, gives reasons and keeps to
every rule of a list; the others fit once with fixed settings and return ten bare items: lower bounds. Seconds of the
processor stand beside those of the clock, since machines are shared.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bench.company_log import Size, catalogue, log
from bench.company_people import person
from bench.measure import peak_mb
from eigenart.core.vocabulary import Candidate, Ranked
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.ease import downdated, fit_inverse, updated
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.moving import follow
from eigenart.engine.offer import Offer
from eigenart.engine.pipeline import rank
from eigenart.engine.support import together
from eigenart.engine.training import fit

TOP = 10
ASKED = 1_000
"""People ranked one by one for p50, p99 and people per second."""
REPEATS = 5
REASONS = 3
"""So many reasons of each item are read: those that a card says in words."""
FOLLOWED = 2_000_000
"""Up to so many events the whole way from one more event to a model with it is measured, too."""


@dataclass(frozen=True)
class Figures:
    """Seconds, megabytes, milliseconds; None where the model has no such thing.

    read: a list with the terms of its first REASONS reasons read. update, downdate: of EASE's P alone. follow: all
    that `moving` does after one more event, counting included.
    """

    fit_s: float
    fit_cpu_s: float
    p50_ms: float
    p99_ms: float
    people_per_s: float
    read_p50_ms: float | None = None
    follow_s: float | None = None
    update_ms: float | None = None
    downdate_ms: float | None = None
    approximated: dict[str, Any] = field(default_factory=dict)
    notes: str = ""


def eigenart(size: Size, events: InteractionLog, items: Catalogue) -> Figures:
    clock = _Clock()
    model = fit(events, items)
    took = clock.seconds()
    offer = Offer.of([Candidate(item) for item in items.items], items)
    history = _history(events)
    people = [person(row, history(row), items, size) for row in _asked(size)]

    def list_of(number: int) -> list[Ranked]:
        view, needs = people[number]
        return rank(view, offer, model=model, catalogue=items, n=TOP, needs=needs, seed=number)

    def reasons_of(number: int) -> object:
        reasons = [reason for one in list_of(number) for reason in one.contributions[:REASONS]]
        return [list(reason.terms) for reason in reasons]

    update_ms, downdate_ms = _moves(model.fitted.inverse)
    return Figures(
        *took,
        **_ranked(list_of, len(people)),
        read_p50_ms=_ranked(reasons_of, len(people))["p50_ms"],
        follow_s=_followed(model, events, items) if len(events) <= FOLLOWED else None,
        update_ms=update_ms,
        downdate_ms=downdate_ms,
        approximated=dict(model.metrics.get("approximated", {})),
        notes="settings searched, reasons given",
    )


def ease(size: Size, events: InteractionLog, items: Catalogue) -> Figures:
    most = EngineConfig().dense_items
    clock = _Clock()
    uses = np.bincount(events.item_rows, minlength=size.items)
    rows = ints(np.sort(np.argsort(-uses, kind="stable")[:most]))
    first = events.first_events()
    gram = together(first, n_items=size.items, among=rows)[rows][:, rows].toarray()
    inverse = fit_inverse(gram, ridge=100.0)
    took = clock.seconds()
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
        *took,
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
    clock = _Clock()
    model = AlternatingLeastSquares(factors=64, iterations=15, random_state=7)
    model.fit(matrix, show_progress=False)
    took = clock.seconds()
    asked = _asked(size)

    def list_of(number: int) -> object:
        row = asked[number]
        return model.recommend(row, matrix[row], N=TOP, recalculate_user=True)

    return Figures(
        *took, **_ranked(list_of, len(asked)), notes="64 factors, 15 rounds, folded in, no reasons"
    )


CONTESTANTS: dict[str, Callable[[Size, InteractionLog, Catalogue], Figures]] = {
    "eigenart": eigenart,
    "ease": ease,
    "implicit-als": implicit_als,
}


class _Clock:
    """Of the wall and of the processor, all threads."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def seconds(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._processor


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
    """Milliseconds to take one more event of a person with 20 items into P, and to forget the person."""
    before, after = np.zeros(len(inverse)), np.zeros(len(inverse))
    drawn = np.random.default_rng(7).permutation(len(inverse))[:21]
    before[drawn[1:]] = after[drawn] = 1.0
    inverse = updated(inverse, before=np.zeros(len(inverse)), after=before)
    updates, downdates = [], []
    for _ in range(REPEATS):
        started = time.perf_counter()
        more = updated(inverse, before=before, after=after)
        between = time.perf_counter()
        downdated(more, items=after)
        updates.append(between - started)
        downdates.append(time.perf_counter() - between)
    return float(np.median(updates)) * 1_000, float(np.median(downdates)) * 1_000


def _followed(model: Model, events: InteractionLog, items: Catalogue) -> float:
    """Seconds from one more event to a model that knows it, as the worker gets there; the log is read already."""
    done = set(_history(events)(0)[0].tolist())
    new = next(row for row in range(len(items)) if row not in done)
    later = replace(
        events,
        user_rows=np.append(events.user_rows, np.int32(0)),
        item_rows=np.append(events.item_rows, np.int32(new)),
        days=np.append(events.days, events.days.max() + 0.01),
        strengths=np.append(events.strengths, np.float32(1.0)),
    )
    started = time.perf_counter()
    if follow(model, later, items) is None:
        raise RuntimeError("one more event moved nothing")
    return time.perf_counter() - started


def main(arguments: Sequence[str]) -> None:
    name, size = arguments[0], Size(*map(int, arguments[1:4]))
    items = catalogue(size)
    events = log(size)
    figures = CONTESTANTS[name](size, events, items)
    print(json.dumps({**vars(figures), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(sys.argv[1:])
