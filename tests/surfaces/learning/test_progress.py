"""My learning: states and what may follow them, under the person's own purpose."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState, ItemKey
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import consent
from eigenart.privacy.grant import Refusal
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from eigenart.surfaces.learning.progress import NEXT, MyLearning
from tests.factories import learners
from tests.factories.learners import EXCEL, PIVOT, WELD

PLANNED, STARTED, FINISHED, STOPPED = ActivityState


def mine(actor: Actor, at: datetime) -> MyLearning:
    found = services.my_learning(actor, at, language="en")
    assert isinstance(found, MyLearning)
    return found


@pytest.mark.usefixtures("filled", "approved_register")
class TestStates:
    def test_a_path_through_all_states(self, actor: Actor, now: datetime) -> None:
        for step, state in enumerate((PLANNED, STARTED, STOPPED, STARTED, FINISHED)):
            at = now - timedelta(minutes=9 - step)
            assert services.set_state(actor, EXCEL, state, at) is True
            assert services.state_of(actor, EXCEL, at) is state
        found = mine(actor, now)
        assert [p.title for p in found.finished] == ["Spreadsheet basics"]
        assert found.planned == found.started == found.stopped == ()
        assert found.finished[0].next_states == (STARTED,)

    def test_the_same_state_twice_is_one_step(self, actor: Actor, now: datetime) -> None:
        assert services.set_state(actor, EXCEL, PLANNED, now) is True
        assert services.set_state(actor, EXCEL, PLANNED, now + timedelta(seconds=1)) is False
        assert mine(actor, now).planned[0].since == now

    def test_a_step_that_does_not_follow_changes_nothing(self, actor: Actor, now: datetime) -> None:
        with pytest.raises(services.StateNotPossible) as error:
            services.set_state(actor, EXCEL, STOPPED, now)
        assert (error.value.before, error.value.wanted) == (None, STOPPED)
        assert services.state_of(actor, EXCEL, now) is None

    def test_an_unknown_item_is_refused(self, actor: Actor, now: datetime) -> None:
        with pytest.raises(services.UnknownItem):
            services.set_state(actor, ItemKey("learning:NOTHING"), PLANNED, now)

    def test_every_state_has_a_way_on(self) -> None:
        assert set(NEXT) == {None, *ActivityState}
        assert all(NEXT.values())
        assert all(state not in following for state, following in NEXT.items())


@pytest.mark.usefixtures("filled", "approved_register")
class TestMine:
    def test_the_newest_stands_first(self, actor: Actor, now: datetime) -> None:
        services.set_state(actor, EXCEL, PLANNED, now - timedelta(days=1))
        services.set_state(actor, WELD, PLANNED, now)
        assert [p.key for p in mine(actor, now).planned] == [WELD, EXCEL]

    def test_nobody_sees_anybody_elses(
        self, actor: Actor, now: datetime, make_employee: Callable[..., Any]
    ) -> None:
        services.set_state(actor, EXCEL, PLANNED, now)
        other = actor_of(make_employee("Bo", "Other").user)
        assert mine(other, now).is_empty

    def test_duties_that_are_not_finished(self, actor: Actor, now: datetime) -> None:
        LearningItem.objects.create(**learners.duty())
        services.catalogue_changed()
        assert [item.key for item in mine(actor, now).duties] == ["learning:SAFETY"]
        services.set_state(actor, services.key_of("SAFETY"), FINISHED, now)
        assert mine(actor, now).duties == ()

    def test_an_item_that_left_the_catalogue_stays_in_the_record(self, actor: Actor, now: datetime) -> None:
        services.set_state(actor, PIVOT, FINISHED, now)
        LearningItem.objects.filter(number="PIVOT").delete()
        services.catalogue_changed()
        found = mine(actor, now).finished[0]
        assert (found.key, found.item, found.next_states) == (PIVOT, None, ())

    def test_an_objection_to_suggestions_does_not_touch_it(self, actor: Actor, now: datetime) -> None:
        consent.object_to(actor, learners.id_of(actor), "learning.recommend", language="en", at=now)
        assert services.set_state(actor, EXCEL, PLANNED, now + timedelta(seconds=1)) is True
        assert not mine(actor, now + timedelta(seconds=2)).is_empty


@pytest.mark.usefixtures("filled")
def test_without_approval_it_says_why(actor: Actor, now: datetime) -> None:
    for answer in (
        services.my_learning(actor, now),
        services.set_state(actor, EXCEL, PLANNED, now),
        services.state_of(actor, EXCEL, now),
    ):
        assert isinstance(answer, Refusal)
        assert answer.code == "not_approved"


def test_somebody_who_is_no_employee_has_no_record(filled: None, now: datetime) -> None:
    stranger = Actor(user_id=1, employee_id=None, roles=frozenset())
    assert isinstance(services.my_learning(stranger, now), Refusal)
