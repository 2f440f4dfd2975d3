"""Putting an older run to work: clear errors, nothing damaged ranks, and nobody who left comes back with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, catalogues, live, promotion, registry, runs, training
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus
from eigenart.personalisation.registry import UnknownSurface
from eigenart.personalisation.runs import NothingToRollBackTo, RunNotUsable
from eigenart.privacy import consent
from tests.factories import learners
from tests.factories.learners import LAW, TALK, finish

pytestmark = pytest.mark.usefixtures("catalogue", "own_models")


def train() -> ModelRun:
    return training.train(Actor.system(), "learning")


def in_use() -> artefacts.InUse:
    return artefacts.in_use("learning", catalogues.of(registry.surface("learning")))


class TestRollBack:
    def test_it_goes_to_the_one_before(self) -> None:
        first, second, third = train(), train(), train()
        assert runs.roll_back("learning") == second
        assert in_use().run_id == second.pk
        assert runs.roll_back("learning") == first
        with pytest.raises(NothingToRollBackTo):
            runs.roll_back("learning")
        assert promotion.promoted("learning") == first
        third.refresh_from_db()
        assert third.status == RunStatus.RETIRED

    def test_a_damaged_run_is_skipped_on_the_way(self) -> None:
        first, second, _third = train(), train(), train()
        (artefacts.folder(second) / "sums.npy").write_bytes(b"nothing")
        assert runs.roll_back("learning") == first

    def test_runs_that_followed_are_no_step_back(self, make_employee: Callable[..., Any]) -> None:
        """Back means before the training that ranks now, and then on to the present log."""
        actors = learners.fill_log(make_employee)
        first, second = train(), train()
        for key in (TALK, LAW):
            finish(actors[1], key, days_ago=2)
            live.refresh("learning")
        now_ranks = runs.roll_back("learning")
        assert (now_ranks.kind, now_ranks.base) == (RunKind.LIVE, first.pk)
        assert in_use().run_id == now_ranks.pk
        assert in_use().model.metrics["n_events"] == artefacts.load(second).metrics["n_events"] + 2

    def test_who_objected_does_not_come_back_with_an_older_run(
        self, make_employee: Callable[..., Any]
    ) -> None:
        actors = learners.fill_log(make_employee)
        train()
        consent.object_to(actors[0], learners.id_of(actors[0]), "personalisation.training")
        train()
        runs.roll_back("learning")
        assert in_use().model.metrics["n_people"] == 11

    def test_an_unknown_surface(self) -> None:
        with pytest.raises(UnknownSurface):
            runs.roll_back("gardening")


class TestPutToWork:
    def test_a_run_named_by_the_beginning_of_its_number(self) -> None:
        first, second = train(), train()
        found = runs.find(str(first.pk)[:13].upper())
        assert found == first
        assert runs.put_to_work(found) == first
        assert in_use().run_id == first.pk
        second.refresh_from_db()
        assert second.status == RunStatus.RETIRED

    @pytest.mark.parametrize("number", ["", "abc", "zzzz", "00000000-0000-0000-0000-000000000000"])
    def test_an_unknown_number(self, number: str) -> None:
        train()
        with pytest.raises(RunNotUsable) as problem:
            runs.find(number)
        assert problem.value.code == "unknown_run"

    def test_a_number_that_fits_two(self) -> None:
        for digit in "12":
            ModelRun.objects.create(
                id=f"abcd0000-0000-4000-8000-00000000000{digit}",
                surface="learning",
                created_at=datetime.now(UTC),
            )
        with pytest.raises(RunNotUsable) as problem:
            runs.find("abcd")
        assert problem.value.code == "ambiguous_run"

    def test_a_refused_or_damaged_run_changes_nothing(self) -> None:
        refused, damaged, current = train(), train(), train()
        ModelRun.objects.filter(pk=refused.pk).update(status=RunStatus.REFUSED)
        (artefacts.folder(damaged) / "model.json").unlink()
        for run, code in ((refused, "refused_run"), (damaged, "corrupt_model")):
            with pytest.raises(RunNotUsable) as problem:
                runs.put_to_work(runs.find(str(run.pk)))
            assert problem.value.code == code
        assert promotion.promoted("learning") == current
        assert runs.is_kept(current)


def test_the_newest_runs_come_first() -> None:
    made = [train() for _ in range(3)]
    assert [run.pk for run in runs.newest("learning", limit=2)] == [made[2].pk, made[1].pk]
