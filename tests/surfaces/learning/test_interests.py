"""The first three taps: consent and topics in one transaction, or neither."""

from datetime import UTC, datetime

import pytest

from eigenart.core.vocabulary import FactKind
from eigenart.people.services import Actor
from eigenart.personalisation.recommend import recommend
from eigenart.privacy import consent, gate
from eigenart.privacy.grant import Grant, Refusal
from eigenart.profiles import read, write
from eigenart.surfaces.learning import interests
from tests.factories import learners
from tests.factories.learners import grant_of

pytestmark = pytest.mark.usefixtures("filled")


def stated(actor: Actor) -> set[str]:
    facts = read.all_facts(grant_of(actor, "privacy.rights"))
    return {fact.key for fact in facts if fact.kind is FactKind.INTEREST}


def is_open(actor: Actor) -> bool:
    assert actor.employee_id is not None
    return isinstance(gate.open(actor, actor.employee_id, interests.PURPOSE, datetime.now(UTC)), Grant)


def test_the_topics_stand_there_with_the_words_of_the_consent(approved_register: None) -> None:
    shown = interests.chooser()
    assert shown is not None
    assert [choice.label for choice in shown.topics] == [
        "Automation",
        "Data",
        "Leadership",
        "Office",
        "Production",
    ]
    assert len(shown.consent_text) > 40


def test_three_taps_count_at_once(approved_register: None, actor: Actor, now: datetime) -> None:
    before = recommend(actor, at=now)
    assert before.knows_little
    assert interests.choose(actor, ["leadership", "data", "leadership", "no topic"], now) == 2
    assert stated(actor) == {"leadership", "data"}
    after = recommend(actor, at=datetime.now(UTC))
    assert not after.knows_little
    reasons = after.recommendations[0].explanation.reasons
    assert reasons[0].signal == "interests"
    assert set(after.recommendations[0].ranked.candidate.item.topics) & {"leadership", "data"}


def test_without_a_tap_there_is_no_consent(approved_register: None, actor: Actor, now: datetime) -> None:
    assert interests.choose(actor, [], now) == 0
    assert interests.choose(actor, ["no topic"], now) == 0
    assert not is_open(actor)


def test_if_storing_fails_the_consent_is_not_there_either(
    approved_register: None, actor: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(write, "state_interest", fail)
    with pytest.raises(RuntimeError):
        interests.choose(actor, ["data"], now)
    assert not is_open(actor)
    assert stated(actor) == set()


def test_a_withdrawn_consent_takes_the_interests_along(
    approved_register: None, actor: Actor, now: datetime
) -> None:
    interests.choose(actor, ["data"], now)
    consent.withdraw(actor, learners.id_of(actor), interests.PURPOSE, language="en", at=datetime.now(UTC))
    assert stated(actor) == set()


def test_without_approval_nothing_is_stored(actor: Actor, now: datetime) -> None:
    assert isinstance(interests.choose(actor, ["data"], now), Refusal)
