"""Path A: from a person to a few explained suggestions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState
from eigenart.people.services import Actor, actor_of
from eigenart.personalisation.models import Impression
from eigenart.personalisation.recommend import recommend, recommend_item
from eigenart.personalisation.suggestions import MOST
from eigenart.personalisation.training import train
from eigenart.privacy import consent, gate
from eigenart.rollout import services as rollout
from eigenart.surfaces.learning import services
from tests.factories import learners
from tests.factories.learners import CHARTS, EXCEL, PIVOT, SPREADSHEETS, finish, grant_of

pytestmark = pytest.mark.usefixtures("catalogue")


def keys(found: Any) -> list[str]:
    return [recommendation.card.key for recommendation in found]


def impressions(actor: Actor) -> list[Impression]:
    grant = grant_of(actor, "learning.recommend")
    with gate.rows(grant):
        return list(Impression.under(grant).order_by("place"))


def test_three_first_and_never_more_than_five(actor: Actor, now: datetime) -> None:
    first, five = recommend(actor, at=now), recommend(actor, n=50, at=now)
    assert len(first) == 3
    assert first.has_more
    assert len(five) == MOST
    assert not five.has_more
    assert keys(five)[:3] == keys(first), "asking for more must not change what stands there already"


def test_the_same_day_gives_the_same_list(actor: Actor, now: datetime) -> None:
    assert keys(recommend(actor, n=5, at=now)) == keys(recommend(actor, n=5, at=now))


def test_contributions_sum_to_the_score_and_reasons_to_the_contributions(
    actor: Actor, now: datetime, make_employee: Callable[..., Any]
) -> None:
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    finish(actor, EXCEL)
    learners.know(actor, SPREADSHEETS, 2)
    found = recommend(actor, n=5, at=now)
    assert len(found) == 5
    for recommendation in found:
        ranked = recommendation.ranked
        assert sum(c.amount for c in ranked.contributions) == pytest.approx(ranked.score, abs=1e-9)
        for contribution in ranked.contributions:
            if contribution.terms:
                assert sum(t.amount for t in contribution.terms) == pytest.approx(
                    contribution.amount, abs=1e-9
                )
        explanation = recommendation.explanation
        told = sum(reason.amount for reason in explanation.reasons) + explanation.rest_amount
        assert told == pytest.approx(ranked.score, abs=1e-9)
        assert len(explanation.reasons) <= 3
    assert any(r.ranked.contributions for r in found)


def test_what_follows_in_the_log_comes_first_with_its_reason(
    actor: Actor, now: datetime, make_employee: Callable[..., Any]
) -> None:
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    finish(actor, EXCEL)
    first = recommend(actor, at=now).recommendations[0]
    assert first.card.key == PIVOT
    assert any("Spreadsheet basics" in reason.text for reason in first.explanation.reasons)
    facts = {fact for reason in first.explanation.reasons for fact in reason.facts}
    assert any(fact.startswith("profiles.Activity:") for fact in facts), (
        "a reason must lead to the fact it used"
    )


def test_a_person_without_history_is_told_that_little_is_known(actor: Actor, now: datetime) -> None:
    assert recommend(actor, at=now).knows_little
    finish(actor, EXCEL, PIVOT, CHARTS)
    assert not recommend(actor, at=now).knows_little


def test_only_what_fits_into_the_time_at_hand(actor: Actor, now: datetime) -> None:
    found = recommend(actor, n=5, at=now, minutes=25)
    assert found.recommendations
    assert all(r.card.minutes is not None and r.card.minutes <= 25 for r in found)


def test_what_stands_on_the_page_is_left_out(actor: Actor, now: datetime) -> None:
    shown = keys(recommend(actor, at=now))
    assert not set(keys(recommend(actor, at=now, without=shown))) & set(shown)


class TestImpressions:
    def test_a_reload_writes_nothing_new(self, actor: Actor, now: datetime) -> None:
        found = recommend(actor, at=now)
        before = impressions(actor)
        again = recommend(actor, at=now + timedelta(seconds=1))
        assert [r.impression for r in found] == [r.impression for r in again]
        assert [(i.pk, i.score) for i in impressions(actor)] == [(i.pk, i.score) for i in before]
        assert len(before) == 3

    def test_the_next_day_has_its_own(self, actor: Actor, now: datetime) -> None:
        recommend(actor, at=now)
        recommend(actor, at=now + timedelta(days=1))
        assert len({i.shown_on for i in impressions(actor)}) == 2

    def test_reasons_are_codes_and_amounts(self, actor: Actor, now: datetime) -> None:
        finish(actor, EXCEL)
        recommend(actor, at=now)
        noted = [reason for impression in impressions(actor) for reason in impression.reasons]
        assert noted
        assert all(set(reason) == {"signal", "amount", "share"} for reason in noted)


class TestWithoutGrant:
    def test_after_an_objection_everybody_gets_the_same_and_nothing_is_noted(
        self, actor: Actor, now: datetime, make_employee: Callable[..., Any]
    ) -> None:
        learners.fill_log(make_employee)
        train(Actor.system(), "learning")
        finish(actor, EXCEL)
        recommend(actor, at=now)
        noted = len(impressions(actor))
        earlier, later = now - timedelta(minutes=9), now - timedelta(minutes=5)
        consent.object_to(actor, learners.id_of(actor), "learning.recommend", language="en", at=earlier)
        found = recommend(actor, n=5, at=later)
        assert not found.is_personal
        assert found.surfaces_without_grant == ("learning",)
        assert all(not r.is_personal and r.impression == "" for r in found)
        assert not any(reason.facts for r in found for reason in r.explanation.reasons)
        other = actor_of(make_employee("Bo", "Other").user)
        consent.object_to(other, learners.id_of(other), "learning.recommend", language="en", at=earlier)
        assert keys(recommend(other, n=5, at=later)) == keys(found)
        consent.lift_objection(actor, learners.id_of(actor), "learning.recommend", language="en", at=later)
        assert len(impressions(actor)) == noted
        assert recommend(actor, at=now).is_personal

    def test_the_same_items_stay_reachable(self, actor: Actor, now: datetime) -> None:
        before = {row.number for row in services.search("", page=1).items}
        consent.object_to(actor, learners.id_of(actor), "learning.recommend", language="en", at=now)
        assert {row.number for row in services.search("", page=1).items} == before
        assert len(recommend(actor, n=5, at=now + timedelta(seconds=5))) == MOST
        assert services.set_state(actor, PIVOT, ActivityState.PLANNED, now + timedelta(seconds=6)) is True

    def test_somebody_without_employment_sees_the_same_as_all(self, now: datetime) -> None:
        stranger = Actor(user_id=1, employee_id=None, roles=frozenset())
        found = recommend(stranger, at=now)
        assert len(found) == 3
        assert not found.is_personal

    def test_popular_items_come_first(self, now: datetime, make_employee: Callable[..., Any]) -> None:
        learners.fill_log(make_employee)
        train(Actor.system(), "learning")
        stranger = Actor(user_id=1, employee_id=None, roles=frozenset())
        found = recommend(stranger, n=5, at=now)
        assert set(keys(found)[:3]) <= {EXCEL, PIVOT, CHARTS, "learning:WELD", "learning:ROBOT"}
        assert found.recommendations[0].explanation.reasons[0].signal == "popularity"


def test_a_surface_that_is_switched_off_suggests_nothing(actor: Actor, now: datetime) -> None:
    rollout.switch("learning", is_on=False)
    assert len(recommend(actor, at=now)) == 0


class TestDuties:
    def test_one_duty_stands_first_as_a_rule(self, actor: Actor, now: datetime) -> None:
        late, soon = date.today() + timedelta(days=90), date.today() + timedelta(days=20)
        add(learners.duty("LATE", until=late), learners.duty("SOON", until=soon))
        found = recommend(actor, at=now)
        first = found.recommendations[0]
        assert first.ranked.slot == "mandatory"
        assert first.card.key == "learning:SOON"
        assert first.ranked.candidate.due_on == soon
        assert first.explanation.reasons == ()
        assert "rule" in first.explanation.note
        assert [r.ranked.slot for r in found].count("mandatory") == 1

    def test_a_finished_duty_is_gone(self, actor: Actor, now: datetime) -> None:
        add(learners.duty())
        finish(actor, services.key_of("SAFETY"))
        assert "learning:SAFETY" not in keys(recommend(actor, n=5, at=now))


def add(*rows: dict[str, Any]) -> None:
    from eigenart.surfaces.learning.models import LearningItem

    LearningItem.objects.bulk_create([LearningItem(**row) for row in rows])
    services.catalogue_changed()


def test_a_finished_item_cannot_be_brought_back(actor: Actor, now: datetime) -> None:
    finish(actor, CHARTS)
    assert recommend_item(actor, CHARTS, now) is None
