"""Models on disk and in memory: what is damaged never ranks, and nothing is deleted that somebody is about to read."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eigenart.engine.model import CorruptModel, Model
from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, catalogues, live, promotion, registry, runs, training
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus
from eigenart.personalisation.recommend import recommend
from tests.factories import learners
from tests.factories.learners import CHARTS, EXCEL, LAW, PIVOT, TALK, finish

pytestmark = pytest.mark.usefixtures("catalogue", "own_models")


def train() -> ModelRun:
    return training.train(Actor.system(), "learning")


def in_use() -> artefacts.InUse:
    return artefacts.in_use("learning", catalogues.of(registry.surface("learning")))


def damage(run: ModelRun) -> None:
    path = next(artefacts.folder(run).glob("sums.npy"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")


class TestCorrupt:
    def test_a_corrupt_artefact_is_refused_and_the_last_good_one_ranks(
        self, actor: Actor, now: datetime, own_models: Callable[[], None]
    ) -> None:
        good, bad = train(), train()
        damage(bad)
        own_models()
        assert in_use().run_id == good.pk
        assert len(recommend(actor, at=now)) == 3

    def test_with_no_good_one_the_weights_of_day_one_rank(
        self, actor: Actor, now: datetime, own_models: Callable[[], None]
    ) -> None:
        damage(train())
        own_models()
        assert in_use().run_id is None
        assert len(recommend(actor, at=now)) == 3

    def test_a_model_in_memory_survives_a_damaged_file(self, own_models: Callable[[], None]) -> None:
        run = train()
        own_models()
        assert in_use().run_id == run.pk
        damage(run)
        assert in_use().run_id == run.pk

    def test_a_file_that_goes_away_while_it_is_read_is_a_corrupt_model(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = train()

        def vanish(*_: object, **__: object) -> Model:
            raise FileNotFoundError

        monkeypatch.setattr(Model, "load", vanish)
        with pytest.raises(CorruptModel):
            artefacts.load(run)


class TestSwap:
    def test_a_run_that_is_replaced_while_it_is_read_leads_to_the_next_one(
        self, own_models: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another process promotes and prunes between the question which run ranks and the reading of its files."""
        first, second = train(), train()
        promotion.promote(first)
        own_models()
        load = artefacts.load

        def overtaken(run: ModelRun) -> Model:
            if run.pk == first.pk:
                promotion.promote(second)
                raise CorruptModel(artefacts.folder(run), "files are missing")
            return load(run)

        monkeypatch.setattr(artefacts, "load", overtaken)
        assert in_use().run_id == second.pk
        assert artefacts._refused == set()

    def test_while_one_thread_loads_the_others_go_on_with_the_model_before(self) -> None:
        """Nobody waits for a file, but whoever moves the model must have the newest one."""
        train()
        before = in_use()
        fresh = ModelRun.objects.get()
        artefacts._held["learning"] = artefacts.InUse(None, before.model)
        with artefacts._lock:
            assert in_use().run_id is None
        assert in_use().run_id == fresh.pk

    def test_a_thread_without_any_model_waits_for_the_one_that_loads(self) -> None:
        train()
        artefacts._held.clear()
        released: list[bool] = []

        def release() -> None:
            released.append(True)
            artefacts._lock.release()

        artefacts._lock.acquire()
        threading.Timer(0.05, release).start()
        assert in_use().run_id is not None
        assert released


class TestPrune:
    def test_trainings_and_runs_that_followed_are_kept_apart(self, make_employee: Callable[..., Any]) -> None:
        actors = learners.fill_log(make_employee)
        trainings = [train() for _ in range(4)]
        followed = []
        for key in (EXCEL, PIVOT, CHARTS, TALK, LAW):
            finish(actors[0], key, days_ago=3)
            run = live.refresh("learning")
            followed += [run] if run else []
        assert len(followed) >= 4
        assert [artefacts.folder(run).exists() for run in trainings] == [False, True, True, True]
        assert [artefacts.folder(run).exists() for run in followed[-3:]] == [False, True, True]

    def test_what_is_being_written_stays_and_what_was_left_behind_goes(self) -> None:
        run = train()
        home = artefacts.folder(run).parent
        draft, abandoned = home / "fresh.draft", home / "old.draft"
        for path in (draft, abandoned):
            path.mkdir()
        long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
        os.utime(abandoned, (long_ago, long_ago))
        artefacts.prune("learning")
        assert draft.exists()
        assert not abandoned.exists()
        assert artefacts.folder(run).exists()

    def test_old_runs_that_followed_leave_the_books_and_trainings_stay(self) -> None:
        training_run = train()
        made = datetime.now(UTC) - timedelta(days=31)
        for status in (RunStatus.RETIRED, RunStatus.REFUSED):
            ModelRun.objects.create(
                surface="learning", kind=RunKind.LIVE, base=training_run.pk, created_at=made, status=status
            )
        artefacts.prune("learning")
        assert [run.pk for run in runs.newest("learning")] == [training_run.pk]

    def test_the_promoted_run_stays_however_old_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = train(), train()
        promotion.promote(first)
        monkeypatch.setattr(artefacts, "KEPT", 1)
        artefacts.prune("learning")
        assert artefacts.folder(first).exists()
        assert not artefacts.folder(second).exists()
