"""One item that a person asks about: its reasons, what they do, what would move it, or why it is not offered."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from eigenart.core.vocabulary import DeclineReason, Explanation, ItemKey, Signal
from eigenart.people.services import Actor
from eigenart.personalisation import feedback
from eigenart.personalisation.explain import explain_item
from eigenart.personalisation.recommend import recommend, recommend_item
from eigenart.personalisation.registry import UnknownSurface
from eigenart.personalisation.training import train
from eigenart.privacy import consent
from eigenart.profiles import change, write
from eigenart.profiles import read as profiles
from eigenart.rollout import services as rollout
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from tests.factories import learners
from tests.factories.learners import CHARTS, EXCEL, PIVOT, ROBOT, TALK, finish, grant_of

pytestmark = pytest.mark.usefixtures("catalogue")


def explained(actor: Actor, key: ItemKey, at: datetime, **options: bool) -> Explanation:
    found = explain_item(actor, key, at, **options)
    assert found is not None
    return found


def place_of(actor: Actor, key: ItemKey) -> int:
    found = recommend_item(actor, key, datetime.now(UTC))
    return found.ranked.place if found else 0


def test_without_what_a_reason_rests_on_it_stands_where_is_said(
    actor: Actor, now: datetime, make_employee: Callable[..., Any]
) -> None:
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    finish(actor, EXCEL)
    told = [reason.without for reason in explained(actor, PIVOT, now).reasons]
    mine = next(text for text in told if text.startswith("Without “Spreadsheet basics”, this would"))
    said = re.search(r"place (\d+) by fit", mine)
    assert said is not None
    grant = grant_of(actor, "privacy.rights")
    for fact in profiles.all_facts(grant):
        if fact.key == EXCEL:
            change.mute(grant, fact.id)
    assert place_of(actor, PIVOT) == int(said[1])


def test_a_reason_that_rests_on_no_entry_is_silenced(
    actor: Actor, now: datetime, make_employee: Callable[..., Any]
) -> None:
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    reason = next(r for r in explained(actor, EXCEL, now).reasons if r.signal == "popularity")
    assert reason.without.startswith("If it did not count what many in the company choose,")


def test_levers_hold_when_the_person_follows_them(actor: Actor, now: datetime) -> None:
    finish(actor, EXCEL)
    found = explained(actor, ROBOT, now)
    wanted = [lever for lever in (found.goal, *found.levers) if "“Automation” as an interest" in lever]
    assert wanted, found
    before = place_of(actor, ROBOT)
    consent.give(actor, learners.id_of(actor), "learning.interests", language="en", at=datetime.now(UTC))
    write.state_interest(grant_of(actor, "learning.interests"), "automation")
    assert place_of(actor, ROBOT) < before
    assert f"place {place_of(actor, ROBOT)}" in wanted[0]


def test_reasons_alone_cost_less_and_say_that_more_can_be_asked(actor: Actor, now: datetime) -> None:
    finish(actor, EXCEL)
    short, full = explained(actor, PIVOT, now, in_full=False), explained(actor, PIVOT, now)
    assert short.can_be_asked
    assert not full.can_be_asked
    assert [r.text for r in short.reasons] == [r.text for r in full.reasons]
    assert not any(r.without for r in short.reasons)
    assert full.reasons[0].without
    assert short.levers == ()
    assert all(r.explanation.can_be_asked for r in recommend(actor, at=now))


class TestNotOffered:
    def test_what_is_finished(self, actor: Actor, now: datetime) -> None:
        finish(actor, CHARTS)
        found = explained(actor, CHARTS, now)
        assert found.is_hidden
        assert "finished" in found.note
        assert (found.reasons, found.levers, found.goal) == ((), (), "")

    def test_what_asks_for_something_else_says_what_finishing_it_would_do(
        self, actor: Actor, now: datetime
    ) -> None:
        LearningItem.objects.filter(number="ROBOT").update(prerequisites=["TALK"])
        services.catalogue_changed()
        found = explained(actor, ROBOT, now)
        assert found.is_hidden
        assert "First comes “" in found.note
        assert "finish “" in found.goal
        finishing = next(text for text in found.levers if text.startswith("Once you have finished"))
        said = re.search(r"place (\d+)", finishing)
        assert said is not None, found
        finish(actor, TALK)
        assert place_of(actor, ROBOT) == int(said[1])

    def test_what_was_declined_names_the_answer(self, actor: Actor, now: datetime) -> None:
        shown = recommend_item(actor, TALK, now)
        assert shown is not None
        feedback.record(actor, UUID(shown.impression), Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
        found = explained(actor, TALK, datetime.now(UTC))
        assert "“Not for me”" in found.note
        assert any("your answer to" in text for text in (found.goal, *found.levers))

    def test_what_was_put_off_says_when_it_comes_back(self, actor: Actor, now: datetime) -> None:
        shown = recommend_item(actor, TALK, now)
        assert shown is not None
        feedback.record(actor, UUID(shown.impression), Signal.LATER, at=now)
        assert "“Later”" in explained(actor, TALK, datetime.now(UTC)).note

    def test_dates_and_withdrawals_have_no_levers(self, actor: Actor, now: datetime) -> None:
        today = date.today()
        LearningItem.objects.filter(number="EXCEL").update(is_active=False)
        LearningItem.objects.filter(number="PIVOT").update(available_from=today + timedelta(days=3))
        LearningItem.objects.filter(number="TALK").update(available_until=today - timedelta(days=3))
        services.catalogue_changed()
        notes = {key: explained(actor, key, now) for key in (EXCEL, PIVOT, TALK)}
        assert "no longer offered" in notes[EXCEL].note
        assert "offered from" in notes[PIVOT].note
        assert "offered until" in notes[TALK].note
        assert not any(found.can_be_asked or found.goal or found.levers for found in notes.values())


def test_a_duty_is_explained_by_its_rule_alone(actor: Actor, now: datetime) -> None:
    LearningItem.objects.bulk_create([LearningItem(**learners.duty("RULE"))])
    services.catalogue_changed()
    found = explained(actor, services.key_of("RULE"), now)
    assert "rule" in found.note
    assert (found.reasons, found.levers, found.goal, found.can_be_asked) == ((), (), "", False)


def test_where_the_gate_refuses_nothing_is_tried(actor: Actor, now: datetime) -> None:
    consent.object_to(
        actor, learners.id_of(actor), "learning.recommend", language="en", at=now - timedelta(minutes=1)
    )
    found = explained(actor, PIVOT, now)
    assert (found.levers, found.goal, found.can_be_asked) == ((), "", False)
    assert not any(reason.without for reason in found.reasons)


def test_a_surface_that_is_off_and_an_item_that_nobody_knows(actor: Actor, now: datetime) -> None:
    assert explain_item(actor, ItemKey("learning:NONE"), now) is None
    with pytest.raises(UnknownSurface):
        explain_item(actor, ItemKey("nobody:1"), now)
    rollout.switch("learning", is_on=False)
    assert explain_item(actor, PIVOT, now) is None
