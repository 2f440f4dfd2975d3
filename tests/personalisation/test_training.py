"""Training: the same log gives the same model; only what is sound ranks; the last good model stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from eigenart.engine.config import EngineConfig
from eigenart.engine.training import fit
from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, catalogues, promotion, registry, training
from eigenart.personalisation.models import ModelRun, RunStatus
from eigenart.personalisation.recommend import recommend, recommend_item
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from tests.factories import learners
from tests.factories.learners import EXCEL, PIVOT, WELD, finish

pytestmark = pytest.mark.usefixtures("catalogue", "own_models")


def train(**more: Any) -> ModelRun:
    return training.train(Actor.system(), "learning", **more)


def in_use() -> artefacts.InUse:
    return artefacts.in_use("learning", catalogues.of(registry.surface("learning")))


def test_the_same_log_gives_the_same_model(make_employee: Callable[..., Any]) -> None:
    learners.fill_log(make_employee)
    first, second = train(), train()
    assert first.digest == second.digest
    assert first.pk != second.pk
    assert first.metrics == second.metrics


def test_without_any_log_the_weights_of_day_one_rank(actor: Actor, now: datetime) -> None:
    run = train()
    assert run.status == RunStatus.PROMOTED
    assert run.metrics["verdict"] == "prior"
    assert len(recommend(actor, at=now)) == 3


def test_a_run_says_what_it_was_made_of(make_employee: Callable[..., Any]) -> None:
    learners.fill_log(make_employee)
    seen: list[tuple[str, float]] = []
    run = train(progress=lambda step, share: seen.append((step, share)))
    assert run.catalogue_version == registry.surface("learning").catalogue_version()
    assert len(run.register_hash) == 64
    assert run.metrics["n_people"] == 12
    assert seen[0] == ("prepare", 0.0)
    assert seen[-1] == ("done", 1.0)
    assert [share for _, share in seen] == sorted(share for _, share in seen)


@pytest.mark.parametrize("more", [{}, {"seconds": 30.0}, {"seconds": None}])
def test_the_search_has_a_limit(more: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float | None] = []

    def noted(log: Any, catalogue: Any, config: EngineConfig, **rest: Any) -> Any:
        limits.append(config.seconds)
        return fit(log, catalogue, config, **rest)

    monkeypatch.setattr(training, "fit", noted)
    assert train(**more).status == RunStatus.PROMOTED
    assert limits == [more.get("seconds", training.SECONDS)]


def test_people_who_object_are_not_in_the_log(make_employee: Callable[..., Any], now: datetime) -> None:
    from eigenart.privacy import consent

    actors = learners.fill_log(make_employee)
    consent.object_to(actors[0], learners.id_of(actors[0]), "personalisation.training", language="de", at=now)
    assert train(at=now + timedelta(seconds=1)).metrics["n_people"] == 11


class TestPromotion:
    def test_the_newest_sound_run_ranks(
        self, actor: Actor, now: datetime, make_employee: Callable[..., Any]
    ) -> None:
        first = train()
        assert in_use().run_id == first.pk
        learners.fill_log(make_employee)
        second = train()
        assert in_use().run_id == second.pk
        first.refresh_from_db()
        assert first.status == RunStatus.RETIRED
        assert promotion.promoted("learning") == second

    def test_a_faulty_run_is_refused_and_the_old_one_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        good = train()
        monkeypatch.setattr(promotion, "fault_of", lambda *_: "a weight is negative")
        bad = train()
        assert bad.status == RunStatus.REFUSED
        assert promotion.promoted("learning") == good
        assert in_use().run_id == good.pk
        assert not artefacts.folder(bad).exists()

    def test_a_negative_weight_is_a_fault(self, now: datetime) -> None:
        run = train()
        catalogue = catalogues.of(registry.surface("learning")).catalogue
        assert promotion.fault_of(run, catalogue, now) == ""
        model = artefacts.load(run)
        model.weights[0, 0] = -1.0
        assert list(promotion.faults(model, [], catalogue, now)) == ["a weight is negative or not a number"]

    def test_three_artefacts_are_kept(self) -> None:
        runs = [train() for _ in range(5)]
        kept = [artefacts.folder(run).exists() for run in runs]
        assert kept == [False, False, True, True, True]
        assert ModelRun.objects.count() == 5


def test_a_changed_catalogue_ranks_with_the_old_model(
    actor: Actor, now: datetime, make_employee: Callable[..., Any]
) -> None:
    learners.fill_log(make_employee)
    train()
    finish(actor, EXCEL)
    before = [r.card.key for r in recommend(actor, at=now)]
    LearningItem.objects.create(number="NEW", title_de="Ganz neu", format="video", minutes=5)
    LearningItem.objects.filter(number="WELD").update(is_active=False)
    services.catalogue_changed()
    after = [r.card.key for r in recommend(actor, n=5, at=now)]
    assert before[0] == after[0] == PIVOT
    assert WELD not in after
    assert recommend_item(actor, services.key_of("NEW"), now) is not None
