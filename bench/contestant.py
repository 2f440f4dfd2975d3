"""One model in a process of its own: tuned on validation, fitted once more, asked the test's questions once.

    python -m bench.contestant PARCEL MODEL

Called by `bench.contest` with one thread, so that seconds, milliseconds and megabytes are this model's alone. Whatever
goes wrong becomes the reason in the model's row.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from bench.measure import peak_mb
from bench.parcel import Answers, Parcel
from bench.peers import REGISTRY
from bench.peers.peer import NotApplicable, Params, Peer, Task
from bench.questions import TEST, VALIDATION, Mark, Question, mark
from eigenart.engine.arrays import FloatArray, ints
from eigenart.engine.evaluation import TOP, per_person, top_rows


class MissingLibrary(Exception):
    """A distribution that the peer needs is not installed."""


class UnusableScores(Exception):
    """The model's scores are no ranking of the catalogue."""


def answer(parcel: Parcel, model: str) -> Answers:
    """Raises NotApplicable, MissingLibrary, UnusableScores and whatever the model raises."""
    started = time.perf_counter()
    chosen = tuned(parcel, model)
    tune_s = time.perf_counter() - started
    peer, task = made(model), parcel.task(TEST)
    started = time.perf_counter()
    peer.fit(task, **chosen)
    fit_s = time.perf_counter() - started
    marks: list[Mark] = []
    tops, took = [], []
    for question in asked(parcel, parcel.questions(TEST), task, part=TEST):
        started = time.perf_counter()
        scores = offered(peer, question)
        top = top_rows(scores)
        took.append((time.perf_counter() - started) * 1_000)
        tops.append(np.pad(top, (0, TOP - len(top)), constant_values=-1))
        marks.append(checked(scores, question))
    return Answers(
        gains=np.array([m.gain for m in marks]),
        recalls=np.array([m.recall for m in marks]),
        found=np.concatenate([m.found for m in marks]),
        tops=ints(tops),
        milliseconds=np.array(took),
        fit_s=fit_s,
        tune_s=tune_s,
        peak_mb=peak_mb(),
        chosen=dict(chosen),
    )


def made(model: str) -> Peer:
    if model not in REGISTRY:
        return _ours(model)
    peer = REGISTRY[model]()
    for name in peer.needs:
        try:
            version(name)
        except PackageNotFoundError:
            raise MissingLibrary(f"{name} is not installed") from None
    return peer


def _ours(model: str) -> Peer:
    """Imported here only: a peer's megabytes hold nothing of our training."""
    from bench.ours import NAME, Eigenart, Signal

    return Eigenart() if model == NAME else Signal(model)


def tuned(parcel: Parcel, model: str) -> Params:
    """The setting of the grid with the best NDCG@10 on validation; the first one of equals."""
    grid = made(model).grid
    if len(grid) == 1:
        return grid[0]
    task, questions, reached = parcel.task(VALIDATION), parcel.questions(VALIDATION), []
    for params in grid:
        peer, fresh = made(model), task.again()
        peer.fit(fresh, **params)
        gains = [
            checked(offered(peer, question), question).gain
            for question in asked(parcel, questions, fresh, part=VALIDATION)
        ]
        users = [question.query.user for question in questions]
        reached.append(float(per_person(users, np.array(gains)).mean()) if gains else 0.0)
    return grid[int(np.argmax(reached))]


def asked(parcel: Parcel, questions: Iterable[Question], task: Task, *, part: int) -> Iterator[Question]:
    """The questions in their order; before each, the task's listeners hear what happened since the last one."""
    done = int(np.argmax(parcel.parts == part))
    for question in questions:
        if question.place > done:
            news = parcel.between(done, question.place, part=part)
            for listener in task.listeners:
                listener(news)
            done = question.place
        yield question


def offered(peer: Peer, question: Question) -> FloatArray:
    """The model's scores, the largest made 1 for what counts as equal, -inf for what the person has done."""
    scores = np.array(peer.scores(question.query), dtype=np.float64)
    scores /= max(float(np.abs(scores).max(initial=0.0)), 1e-300)
    scores[question.query.state.past_rows] = -np.inf
    return scores


def checked(scores: FloatArray, question: Question) -> Mark:
    if not np.isfinite(scores[question.targets]).all() or np.isnan(scores).any():
        raise UnusableScores("some scores are not numbers")
    return mark(scores, question)


def reason_of(error: BaseException) -> str:
    match error:
        case NotApplicable() | MissingLibrary() | UnusableScores():
            return str(error)
        case ModuleNotFoundError():
            return f"{error.name} is not installed"
        case MemoryError():
            return "not enough memory"
    return f"failed with {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def main() -> int:
    folder, model = Path(sys.argv[1]), sys.argv[2]
    try:
        answers = answer(Parcel.load(folder), model)
    except Exception as error:
        answers = Answers(missing=reason_of(error))
    answers.save(folder, model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
