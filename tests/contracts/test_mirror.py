"""The mirror: what ranking reads about a person is exactly what My data shows, and each part can be taken away."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from eigenart.core.vocabulary import DeclineReason, Fact, FactKind, ProfileView, Signal
from eigenart.engine.profile_state import INPUTS
from eigenart.people.services import Actor
from eigenart.personalisation import feedback, ranking, registry
from eigenart.personalisation import recommend as recommending
from eigenart.personalisation.training import train
from eigenart.privacy import consent
from eigenart.privacy.in_force import register
from eigenart.profiles import change, sources, write
from eigenart.profiles import read as profiles
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from tests.factories import learners
from tests.factories.learners import EXCEL, SPREADSHEETS, TALK, finish, grant_of

SHOWN_UNDER = "privacy.rights"


@pytest.fixture
def known(approved_register: None, actor: Actor, employee: Any, make_employee: Callable[..., Any]) -> Actor:
    """A person of whom one fact of every kind that ranking reads is known, in a company with a past."""
    learners.fill_catalogue()
    learners.fill_log(make_employee)
    train(Actor.system(), "learning")
    learners.employ(employee, position="Controlling", org_unit="Büro", needs={SPREADSHEETS: 3})
    learners.know(actor, SPREADSHEETS, 1)
    finish(actor, EXCEL)
    at = datetime.now(UTC)
    consent.give(actor, learners.id_of(actor), "learning.interests", language="de", at=at)
    write.state_interest(grant_of(actor, "learning.interests"), "data")
    write.set_preference(grant_of(actor, "learning.interests"), "format:audio", "like")
    found = recommending.recommend_item(actor, TALK, datetime.now(UTC))
    assert found is not None
    feedback.record(
        actor, UUID(found.impression), Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=datetime.now(UTC)
    )
    return actor


def view_of(actor: Actor, at: datetime | None = None) -> ProfileView:
    """The view that Home ranks with, after ranking."""
    at = at or datetime.now(UTC)
    opened = recommending.open_surface(registry.surface("learning"), actor, at)
    ranking.rank_for(opened.surface, opened.view, at=at, n=5)
    return opened.view


def order(actor: Actor, at: datetime | None = None) -> dict[Any, float]:
    return ranking.order_for(registry.surface("learning"), view_of(actor, at), at=at or datetime.now(UTC))


def shown(actor: Actor) -> dict[str, Fact]:
    return {fact.id: fact for fact in profiles.all_facts(grant_of(actor, SHOWN_UNDER))}


def fact_of(actor: Actor, kind: FactKind) -> Fact:
    return next(fact for fact in shown(actor).values() if fact.kind is kind)


def test_every_kind_that_ranking_reads_is_there(known: Actor) -> None:
    assert {fact.kind for fact in shown(known).values()} == set(INPUTS)


def test_what_is_read_is_what_is_shown(known: Actor) -> None:
    read = view_of(known).inputs_read
    counting = {id_ for id_, fact in shown(known).items() if fact.kind in INPUTS}
    assert read == counting


def test_home_reads_nothing_beside_the_view(known: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_out: list[ProfileView] = []
    genuine = profiles.read

    def spy(grant: Any, at: Any = None) -> ProfileView:
        handed_out.append(genuine(grant, at))
        return handed_out[-1]

    monkeypatch.setattr(profiles, "read", spy)
    recommending.recommend(known, at=datetime.now(UTC))
    assert len(handed_out) == 1
    assert handed_out[0].inputs_read <= set(shown(known))
    assert handed_out[0].inputs_read


@pytest.mark.parametrize("kind", INPUTS)
def test_a_muted_fact_is_not_read_and_ranking_changes(known: Actor, kind: FactKind) -> None:
    fact, before = fact_of(known, kind), order(known)
    change.mute(grant_of(known, SHOWN_UNDER), fact.id)
    assert fact.id not in view_of(known).inputs_read
    assert shown(known)[fact.id].is_muted, "it stays visible"
    assert order(known) != before
    change.unmute(grant_of(known, SHOWN_UNDER), fact.id)
    assert fact.id in view_of(known).inputs_read
    assert order(known) == before


@pytest.mark.parametrize("kind", INPUTS)
def test_a_fact_counts_up_to_its_end_date(known: Actor, kind: FactKind) -> None:
    fact = fact_of(known, kind)
    change.set_end(grant_of(known, SHOWN_UNDER), fact.id, date.today())
    assert fact.id in view_of(known).inputs_read
    assert fact.id not in view_of(known, datetime.now(UTC) + timedelta(days=2)).inputs_read


@pytest.mark.parametrize("kind", INPUTS)
def test_a_forgotten_fact_is_gone(known: Actor, kind: FactKind) -> None:
    fact, before = fact_of(known, kind), order(known)
    change.forget(grant_of(known, SHOWN_UNDER), fact.id)
    assert fact.id not in shown(known)
    assert order(known) != before


def test_every_reason_leads_to_a_fact_that_is_shown(known: Actor) -> None:
    with translation.override("de"):
        found = recommending.recommend(known, n=5, at=datetime.now(UTC))
    linked = {fact for r in found for reason in r.explanation.reasons for fact in reason.facts}
    assert linked
    assert linked <= set(shown(known))


def test_every_source_is_shown_and_every_category_of_a_surface_has_one() -> None:
    shown_categories = set(register().gated_columns(SHOWN_UNDER))
    by_category = {source.category for source in sources.all_sources()}
    assert by_category <= shown_categories
    for surface in registry.all_surfaces():
        assert surface.categories <= by_category, "a surface may not see what no source of facts shows"


def test_training_reads_the_columns_of_the_register_and_no_other(known: Actor) -> None:
    """Nothing is declared that is not read: data minimisation has two sides."""
    with CaptureQueriesContext(connection) as asked:
        train(Actor.system(), "learning")
    read = {
        pair for query in asked.captured_queries for pair in re.findall(r'"(\w+)"\."(\w+)"', query["sql"])
    }
    for category, declared in register().gated_columns("personalisation.training").items():
        table = register().data_type(category).table
        assert {column for name, column in read if name == table} - {"id", "subject_id"} == declared


def test_nothing_in_ranking_reads_facts_but_through_the_view() -> None:
    """`facts` of a view is for showing; an estimator that used it would read unnoticed."""
    engine = Path(ranking.__file__).parents[1] / "engine"
    readers = {path.name for path in engine.glob("*.py") if ".facts" in path.read_text(encoding="utf-8")}
    # `reasons` has a table of terms whose column is called so; the others build trial views and rank through them.
    assert readers <= {"levers.py", "counterfactual.py", "reasons.py", "transition.py"}


def test_the_activity_of_an_item_that_left_the_catalogue_is_still_shown(known: Actor) -> None:
    LearningItem.objects.filter(number="EXCEL").delete()
    services.catalogue_changed()
    fact = fact_of(known, FactKind.ACTIVITY)
    assert (fact.key, fact.label.de) == (EXCEL, EXCEL)
    assert fact.id in view_of(known).inputs_read
