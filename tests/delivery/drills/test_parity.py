"""Switching off costs nothing and nobody notices; a planted price and a planted difference are found."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from eigenart.delivery.drills import parity
from eigenart.insight.parity import distinguish
from eigenart.people.models import Role
from eigenart.privacy import consent
from eigenart.privacy.grant import Refusal
from eigenart.privacy.models import AccessLog, Consent
from eigenart.surfaces.learning import services
from tests.factories import learners

SEED = 11


@pytest.fixture
def company(approved_register: None, make_employee: Callable[..., Any]) -> list[Any]:
    """Somebody of each role, twelve colleagues with a past, duties and a catalogue."""
    learners.fill_catalogue(learners.duty("SAFETY"))
    learners.fill_log(make_employee)
    return [make_employee(roles=[role]) for role in Role if role is not Role.EMPLOYEE]


def test_no_price_and_nobody_notices(company: list[Any]) -> None:
    drawn = parity.draw(pairs=200, seed=SEED, reaches=1)
    assert drawn.shortfalls == ()
    assert drawn.reaches == len(parity.optional_purposes()) >= 4
    assert len(drawn.pairs) == 200
    viewers = {pair.page.split()[0] for pair in drawn.pairs}
    assert viewers >= {role.value for role in Role} | {"mail"}
    assert {pair.on.status for pair in drawn.pairs} >= {200, 403}
    found = distinguish(drawn.pairs, seed=SEED)
    assert found.is_blind, found.pages


def test_control_a_planted_blank_is_found(company: list[Any]) -> None:
    def plant(page: str, body: bytes, is_off: bool) -> bytes:
        return body + b" " if is_off and page.startswith("hr ") else body

    drawn = parity.draw(pairs=200, seed=SEED, reaches=0, plant=plant)
    found = distinguish(drawn.pairs, seed=SEED)
    assert not found.is_blind
    assert set(found.pages) >= {pair.page for pair in drawn.pairs if pair.page.startswith("hr ")}


def test_control_a_planted_price_is_found(company: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The duties vanish from the list of whoever switched the suggestions off."""
    honest = services.my_learning

    def unfair(actor: Any, *arguments: Any, **more: Any) -> Any:
        found = honest(actor, *arguments, **more)
        switches = consent.switches(actor, actor.employee_id)
        if isinstance(found, Refusal) or isinstance(switches, Refusal) or all(s.is_on for s in switches[:1]):
            return found
        return replace(found, duties=())

    monkeypatch.setattr(services, "my_learning", unfair)
    drawn = parity.draw(pairs=50, seed=SEED, reaches=1)
    assert "learning.recommend" in {purpose for purpose, _ in drawn.shortfalls}


def test_everything_is_undone(company: list[Any]) -> None:
    before = count(Consent), count(AccessLog)
    parity.draw(pairs=50, seed=SEED, reaches=1)
    assert (count(Consent), count(AccessLog)) == before


def count(model: Any) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM " + model._meta.db_table)
        return int(cursor.fetchone()[0])
