"""The model follows its log, forgets who leaves it, and a training afterwards has never seen them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from structlog.testing import capture_logs

from eigenart.core.vocabulary import DeclineReason, FactKind, ItemKey, Signal
from eigenart.engine import moving
from eigenart.engine.training import fit
from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.personalisation import (
    artefacts,
    catalogues,
    feedback,
    live,
    promotion,
    registry,
    training,
    training_log,
)
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus
from eigenart.personalisation.promotion import Superseded
from eigenart.personalisation.recommend import recommend, recommend_item
from eigenart.privacy import approvals, consent, retention, rights
from eigenart.profiles import change, write
from eigenart.profiles import read as profiles
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from tests.factories import learners
from tests.factories.learners import CHARTS, EXCEL, LAW, PIVOT, TALK, WELD, finish, grant_of

pytestmark = pytest.mark.usefixtures("catalogue", "own_models")

TRAINING = "personalisation.training"


def train() -> ModelRun:
    return training.train(Actor.system(), "learning")


def model_in_use() -> Any:
    return artefacts.in_use("learning", catalogues.of(registry.surface("learning"))).model


def job() -> ModelRun | None:
    """What the worker runs after a change."""
    return live.refresh("learning")


@pytest.fixture
def company(make_employee: Callable[..., Any]) -> list[Actor]:
    return learners.fill_log(make_employee)


@pytest.fixture
def newcomer(make_employee: Callable[..., Any]) -> Callable[[], Actor]:
    """Makes one more person with a job of their own and a past; may be called once."""

    def make() -> Actor:
        employee = make_employee("Noa", "Neu", personnel_number="NEW-1")
        learners.employ(employee, position="Sonderrolle", org_unit="Stabsstelle")
        actor = actor_of(employee.user)
        finish(actor, TALK, EXCEL, WELD, LAW, days_ago=5)
        return actor

    return make


@contextmanager
def unchanged() -> Iterator[None]:
    before = promotion.promoted("learning")
    yield
    assert promotion.promoted("learning") == before


class TestFollowing:
    def test_nothing_is_made_where_nothing_changed_or_nothing_was_trained(self, company: list[Actor]) -> None:
        assert job() is None
        train()
        with unchanged():
            assert job() is None

    def test_a_step_of_one_person_is_in_everybodys_model(self, company: list[Actor]) -> None:
        first = train()
        row = catalogues.of(registry.surface("learning")).catalogue.row_of
        before = model_in_use().fitted
        finish(company[1], TALK, days_ago=1)
        run = job()
        assert run is not None
        assert (run.kind, run.base, run.status) == (RunKind.LIVE, first.pk, RunStatus.PROMOTED)
        assert artefacts.load(run).fitted.uses[row[TALK]] == before.uses[row[TALK]] + 1
        after = model_in_use().fitted
        assert after.together[row[TALK], row[EXCEL]] == before.together[row[TALK], row[EXCEL]] + 1
        assert after.inverse[row[TALK], row[EXCEL]] != before.inverse[row[TALK], row[EXCEL]]
        assert job() is None

    def test_it_is_the_model_that_a_training_with_these_settings_would_make(
        self, company: list[Actor]
    ) -> None:
        first = train()
        for key in (TALK, LAW, WELD):
            finish(company[1], key, days_ago=2)
            job()
        moved, run = model_in_use(), promotion.promoted("learning")
        assert run is not None
        assert run.base == first.pk
        assert run.metrics["moves"] == 3
        second = train()
        fresh = artefacts.load(second)
        assert fresh.settings == moved.settings, (
            "the log is too short for a search, so both have the declared ones"
        )
        assert moving._same(moved.fitted, fresh.fitted)
        np.testing.assert_allclose(moved.fitted.inverse, fresh.fitted.inverse, rtol=0, atol=1e-12)
        assert second.metrics["live_drift"] < 1e-12

    def test_a_changed_catalogue_is_followed_with_its_new_items(self, company: list[Actor]) -> None:
        train()
        LearningItem.objects.create(number="NEW", title_de="Ganz neu", format="video", minutes=5)
        services.catalogue_changed()
        finish(company[0], services.key_of("NEW"), days_ago=1)
        run = job()
        assert run is not None
        assert run.metrics["moves"] == 0
        assert run.catalogue_version == services.catalogue_version()
        assert services.key_of("NEW") in artefacts.load(run).keys
        assert job() is None

    def test_a_training_in_between_is_not_lost(
        self, company: list[Actor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody else promotes a run while this one is made: it is made again, from that one."""
        train()
        finish(company[1], TALK, days_ago=1)
        follow = moving.follow
        others: list[ModelRun] = []

        def overtaken(*args: Any, **more: Any) -> Any:
            if not others:
                monkeypatch.setattr(moving, "follow", follow)
                others.append(train())
                monkeypatch.setattr(moving, "follow", overtaken)
                finish(company[1], LAW, days_ago=1)
            return follow(*args, **more)

        monkeypatch.setattr(moving, "follow", overtaken)
        run = job()
        assert run is not None
        assert run.base == others[0].pk
        assert set(ModelRun.objects.values_list("status", flat=True)) <= {"promoted", "retired"}
        monkeypatch.setattr(promotion, "promote", _always_overtaken)
        finish(company[1], WELD, days_ago=1)
        with unchanged(), pytest.raises(Superseded):
            job()

    def test_a_run_that_does_not_pass_its_check_is_refused(
        self, company: list[Actor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        train()
        finish(company[1], TALK, days_ago=1)
        monkeypatch.setattr(promotion, "fault_of", lambda *_: "a weight is negative")
        with unchanged(), capture_logs() as lines:
            run = job()
        assert run is not None
        assert run.status == RunStatus.REFUSED
        assert [line["event"] for line in lines] == ["run_refused"]
        assert not artefacts.folder(run).exists()

    def test_without_approval_nothing_is_read(
        self, company: list[Actor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        train()
        finish(company[1], TALK, days_ago=1)
        monkeypatch.setattr(approvals, "obstacle", lambda *_: "not_approved")
        with unchanged(), pytest.raises(training_log.TrainingRefused):
            job()

    def test_drift_is_noticed_at_night(self, company: list[Actor], monkeypatch: pytest.MonkeyPatch) -> None:
        train()
        finish(company[1], TALK, days_ago=1)
        job()
        monkeypatch.setattr(moving, "drift", lambda *_: 2e-8)
        with capture_logs() as lines:
            run = train()
        assert run.metrics["live_drift"] == 2e-8
        assert [line["event"] for line in lines if line["log_level"] == "error"] == ["model_drifted"]


def _always_overtaken(run: ModelRun, **_: object) -> None:
    raise Superseded(run.surface)


class TestForgetting:
    """A training before somebody came is the measure: after they left, the same bytes come out again."""

    def assert_forgotten(self, without: ModelRun) -> None:
        followed = job()
        assert followed is not None
        expected = artefacts.load(without)
        assert moving._same(model_in_use().fitted, expected.fitted)
        np.testing.assert_allclose(model_in_use().fitted.inverse, expected.fitted.inverse, rtol=0, atol=1e-12)
        again = train()
        assert again.digest == without.digest
        files = {path.name: path.read_bytes() for path in artefacts.folder(again).iterdir()}
        assert files == {path.name: path.read_bytes() for path in artefacts.folder(without).iterdir()}

    def test_an_objection(self, company: list[Actor], newcomer: Callable[[], Actor]) -> None:
        without = train()
        actor = newcomer()
        with_them = train()
        assert with_them.digest != without.digest
        assert "Stabsstelle" in str(artefacts.load(with_them).fitted.org_units)
        consent.object_to(actor, learners.id_of(actor), TRAINING)
        self.assert_forgotten(without)
        consent.lift_objection(actor, learners.id_of(actor), TRAINING)
        assert job() is not None
        assert train().digest == with_them.digest

    def test_the_end_of_the_records_of_somebody_who_left(
        self, company: list[Actor], newcomer: Callable[[], Actor]
    ) -> None:
        without = train()
        actor = newcomer()
        job()
        left = datetime.now(UTC).date() - timedelta(days=20 * 366)
        Employee.objects.filter(pk=learners.id_of(actor)).update(leaves_on=left)
        retention.delete_expired()
        self.assert_forgotten(without)

    def test_facts_that_are_no_longer_used_or_were_deleted(
        self, company: list[Actor], newcomer: Callable[[], Actor]
    ) -> None:
        without = train()
        actor = newcomer()
        job()
        own = grant_of(actor, "privacy.rights")
        steps = [fact for fact in profiles.all_facts(own) if fact.kind is FactKind.ACTIVITY]
        assert len(steps) == 4
        for number, step in enumerate(steps):
            (change.mute if number % 2 else change.forget)(own, step.id)
        self.assert_forgotten(without)

    def test_a_muted_department(self, company: list[Actor], newcomer: Callable[[], Actor]) -> None:
        train()
        actor = newcomer()
        job()
        assert "Stabsstelle" in model_in_use().fitted.org_units
        own = grant_of(actor, "privacy.rights")
        job_facts = [fact for fact in profiles.all_facts(own) if fact.kind is FactKind.ORG_UNIT]
        change.mute(own, job_facts[0].id)
        job()
        assert "Stabsstelle" not in model_in_use().fitted.org_units

    def test_an_objection_while_a_training_runs(
        self, company: list[Actor], newcomer: Callable[[], Actor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        without = train()
        actor = newcomer()

        def slow(*args: Any, **more: Any) -> Any:
            found = fit(*args, **more)
            consent.object_to(actor, learners.id_of(actor), TRAINING)
            return found

        monkeypatch.setattr(training, "fit", slow)
        assert train().metrics["n_people"] == 13
        assert model_in_use().metrics["n_people"] == 12
        assert moving._same(model_in_use().fitted, artefacts.load(without).fitted)

    def test_somebody_who_never_did_anything_leaves_no_trace(
        self, company: list[Actor], make_employee: Callable[..., Any]
    ) -> None:
        first = train()
        learners.employ(make_employee("Nie", "Da"), position="Montage", org_unit="Werk")
        assert job() is None
        assert train().digest == first.digest

    def test_the_access_log_names_an_opening_and_not_every_change(self, company: list[Actor]) -> None:
        train()
        for key in (TALK, LAW, WELD):
            finish(company[1], key, days_ago=2)
            assert job() is not None
        seen = rights.accesses(grant_of(company[1], "privacy.rights"))
        assert len([line for line in seen if line.purpose == TRAINING]) == 2, (
            "the training, and the following"
        )


class TestOwnChanges:
    """What a person does, declines or states is in their own next ranking, before any job has run."""

    def keys(self, actor: Actor) -> list[str]:
        return [found.card.key for found in recommend(actor, n=5, at=datetime.now(UTC))]

    def score(self, actor: Actor, key: ItemKey) -> float:
        found = recommend_item(actor, key, datetime.now(UTC))
        assert found is not None
        return found.ranked.score

    def test_an_event(self, company: list[Actor], actor: Actor) -> None:
        train()
        assert self.keys(actor)[0] != PIVOT
        with unchanged():
            finish(actor, EXCEL)
            assert self.keys(actor)[0] == PIVOT
            assert EXCEL not in self.keys(actor)

    def test_a_dislike(self, company: list[Actor], actor: Actor) -> None:
        train()
        finish(actor, EXCEL)
        first = recommend(actor, at=datetime.now(UTC)).recommendations[0]
        assert first.card.key == PIVOT
        before = self.score(actor, CHARTS)
        with unchanged():
            at = datetime.now(UTC)
            feedback.record(actor, UUID(first.impression), Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=at)
            assert PIVOT not in self.keys(actor)
            assert self.score(actor, CHARTS) < before, "it shares a topic that was declined"

    def test_a_changed_goal(self, company: list[Actor], actor: Actor) -> None:
        """A stated interest is the goal that a person sets here; the level of a skill is what they have reached."""
        train()
        assert self.keys(actor)[0] != TALK
        consent.give(actor, learners.id_of(actor), "learning.interests")
        with unchanged():
            write.state_interest(grant_of(actor, "learning.interests"), "leadership")
            first = self.keys(actor)[0]
            assert first in {TALK, LAW, learners.PODCAST}
            write.drop_interest(grant_of(actor, "learning.interests"), "leadership")
            write.state_interest(grant_of(actor, "learning.interests"), "automation")
            assert self.keys(actor)[0] == learners.ROBOT
