"""A sixth surface in one folder. It needed: apps.py (three names), surface.py (the interface), urls.py. Nothing else
was edited: no list of surfaces, no contract, no page, no table."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import AppConfig
from django.test import Client
from django.urls import clear_url_caches

from eigenart.config import urls
from eigenart.core.vocabulary import DeclineReason, Signal
from eigenart.people.services import Actor
from eigenart.personalisation import feedback, registry
from eigenart.personalisation.recommend import recommend
from eigenart.personalisation.surface import Surface
from eigenart.privacy import consent
from eigenart.profiles import write
from eigenart.rollout import services as rollout
from tests.contracts.surface import SurfaceContract
from tests.factories import learners
from tests.factories.learners import grant_of


@pytest.fixture
def surface(db: None) -> Iterator[Surface]:
    """Started as Django starts any app (a second start of all apps is what the job runner does not bear)."""
    AppConfig.create("tests.surfaces.dummy").ready()
    reload_addresses()
    yield registry.surface("dummy")
    registry.unregister("dummy")
    reload_addresses()


def reload_addresses() -> None:
    importlib.reload(urls)
    clear_url_caches()


class TestDummy(SurfaceContract):
    """Keeps every promise of a surface."""


def test_it_stands_behind_those_of_the_house(surface: Surface) -> None:
    assert registry.all_surfaces()[-1] is surface


def test_its_pages_answer_below_its_key(surface: Surface, client: Client, employee: Any) -> None:
    client.force_login(employee.user)
    assert client.get("/dummy/item/2/").content == b"Walk 2"


def test_home_suggests_it_by_the_persons_interests(
    surface: Surface, approved_register: None, actor: Actor, now: datetime
) -> None:
    consent.give(actor, learners.id_of(actor), "learning.interests", language="en", at=now)
    write.state_interest(grant_of(actor, "learning.interests"), "river")
    found = recommend(actor, at=datetime.now(UTC))
    assert found.recommendations[0].card.key == "dummy:2"
    assert found.recommendations[0].explanation.reasons[0].signal == "interests"


def test_answers_count_at_once(
    surface: Surface, approved_register: None, actor: Actor, now: datetime
) -> None:
    first = recommend(actor, at=now).recommendations[0]
    outcome = feedback.record(actor, UUID(first.impression), Signal.NOT_FOR_ME, DeclineReason.TOPIC, at=now)
    assert first.card.key not in [r.card.key for r in recommend(actor, at=now)]
    assert outcome.effect_text


def test_it_can_be_switched_off(surface: Surface, actor: Actor, now: datetime) -> None:
    rollout.switch("dummy", is_on=False)
    assert not [r for r in recommend(actor, at=now) if r.card.surface == "dummy"]
