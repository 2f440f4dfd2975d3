"""One model asked: settings by validation, seen items off the list, counters that go on, reasons where it fails."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bench import contestant
from bench.contest import Options, packed
from bench.parcel import Answers, Parcel
from bench.peers.peer import NotApplicable, Params, Task
from bench.questions import TEST, Protocol
from bench.sets import load
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query
from tests.bench import folders

OPTIONS = Options((), seconds=60, most_tests=1_000, all_items=False)


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    data = load(folders.company(tmp_path_factory.mktemp("set")))
    return packed(data, Protocol.LIVE, OPTIONS)


class Fixed:
    """Ranks by row number, in the direction that `fit` is told."""

    name = "fixed"
    needs: tuple[str, ...] = ()
    grid: Sequence[Params] = [{"sign": -1}, {"sign": 1}]

    def fit(self, task: Task, *, sign: int) -> None:
        self._scores = sign * np.arange(task.n_items, dtype=np.float64)

    def scores(self, query: Query) -> FloatArray:
        return self._scores


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[[type], None]:
    return lambda kind: monkeypatch.setattr(contestant, "REGISTRY", {"fixed": kind})


def test_a_parcel_survives_its_files(parcel: Parcel, tmp_path: Path) -> None:
    parcel.save(tmp_path)
    again = Parcel.load(tmp_path)
    assert again.catalogue.items == parcel.catalogue.items
    assert again.events.days.tolist() == parcel.events.days.tolist()
    assert [q.targets.tolist() for q in again.questions(TEST)] == [
        q.targets.tolist() for q in parcel.questions(TEST)
    ]


def test_the_setting_that_ranks_validation_best_is_chosen(
    parcel: Parcel, enter: Callable[[type], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(Fixed)
    reached = {}
    for sign in (-1, 1):
        monkeypatch.setattr(Fixed, "grid", [{"sign": sign}])
        reached[sign] = contestant.answer(parcel, "fixed").gains.mean()
    monkeypatch.setattr(Fixed, "grid", [{"sign": -1}, {"sign": 1}])
    given = contestant.answer(parcel, "fixed")
    assert given.chosen["sign"] in (-1, 1)
    assert given.gains.mean() == reached[given.chosen["sign"]]


def test_nothing_that_was_done_is_in_a_list(parcel: Parcel, enter: Callable[[type], None]) -> None:
    enter(Fixed)
    given = contestant.answer(parcel, "fixed")
    for question, top in zip(parcel.questions(TEST), given.tops, strict=True):
        assert not set(top) & set(question.query.state.past_rows)


def test_listeners_hear_everything_before_a_question_and_nothing_of_it(
    parcel: Parcel, enter: Callable[[type], None]
) -> None:
    heard: list[int] = []
    counts: list[int] = []

    class Listening(Fixed):
        grid: Sequence[Params] = [{"sign": 1}]

        def fit(self, task: Task, *, sign: int) -> None:
            super().fit(task, sign=sign)
            task.listeners.append(lambda news: heard.extend(news.item_rows.tolist()))

        def scores(self, query: Query) -> FloatArray:
            counts.append(len(heard))
            return super().scores(query)

    enter(Listening)
    contestant.answer(parcel, "fixed")
    assert counts == list(range(len(parcel.questions(TEST))))
    targets = [int(question.targets[0]) for question in parcel.questions(TEST)]
    assert heard == targets[:-1]


def test_why_a_model_says_nothing() -> None:
    reason = contestant.reason_of
    assert reason(NotApplicable("no times")) == "no times"
    assert reason(ModuleNotFoundError(name="cornac")) == "cornac is not installed"
    assert reason(MemoryError()) == "not enough memory"
    assert reason(ValueError("bad shape\nmore")) == "failed with ValueError: bad shape"


def test_a_library_that_is_not_installed_is_named(enter: Callable[[type], None]) -> None:
    class Needy(Fixed):
        needs = ("surely-not-installed",)

    enter(Needy)
    with pytest.raises(contestant.MissingLibrary, match="surely-not-installed is not installed"):
        contestant.made("fixed")


def test_scores_that_are_no_numbers_are_refused(parcel: Parcel, enter: Callable[[type], None]) -> None:
    class Broken(Fixed):
        grid: Sequence[Params] = [{"sign": 1}]

        def scores(self, query: Query) -> FloatArray:
            return np.full(len(parcel.catalogue), np.nan)

    enter(Broken)
    with pytest.raises(contestant.UnusableScores):
        contestant.answer(parcel, "fixed")


def test_the_process_answers_with_files_whatever_happens(parcel: Parcel, tmp_path: Path) -> None:
    parcel.save(tmp_path)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    for model in ("popularity", "nobody"):
        command = [sys.executable, "-m", "bench.contestant", str(tmp_path), model]
        subprocess.run(command, check=True, env=environment)
    assert Answers.load(tmp_path, "popularity").peak_mb > 10
    assert Answers.load(tmp_path, "nobody").missing == "failed with ValueError: there is no model nobody"
