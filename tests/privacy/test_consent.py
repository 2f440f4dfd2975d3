"""The switches of a person: effective at the next question, append-only, and without a trace where promised."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eigenart.core.consent import DecisionCode, EventKind
from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import consent, gate
from eigenart.privacy.consent import Switch
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent
from eigenart.profiles.models import Interest, SkillEntry
from eigenart.register.loader import DEFAULT_FILE

INTERESTS = "learning.interests"
RECOMMEND = "learning.recommend"


@pytest.fixture(autouse=True)
def _approved(approved_register: None) -> None:
    """Every test here runs under an approved register."""


def is_open(actor: Actor, employee: Employee, purpose: str) -> bool:
    return isinstance(gate.open(actor, employee, purpose), Grant)


def rights(actor: Actor, employee: Employee) -> Grant:
    answer = gate.open(actor, employee, "privacy.rights")
    assert isinstance(answer, Grant)
    return answer


def test_opt_in_is_off_until_given_and_off_again_when_withdrawn(actor: Actor, employee: Employee) -> None:
    assert not is_open(actor, employee, INTERESTS)
    given = consent.give(actor, employee, INTERESTS)
    assert isinstance(given, Switch)
    assert given.is_on
    assert is_open(actor, employee, INTERESTS)
    consent.withdraw(actor, employee, INTERESTS)
    assert not is_open(actor, employee, INTERESTS)


def test_opt_out_is_on_until_objected(actor: Actor, employee: Employee) -> None:
    assert is_open(actor, employee, RECOMMEND)
    consent.object_to(actor, employee, RECOMMEND)
    assert not is_open(actor, employee, RECOMMEND)
    consent.lift_objection(actor, employee, RECOMMEND)
    assert is_open(actor, employee, RECOMMEND)


def test_one_switch_moves_nothing_else(actor: Actor, employee: Employee) -> None:
    consent.object_to(actor, employee, RECOMMEND)
    found = consent.switches(actor, employee)
    assert isinstance(found, list)
    assert {switch.entry.id: switch.is_on for switch in found} == {
        RECOMMEND: False,
        INTERESTS: False,
        "personalisation.training": True,
        "personalisation.check": True,
        "insight.reports": True,
    }


def test_a_stated_moment_keeps_the_order_of_statements(
    actor: Actor, employee: Employee, now: datetime
) -> None:
    """Three clicks in one tick of the clock still mean what the last one says."""
    for _ in range(3):
        consent.give(actor, employee, INTERESTS, at=now)
        assert is_open(actor, employee, INTERESTS)
        consent.withdraw(actor, employee, INTERESTS, at=now)
        assert not is_open(actor, employee, INTERESTS)
    kinds = [event.kind for event in consent.history(rights(actor, employee))]
    assert kinds == [EventKind.GIVEN, EventKind.WITHDRAWN] * 3


def test_repeating_writes_nothing(actor: Actor, employee: Employee) -> None:
    for _ in range(2):
        consent.give(actor, employee, INTERESTS)
        consent.lift_objection(actor, employee, RECOMMEND)
    assert [event.kind for event in consent.history(rights(actor, employee))] == [EventKind.GIVEN]


def test_the_line_names_text_version_language_but_no_address(actor: Actor, employee: Employee) -> None:
    consent.give(actor, employee, INTERESTS, language="en")
    grant = rights(actor, employee)
    with gate.rows(grant):
        line = Consent.under(grant).get()
    assert line.text_hash == register().text_hash(INTERESTS)
    assert (line.version, line.language, line.channel) == (1, "en", "portal")
    assert not any("ip" in field.name.split("_") for field in Consent._meta.fields)


def test_history_cannot_be_rewritten(actor: Actor, employee: Employee) -> None:
    consent.give(actor, employee, INTERESTS)
    grant = rights(actor, employee)
    with gate.rows(grant):
        line = Consent.under(grant).get()
        line.kind = "withdrawn"
        with pytest.raises(TypeError, match="append-only"):
            line.save()


@pytest.mark.parametrize(
    ("say", "purpose"),
    [
        (consent.give, RECOMMEND),
        (consent.object_to, INTERESTS),
        (consent.object_to, "hr.masterdata"),
        (consent.withdraw, "privacy.rights"),
    ],
)
def test_what_cannot_be_switched_is_refused(
    actor: Actor, employee: Employee, say: Callable[..., Any], purpose: str
) -> None:
    answer = say(actor, employee, purpose)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.is_final) == ("not_switchable", True)
    assert consent.history(rights(actor, employee)) == []


def test_an_unknown_purpose_is_refused(actor: Actor, employee: Employee) -> None:
    answer = consent.give(actor, employee, "attrition.score")
    assert isinstance(answer, Refusal)
    assert answer.code == "purpose_unknown"


def test_nobody_switches_for_another(make_employee: Any, employee: Employee, actor: Actor) -> None:
    from eigenart.people.services import actor_of

    other = actor_of(make_employee("Jonas", "Weber").user)
    for answer in (consent.object_to(other, employee, RECOMMEND), consent.switches(other, employee)):
        assert isinstance(answer, Refusal)
        assert answer.code == "actor_not_allowed"
    assert is_open(actor, employee, RECOMMEND)


def test_a_withdrawal_deletes_what_was_kept_only_for_it(actor: Actor, employee: Employee) -> None:
    consent.give(actor, employee, INTERESTS)
    grant = gate.open(actor, employee, INTERESTS)
    assert isinstance(grant, Grant)
    at = datetime.now(UTC)
    with gate.rows(grant):
        Interest.under(grant).create(key="welding", origin="self", recorded_at=at)
    mine = rights(actor, employee)
    with gate.rows(mine):
        SkillEntry.under(mine).create(key="cad", value="2", origin="self", recorded_at=at)
    consent.withdraw(actor, employee, INTERESTS)
    with gate.rows(mine):
        assert Interest.under(mine).count() == 0
        assert SkillEntry.under(mine).count() == 1


def test_a_reworded_text_ends_the_consent(
    actor: Actor, employee: Employee, settings: Any, tmp_path: Path
) -> None:
    consent.give(actor, employee, INTERESTS)
    words = DEFAULT_FILE.read_text(encoding="utf-8")
    reworded = words.replace("Das ist freiwillig.", "Das ist ganz freiwillig.")
    assert reworded != words
    (tmp_path / "register.yaml").write_text(reworded, encoding="utf-8")
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    found = consent.switches(actor, employee)
    assert isinstance(found, list)
    switch = next(one for one in found if one.entry.id == INTERESTS)
    assert (switch.is_on, switch.code) == (False, DecisionCode.OUTDATED)
