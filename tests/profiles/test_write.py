"""What a person states: stored once, under the right purpose, checked before anything is written."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind, Origin
from eigenart.privacy import consent
from eigenart.privacy.grant import GateClosed, Grant
from eigenart.profiles import read, sources, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("concepts")]
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def rights(open_grant: Callable[[str], Grant]) -> Grant:
    return open_grant("privacy.rights")


@pytest.fixture
def interests(open_grant: Callable[[str], Grant], actor: Any, subject: Any) -> Grant:
    consent.give(actor, subject, "learning.interests")
    return open_grant("learning.interests")


def facts(grant: Grant, kind: FactKind) -> list[tuple[str, str]]:
    return [(fact.key, fact.value) for fact in read.all_facts(grant) if fact.kind is kind]


def test_a_skill_is_stated_and_stated_anew(rights: Grant) -> None:
    write.state_skill(rights, "skill:python", 2)
    write.state_skill(rights, "skill:python", 3)
    assert facts(rights, FactKind.SKILL) == [("skill:python", "3")]
    fact = read.all_facts(rights)[0]
    assert (fact.source.origin, fact.confidence, fact.label.de) == (Origin.SELF, 1.0, "Python")


@pytest.mark.parametrize(
    ("concept", "level", "code"), [("skill:python", 5, "wrong_skill"), ("skill:x", 2, "unknown_skill")]
)
def test_a_wrong_skill_is_refused_and_nothing_is_written(
    rights: Grant, concept: str, level: int, code: str
) -> None:
    with pytest.raises(sources.WrongValue) as error:
        write.state_skill(rights, concept, level)
    assert error.value.code == code
    assert facts(rights, FactKind.SKILL) == []


def test_interests_and_preferences(interests: Grant) -> None:
    write.state_interest(interests, "skill:python")
    write.state_interest(interests, "leadership")
    write.state_interest(interests, "leadership")
    write.set_preference(interests, "format:video", "dislike")
    write.set_preference(interests, "format:video", "like")
    write.set_preference(interests, "minutes", "20")
    assert facts(interests, FactKind.INTEREST) == [("leadership", ""), ("skill:python", "")]
    assert facts(interests, FactKind.PREFERENCE) == [("format:video", "like"), ("minutes", "20")]
    write.drop_interest(interests, "leadership")
    write.set_preference(interests, "minutes", "")
    assert facts(interests, FactKind.INTEREST) == [("skill:python", "")]
    assert facts(interests, FactKind.PREFERENCE) == [("format:video", "like")]


@pytest.mark.parametrize(
    ("key", "value"),
    [("format:opera", "like"), ("format:video", "love"), ("minutes", "-5"), ("minutes", "9999"), ("minutes:1", "20"),
     ("topic:", "like"), ("mood", "good")],
)  # fmt: skip
def test_a_wrong_preference_is_refused(interests: Grant, key: str, value: str) -> None:
    with pytest.raises(sources.WrongValue) as error:
        write.set_preference(interests, key, value)
    assert error.value.code == "wrong_preference"
    assert facts(interests, FactKind.PREFERENCE) == []


def test_a_step_is_recorded_once_and_can_be_taken_back(
    open_grant: Callable[[str], Grant], rights: Grant
) -> None:
    grant = open_grant("learning.record")
    assert write.record_activity(grant, "learning:1", ActivityState.STARTED, AT)
    assert not write.record_activity(grant, "learning:1", ActivityState.STARTED, AT)
    assert facts(rights, FactKind.ACTIVITY) == [("learning:1", "started")]
    assert write.withdraw_activity(grant, "learning:1", ActivityState.STARTED, AT)
    assert not write.withdraw_activity(grant, "learning:1", ActivityState.STARTED, AT)
    assert facts(rights, FactKind.ACTIVITY) == []


def test_steps_of_one_moment_keep_their_natural_order(
    open_grant: Callable[[str], Grant], rights: Grant
) -> None:
    grant = open_grant("learning.record")
    for state in (ActivityState.FINISHED, ActivityState.PLANNED, ActivityState.STARTED):
        write.record_activity(grant, "learning:1", state, AT)
    steps = sorted((fact.recorded_at, fact.value) for fact in read.all_facts(rights))
    assert [value for _, value in steps] == ["planned", "started", "finished"]


def test_a_grant_without_the_category_cannot_write(open_grant: Callable[[str], Grant]) -> None:
    with pytest.raises(GateClosed):
        write.state_skill(open_grant("learning.record"), "skill:python", 2)
