"""One surface ranked for many different people: the numbers add up, whoever it is."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from eigenart.core.vocabulary import (
    ActivityState,
    DeclineReason,
    Fact,
    FactId,
    FactKind,
    LocalText,
    Origin,
    ProfileView,
    Signal,
    Source,
)
from eigenart.people.services import Actor, position_titled
from eigenart.personalisation import ranking, registry
from eigenart.personalisation.surface import Why
from eigenart.personalisation.training import train
from eigenart.profiles.models import PositionSkill
from eigenart.surfaces.learning import services
from tests.factories import learners
from tests.factories.learners import SPREADSHEETS


@pytest.fixture
def trained(catalogue: None, make_employee: Callable[..., Any]) -> None:
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    PositionSkill.objects.create(position=position_titled("Controlling"), concept_id=SPREADSHEETS, level=3)


def anybody(seed: int, at: datetime) -> ProfileView:
    """A view of a person whose facts are drawn by lot."""
    lot = random.Random(seed)
    keys = [item.key for item in services.items()]
    facts: list[Fact] = []

    def know(kind: FactKind, key: str, value: str = "", detail: str = "") -> None:
        source, when = Source(Origin.SELF), at - timedelta(days=lot.randrange(1, 300))
        number = FactId(f"drawn:{len(facts)}")
        facts.append(Fact(number, kind, "any", key, value, LocalText(key, key), source, when, detail=detail))

    for key in lot.sample(keys, lot.randrange(0, 4)):
        know(FactKind.ACTIVITY, key, lot.choice(list(ActivityState)))
    for key in lot.sample(keys, lot.randrange(0, 3)):
        know(FactKind.FEEDBACK, key, Signal.NOT_FOR_ME, lot.choice([*DeclineReason, ""]))
    for topic in lot.sample(sorted(learners.TOPICS), lot.randrange(0, 3)):
        know(FactKind.INTEREST, topic)
    know(FactKind.POSITION, "position", lot.choice(["controlling", "montage", "unknown"]))
    know(FactKind.ORG_UNIT, "org_unit", lot.choice(["Büro", "Werk"]))
    know(FactKind.SKILL, SPREADSHEETS, str(lot.randrange(1, 5)))
    know(FactKind.PREFERENCE, "format:video", lot.choice(["like", "dislike"]))
    know(FactKind.PREFERENCE, "minutes", "45")
    return ProfileView(facts=tuple(facts), at=at)


@pytest.mark.usefixtures("trained")
def test_terms_sum_to_contributions_and_contributions_to_the_score(now: datetime) -> None:
    surface = registry.surface("learning")
    signals: set[str] = set()
    for seed in range(60):
        view = anybody(seed, now)
        for ranked in ranking.rank_for(surface, view, at=now, n=None).ranked:
            assert sum(c.amount for c in ranked.contributions) == pytest.approx(ranked.score, abs=1e-9)
            for contribution in ranked.contributions:
                assert contribution.amount == pytest.approx(
                    contribution.weight * contribution.value, abs=1e-12
                )
                assert sum(t.amount for t in contribution.terms) == pytest.approx(
                    contribution.amount, abs=1e-9
                )
            facts = {fact.id: fact for fact in view.facts}
            explanation = surface.explain(ranked.candidate, Why(ranked=ranked, facts=facts))
            told = sum(reason.amount for reason in explanation.reasons) + explanation.rest_amount
            assert told == pytest.approx(ranked.score, abs=1e-9)
            assert {f for reason in explanation.reasons for f in reason.facts} <= set(facts)
            signals |= {c.signal for c in ranked.contributions}
    assert {"interests", "dislike", "skill_gap", "format_preference", "popularity"} <= signals


@pytest.mark.usefixtures("trained")
def test_the_whole_order_and_its_short_form_agree(now: datetime) -> None:
    surface = registry.surface("learning")
    for seed in range(10):
        view = anybody(seed, now)
        whole = ranking.rank_for(surface, view, at=now, n=None).ranked
        short = ranking.order_for(surface, view, at=now)
        assert [r.candidate.item.key for r in whole] == list(short)
        assert [r.score for r in whole] == pytest.approx(list(short.values()))


@pytest.mark.usefixtures("trained")
def test_the_empty_view_reads_nothing(now: datetime) -> None:
    view = ProfileView.empty(at=now, refusal="objected")
    found = ranking.rank_for(registry.surface("learning"), view, at=now, n=5)
    assert view.inputs_read == frozenset()
    assert found.needs == {}
    assert found.ranked
    assert not {t.fact for r in found.ranked for c in r.contributions for t in c.terms} - {None}
