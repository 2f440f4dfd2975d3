"""Answers: idempotent, undone, and each reason with its own visible effect on the very next list."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from eigenart.core.vocabulary import ActivityState, DeclineReason, FactKind, ItemKey, Recommendation, Signal
from eigenart.people.services import Actor, actor_of
from eigenart.personalisation import feedback
from eigenart.personalisation.feedback import FeedbackRefused
from eigenart.personalisation.models import Feedback
from eigenart.personalisation.recommend import recommend, recommend_item
from eigenart.personalisation.suggestions import Outcome
from eigenart.privacy import consent, gate
from eigenart.profiles import change
from eigenart.profiles import read as profiles
from eigenart.surfaces.learning import services
from tests.factories import learners
from tests.factories.learners import (
    CHARTS,
    EXCEL,
    LAW,
    PIVOT,
    PODCAST,
    ROBOT,
    SPREADSHEETS,
    TALK,
    WELD,
    finish,
    grant_of,
)

pytestmark = pytest.mark.usefixtures("catalogue")


def suggestion(actor: Actor, key: ItemKey, at: datetime) -> Recommendation:
    found = recommend_item(actor, key, at)
    assert found is not None
    return found


def answer(
    actor: Actor, key: ItemKey, signal: Signal, reason: DeclineReason | None = None, *, at: datetime
) -> Outcome:
    impression = UUID(suggestion(actor, key, at).impression)
    return feedback.record(actor, impression, signal, reason, at=at)


def rows(actor: Actor) -> list[Feedback]:
    grant = grant_of(actor, "learning.recommend")
    with gate.rows(grant):
        return list(Feedback.under(grant).order_by("at"))


def scores(actor: Actor, at: datetime, *keys: ItemKey) -> list[float]:
    return [suggestion(actor, key, at).ranked.score for key in keys]


class TestRecord:
    def test_the_same_answer_twice_is_one_answer(self, actor: Actor, now: datetime) -> None:
        impression = UUID(suggestion(actor, WELD, now).impression)
        first = feedback.record(actor, impression, Signal.NOT_FOR_ME, DeclineReason.FORMAT, at=now)
        again = feedback.record(
            actor, impression, Signal.NOT_FOR_ME, DeclineReason.FORMAT, at=now + timedelta(seconds=3)
        )
        assert again.feedback_id == first.feedback_id
        assert again.effect_text == first.effect_text
        assert [(row.signal, row.at) for row in rows(actor)] == [("not_for_me", now)]

    def test_another_reason_replaces_the_first(self, actor: Actor, now: datetime) -> None:
        impression = UUID(suggestion(actor, WELD, now).impression)
        feedback.record(actor, impression, Signal.NOT_FOR_ME, DeclineReason.FORMAT, at=now)
        feedback.record(
            actor, impression, Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now + timedelta(seconds=3)
        )
        assert [row.reason for row in rows(actor)] == ["topic"]

    def test_one_suggestion_has_one_answer(self, actor: Actor, now: datetime) -> None:
        impression = UUID(suggestion(actor, PIVOT, now).impression)
        feedback.record(actor, impression, Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
        accepted = feedback.record(actor, impression, Signal.ACCEPT, at=now)
        assert [a.pk for a in rows(actor) if a.undone_at is None] == [accepted.feedback_id]
        assert services.state_of(actor, PIVOT, now) is ActivityState.PLANNED
        later = feedback.record(actor, impression, Signal.LATER, at=now)
        assert [a.pk for a in rows(actor) if a.undone_at is None] == [later.feedback_id]
        assert services.state_of(actor, PIVOT, now) is None

    def test_it_keeps_what_the_item_was(self, actor: Actor, now: datetime) -> None:
        answer(actor, ROBOT, Signal.LATER, at=now)
        row = rows(actor)[0]
        assert (row.format, row.minutes, row.topics) == ("video", 90, ["production", "automation"])

    def test_the_replacement_is_not_on_the_page(self, actor: Actor, now: datetime) -> None:
        page = [r.card.key for r in recommend(actor, at=now)]
        first = suggestion(actor, ItemKey(page[0]), now)
        outcome = feedback.record(actor, UUID(first.impression), Signal.LATER, at=now, shown=page)
        assert outcome.replacement is not None
        assert outcome.replacement.card.key not in page
        assert outcome.replacement.impression

    def test_only_a_decline_has_a_reason(self, actor: Actor, now: datetime) -> None:
        impression = UUID(suggestion(actor, WELD, now).impression)
        with pytest.raises(FeedbackRefused, match="reason_without_decline"):
            feedback.record(actor, impression, Signal.LATER, DeclineReason.TIME, at=now)
        assert rows(actor) == []

    def test_nobody_answers_for_somebody_else(
        self, actor: Actor, now: datetime, make_employee: Callable[..., Any]
    ) -> None:
        impression = UUID(suggestion(actor, WELD, now).impression)
        other = actor_of(make_employee("Bo", "Other").user)
        for wrong, key in ((other, impression), (actor, uuid4())):
            with pytest.raises(FeedbackRefused, match="unknown_impression"):
                feedback.record(wrong, key, Signal.LATER, at=now)
        assert rows(actor) == rows(other) == []

    def test_after_an_objection_an_old_page_cannot_write(self, actor: Actor, now: datetime) -> None:
        before, between = now - timedelta(minutes=9), now - timedelta(minutes=5)
        impression = UUID(suggestion(actor, WELD, before).impression)
        consent.object_to(actor, learners.id_of(actor), "learning.recommend", language="en", at=between)
        with pytest.raises(FeedbackRefused, match="unknown_impression"):
            feedback.record(actor, impression, Signal.LATER, at=now)


class TestReasons:
    """Each reason acts differently, at once, and says so in numbers."""

    def test_format(self, actor: Actor, now: datetime) -> None:
        finish(actor, CHARTS)
        before = scores(actor, now, PIVOT, ROBOT, TALK)
        outcome = answer(actor, EXCEL, Signal.NOT_FOR_ME, DeclineReason.FORMAT, at=now)
        after = scores(actor, now, PIVOT, ROBOT, TALK)
        assert after[0] < before[0]
        assert after[1] < before[1]
        assert after[2] == before[2]
        assert recommend_item(actor, EXCEL, now) is None
        moved = rows(actor)[0].effect["lower"]
        assert f"{moved} item" in outcome.effect_text
        assert 1 <= moved <= 2
        assert "“Video”" in outcome.effect_text

    def test_time(self, actor: Actor, now: datetime) -> None:
        before = scores(actor, now, WELD, PODCAST, LAW)
        outcome = answer(actor, CHARTS, Signal.NOT_FOR_ME, DeclineReason.TIME, at=now)
        after = scores(actor, now, WELD, PODCAST, LAW)
        assert after[2] == before[2], "it is shorter"
        assert after[0] < after[1] < before[1], "the longer, the more"
        assert "of more than 20 minutes moved down" in outcome.effect_text

    def test_known(self, actor: Actor, now: datetime, needs_spreadsheets: None) -> None:
        before = scores(actor, now, EXCEL, PIVOT, LAW)
        outcome = answer(actor, CHARTS, Signal.NOT_FOR_ME, DeclineReason.KNOWN, at=now)
        after = scores(actor, now, EXCEL, PIVOT, LAW)
        assert after[0] < before[0], "it teaches what is known now"
        assert after[1] < before[1], "part of what it teaches is known now"
        assert after[2] == before[2]
        assert "known to you" in outcome.effect_text

    def test_topic(self, actor: Actor, now: datetime) -> None:
        before = scores(actor, now, LAW, PODCAST, WELD)
        outcome = answer(actor, TALK, Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
        after = scores(actor, now, LAW, PODCAST, WELD)
        assert after[0] < before[0]
        assert after[1] < before[1]
        assert after[2] == before[2]
        assert "2 items on the topic “Leadership” moved down" in outcome.effect_text

    @pytest.mark.parametrize(
        ("signal", "reason"), [(Signal.NOT_FOR_ME, DeclineReason.NOT_NOW), (Signal.LATER, None)]
    )
    def test_not_now_and_later_come_back(
        self, actor: Actor, now: datetime, signal: Signal, reason: DeclineReason | None
    ) -> None:
        before = scores(actor, now, LAW, WELD)
        answer(actor, TALK, signal, reason, at=now)
        assert recommend_item(actor, TALK, now) is None
        assert scores(actor, now, LAW, WELD) == before
        assert recommend_item(actor, TALK, now + timedelta(days=15)) is not None

    def test_without_a_reason_only_the_item_goes(self, actor: Actor, now: datetime) -> None:
        before = scores(actor, now, LAW, WELD)
        outcome = answer(actor, TALK, Signal.NOT_FOR_ME, at=now)
        assert recommend_item(actor, TALK, now + timedelta(days=300)) is None
        assert scores(actor, now, LAW, WELD) == before
        assert "No other item changed its place" in outcome.effect_text

    def test_accept_plans_the_item(self, actor: Actor, now: datetime) -> None:
        outcome = answer(actor, PIVOT, Signal.ACCEPT, at=now)
        assert outcome.is_noted_in_record
        assert services.state_of(actor, PIVOT, now) is ActivityState.PLANNED
        assert recommend_item(actor, PIVOT, now) is None


class TestUndo:
    def test_everything_is_as_before(self, actor: Actor, now: datetime) -> None:
        finish(actor, CHARTS)
        before = scores(actor, now, EXCEL, PIVOT, ROBOT)
        outcome = answer(actor, EXCEL, Signal.NOT_FOR_ME, DeclineReason.FORMAT, at=now)
        back = feedback.undo(actor, outcome.feedback_id, at=now)
        assert back is not None
        assert back.card.key == EXCEL
        assert scores(actor, now, EXCEL, PIVOT, ROBOT) == before
        again = feedback.undo(actor, outcome.feedback_id, at=now + timedelta(seconds=1))
        assert again is not None
        assert [row.undone_at for row in rows(actor)] == [now]

    def test_an_accepted_item_leaves_the_record(self, actor: Actor, now: datetime) -> None:
        outcome = answer(actor, PIVOT, Signal.ACCEPT, at=now)
        assert feedback.undo(actor, outcome.feedback_id, at=now) is not None
        assert services.state_of(actor, PIVOT, now) is None

    def test_what_was_planned_before_stays_planned(self, actor: Actor, now: datetime) -> None:
        impression = UUID(suggestion(actor, PIVOT, now).impression)
        services.set_state(actor, PIVOT, ActivityState.PLANNED, now - timedelta(minutes=1))
        outcome = feedback.record(actor, impression, Signal.ACCEPT, at=now)
        feedback.undo(actor, outcome.feedback_id, at=now)
        assert services.state_of(actor, PIVOT, now) is ActivityState.PLANNED

    def test_an_undone_answer_can_be_given_again(self, actor: Actor, now: datetime) -> None:
        outcome = answer(actor, WELD, Signal.NOT_FOR_ME, at=now)
        feedback.undo(actor, outcome.feedback_id, at=now)
        later = now + timedelta(seconds=9)
        again = answer(actor, WELD, Signal.NOT_FOR_ME, at=later)
        assert again.feedback_id == outcome.feedback_id
        assert recommend_item(actor, WELD, later) is None

    def test_only_the_person_undoes(
        self, actor: Actor, now: datetime, make_employee: Callable[..., Any]
    ) -> None:
        outcome = answer(actor, WELD, Signal.LATER, at=now)
        other = actor_of(make_employee("Bo", "Other").user)
        with pytest.raises(FeedbackRefused, match="unknown_feedback"):
            feedback.undo(other, outcome.feedback_id, at=now)
        assert rows(actor)[0].undone_at is None


class TestEffects:
    def test_the_next_page_shows_that_it_counted(self, actor: Actor, now: datetime) -> None:
        outcome = answer(actor, TALK, Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
        effects = recommend(actor, at=now).effects
        assert [(e.item_title, e.text) for e in effects] == [("Leading talks", outcome.effect_text)]
        assert feedback.recent_effects(actor, now) == effects
        feedback.undo(actor, outcome.feedback_id, at=now)
        assert recommend(actor, at=now).effects == ()

    def test_yesterday_is_over(self, actor: Actor, now: datetime) -> None:
        answer(actor, TALK, Signal.LATER, at=now - timedelta(days=1))
        assert recommend(actor, at=now).effects == ()


class TestAsFacts:
    """Answers are facts like all others: shown, muted, ended, corrected, forgotten."""

    @pytest.fixture
    def fact_id(self, actor: Actor, now: datetime) -> Any:
        answer(actor, TALK, Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
        facts = profiles.all_facts(grant_of(actor, "privacy.rights"))
        found = [fact for fact in facts if fact.kind is FactKind.FEEDBACK]
        assert [(f.key, f.value, f.detail, f.label.de) for f in found] == [
            (TALK, "not_for_me", "topic", "Gespräche führen")
        ]
        return found[0].id

    def test_mute_and_unmute(self, actor: Actor, now: datetime, fact_id: Any) -> None:
        grant = grant_of(actor, "privacy.rights")
        change.mute(grant, fact_id)
        assert recommend_item(actor, TALK, now) is not None
        change.unmute(grant, fact_id)
        assert recommend_item(actor, TALK, now) is None

    def test_an_end_date(self, actor: Actor, now: datetime, fact_id: Any) -> None:
        change.set_end(grant_of(actor, "privacy.rights"), fact_id, date.today() + timedelta(days=3))
        assert recommend_item(actor, TALK, now) is None
        assert recommend_item(actor, TALK, now + timedelta(days=5)) is not None

    def test_forget(self, actor: Actor, now: datetime, fact_id: Any) -> None:
        change.forget(grant_of(actor, "privacy.rights"), fact_id)
        assert rows(actor) == []
        assert recommend_item(actor, TALK, now) is not None

    def test_correct_the_reason(self, actor: Actor, now: datetime, fact_id: Any) -> None:
        low = scores(actor, now, LAW)
        change.correct(grant_of(actor, "privacy.rights"), fact_id, "format")
        assert rows(actor)[0].reason == "format"
        assert scores(actor, now, LAW) > low


@pytest.fixture
def needs_spreadsheets(employee: Any) -> None:
    """The person's position asks for spreadsheets at level 3."""
    learners.employ(employee, position="Controlling", org_unit="Büro", needs={SPREADSHEETS: 3})
