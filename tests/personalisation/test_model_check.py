"""The check of the order: from logged draws and answers, for those who did not object, and undecided until enough."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from eigenart.core.vocabulary import Signal
from eigenart.engine import exploration
from eigenart.engine.off_policy import LEAST_EFFECTIVE, Decided, Undecided
from eigenart.people.services import Actor, actor_of
from eigenart.personalisation import impressions, model_check
from eigenart.personalisation.model_check import CheckRefused
from eigenart.personalisation.models import Feedback, Impression
from eigenart.personalisation.registry import UnknownSurface
from eigenart.privacy import consent, gate
from tests.factories import learners
from tests.factories.learners import grant_of

pytestmark = pytest.mark.usefixtures("catalogue")

CHANCE = exploration.chances(np.linspace(1.0, 0.1, 10))


def draw(
    actor: Actor, n: int, *, seed: int, likes: np.ndarray, slot: str = "explore", **answer: Any
) -> tuple[int, int]:
    """n draws of one person, with what they accepted. Returns how many, and how many were accepted."""
    rng = np.random.default_rng(seed)
    grant = grant_of(actor, "learning.recommend")
    person = impressions.person_of(grant)
    drawn = rng.choice(10, size=n, p=CHANCE)
    taken = rng.random(n) < likes[drawn]
    rows = [
        Impression(
            id=uuid4(), subject_id=person, surface="learning", item_key=f"learning:{place}-{seed}",
            place=5, score=0.0, propensity=CHANCE[item], slot=slot, shown_on=date.today() - timedelta(days=place % 90),
        )
        for place, item in enumerate(drawn)
    ]  # fmt: skip
    answers = [
        Feedback(
            subject_id=person, impression=row.pk, surface="learning", item_key=row.item_key,
            signal=Signal.ACCEPT, at=datetime.now(UTC), **answer,
        )
        for row, is_taken in zip(rows, taken, strict=True)
        if is_taken
    ]  # fmt: skip
    with gate.rows(grant):
        Impression.under(grant).bulk_create(rows)
        Feedback.under(grant).bulk_create(answers)
    return n, len(answers)


LIKES = np.linspace(0.6, 0.0, 10)
EVERYTHING = np.ones(10)


def checked() -> Decided | Undecided:
    return model_check.check(Actor.system(), "learning")


def test_without_any_draw_it_is_undecided() -> None:
    assert checked() == Undecided(needs=LEAST_EFFECTIVE, effective=0.0, n=0)


def test_few_draws_are_undecided_and_counted(actor: Actor) -> None:
    draw(actor, 40, seed=1, likes=EVERYTHING)
    found = checked()
    assert isinstance(found, Undecided)
    assert found.n == 40
    assert found.needs > 900


def test_places_that_were_not_drawn_do_not_count(actor: Actor) -> None:
    draw(actor, 40, seed=1, likes=EVERYTHING, slot="ranked")
    assert checked() == Undecided(needs=LEAST_EFFECTIVE, effective=0.0, n=0)


def test_a_good_order_is_found_better_than_a_blind_draw(
    actor: Actor, make_employee: Callable[..., Any]
) -> None:
    people = [actor, *(actor_of(make_employee(f"D{n}", "Draw").user) for n in range(3))]
    made = [draw(person, 800, seed=number, likes=LIKES) for number, person in enumerate(people)]
    found = checked()
    assert isinstance(found, Decided)
    assert found.logged.n == sum(n for n, _ in made)
    assert found.logged.value == pytest.approx(sum(taken for _, taken in made) / found.logged.n)
    assert found.code == "better"
    assert abs(found.target.value - LIKES.mean()) < 0.05


@pytest.mark.parametrize("answer", [{"undone_at": datetime(2026, 1, 2, tzinfo=UTC)}, {"is_muted": True}])
def test_answers_that_no_longer_stand_do_not_count(actor: Actor, answer: dict[str, Any]) -> None:
    draw(actor, 3_000, seed=3, likes=EVERYTHING, **answer)
    found = checked()
    assert isinstance(found, Decided)
    assert found.logged.value == 0.0


def test_who_objects_is_left_out(actor: Actor, now: datetime) -> None:
    draw(actor, 40, seed=1, likes=EVERYTHING)
    consent.object_to(
        actor, learners.id_of(actor), "personalisation.check", language="en", at=now - timedelta(seconds=5)
    )
    assert checked() == Undecided(needs=LEAST_EFFECTIVE, effective=0.0, n=0)


def test_only_the_system_may_ask(actor: Actor) -> None:
    with pytest.raises(CheckRefused) as refused:
        model_check.check(actor, "learning")
    assert refused.value.code == "actor_not_allowed"
    with pytest.raises(UnknownSurface):
        model_check.check(Actor.system(), "nothing")
