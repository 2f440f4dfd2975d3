"""Before works council, data protection officer and employer have approved the register, nothing personal happens."""

from datetime import datetime

import pytest

from eigenart.people.services import Actor
from eigenart.personalisation import training
from eigenart.personalisation.models import ModelRun
from eigenart.personalisation.recommend import recommend
from tests.factories import learners


def test_suggestions_are_the_same_for_everybody(actor: Actor, now: datetime) -> None:
    learners.fill_catalogue()
    found = recommend(actor, at=now)
    assert len(found) == 3
    assert not found.is_personal
    assert not found.knows_little, "nothing was looked at, so nothing may be said about it"


def test_nothing_is_trained(db: None) -> None:
    learners.fill_catalogue()
    with pytest.raises(training.TrainingRefused, match="not_approved"):
        training.train(Actor.system(), "learning")
    assert not ModelRun.objects.exists()
