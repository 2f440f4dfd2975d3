"""The stop button: at once, in every process, for everybody; and only two parties together start again."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import consent, gate, rls, stops
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import StopEvent
from eigenart.privacy.stops import StopRefused
from eigenart.profiles.models import Interest

SYSTEM = "learning_recommender"
RECOMMEND = "learning.recommend"


def office(*roles: Role, user_id: int | None = None) -> Actor:
    return Actor(user_id=user_id, employee_id=None, roles=frozenset(roles))


COUNCIL, DPO, EMPLOYER = (office(role) for role in (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER))


def test_every_purpose_of_the_system_stops_and_no_other(
    approved_register: None, actor: Actor, employee: Employee
) -> None:
    stops.stop(COUNCIL, "works_council", SYSTEM, "The reasons are not clear.")
    for entry in register().content.purposes:
        if entry.scope == "person":
            answer = gate.open(actor, employee, entry.id)
            code = answer.code if isinstance(answer, Refusal) else "granted"
            assert (code == "stopped") == (entry.ai_system == SYSTEM), entry.id
    refused = gate.open_population(Actor.system(), "personalisation.training")
    assert isinstance(refused, Refusal)
    assert refused.code == "stopped"
    assert not refused.is_final


def test_a_grant_that_is_open_already_reads_nothing_more(
    approved_register: None, actor: Actor, employee: Employee, open_grant: Callable[[str], Grant]
) -> None:
    """The database asks at every statement, so it need not wait for the end of a grant of six hours."""
    consent.give(actor, employee, "learning.interests")
    writing = open_grant("learning.interests")
    with gate.rows(writing):
        Interest.under(writing).create(
            key="welding", value="like", origin="self", recorded_at=writing.opened_at
        )
    grant = open_grant(RECOMMEND)
    with gate.reading(grant):
        assert Interest.under(grant).count() == 1
    stops.stop(DPO, "dpo", SYSTEM, "A check is due.")
    with gate.reading(grant):
        assert Interest.under(grant).count() == 0


@pytest.mark.parametrize("party", ["works_council", "dpo", "employer"])
def test_each_party_may_stop_and_nobody_else(approved_register: None, party: str) -> None:
    for role in Role:
        speaker = office(role)
        if role.value == party:
            assert stops.stop(speaker, party, SYSTEM, "A reason.").is_stopped
        else:
            with pytest.raises(StopRefused, match="wrong_role"):
                stops.stop(speaker, party, SYSTEM, "A reason.")


@pytest.mark.parametrize(
    ("system", "reason", "code"),
    [(SYSTEM, "  ", "no_reason"), (SYSTEM, "x" * 501, "too_long"), ("unknown", "why", "unknown_system")],
)
def test_a_refused_stop_changes_nothing(approved_register: None, system: str, reason: str, code: str) -> None:
    with pytest.raises(StopRefused, match=code):
        stops.stop(COUNCIL, "works_council", system, reason)
    assert not StopEvent.objects.exists()


class TestRestart:
    def test_two_parties_together(self, approved_register: None, actor: Actor, employee: Employee) -> None:
        stops.stop(COUNCIL, "works_council", SYSTEM, "A reason.")
        assert stops.agree(COUNCIL, "works_council", SYSTEM).is_stopped
        assert stops.agree(COUNCIL, "works_council", SYSTEM).is_stopped, "one party twice is one party"
        assert isinstance(gate.open(actor, employee, RECOMMEND), Refusal)
        assert not stops.agree(EMPLOYER, "employer", SYSTEM).is_stopped
        assert isinstance(gate.open(actor, employee, RECOMMEND), Grant)

    def test_never_without_whoever_stopped_it(self, approved_register: None) -> None:
        stops.stop(COUNCIL, "works_council", SYSTEM, "A reason.")
        stops.agree(DPO, "dpo", SYSTEM)
        held = stops.agree(EMPLOYER, "employer", SYSTEM)
        assert held.is_stopped
        assert held.needed == {"works_council"}
        assert not stops.agree(COUNCIL, "works_council", SYSTEM).is_stopped

    def test_a_new_stop_ends_earlier_agreements(self, approved_register: None) -> None:
        stops.stop(COUNCIL, "works_council", SYSTEM, "A reason.")
        stops.agree(COUNCIL, "works_council", SYSTEM)
        stops.stop(DPO, "dpo", SYSTEM, "Another reason.")
        held = stops.agree(DPO, "dpo", SYSTEM)
        assert held.is_stopped
        assert held.needed == {"works_council"}

    def test_one_login_is_one_party(self, approved_register: None) -> None:
        both = office(Role.WORKS_COUNCIL, Role.DPO, user_id=7)
        stops.stop(both, "works_council", SYSTEM, "A reason.")
        stops.agree(both, "works_council", SYSTEM)
        with pytest.raises(StopRefused, match="same_login"):
            stops.agree(both, "dpo", SYSTEM)

    def test_nothing_to_restart(self, approved_register: None) -> None:
        with pytest.raises(StopRefused, match="not_stopped"):
            stops.agree(COUNCIL, "works_council", SYSTEM)


def test_the_journal_tells_all_and_cannot_be_changed(approved_register: None) -> None:
    stops.stop(COUNCIL, "works_council", SYSTEM, "A reason.")
    stops.agree(COUNCIL, "works_council", SYSTEM)
    stops.agree(DPO, "dpo", SYSTEM)
    kinds = [(event.kind, event.party) for event in stops.journal(SYSTEM)]
    assert kinds == [
        ("restarted", "dpo"),
        ("agrees", "dpo"),
        ("agrees", "works_council"),
        ("stop", "works_council"),
    ]
    for statement in ("UPDATE privacy_stopevent SET kind = 'restarted'", "DELETE FROM privacy_stopevent"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_policies_in_force_are_those_of_the_register(db: None) -> None:
    assert rls.verify() == ()


STOPPING = """
import django
django.setup()
from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import stops
stops.stop(Actor(None, None, frozenset({Role.WORKS_COUNCIL})), "works_council", "learning_recommender", "From afar.")
"""


@pytest.mark.django_db(transaction=True)
def test_a_stop_in_another_process_holds_in_the_next_transaction(
    approved_register: None, actor: Actor, employee: Employee, settings: Any
) -> None:
    """No message, no cache and no waiting: this process asks the database in every transaction."""
    assert isinstance(gate.open(actor, employee, RECOMMEND), Grant)
    run_beside(STOPPING, settings)
    answer = gate.open(actor, employee, RECOMMEND)
    assert isinstance(answer, Refusal)
    assert answer.code == "stopped"


def run_beside(code: str, settings: Any) -> None:
    """Run code in a process of its own on the test's own database."""

    def address(alias: str) -> str:
        found = settings.DATABASES[alias]
        name = connection.settings_dict["NAME"]
        password = f" password={found['PASSWORD']}" if found["PASSWORD"] else ""
        return (
            f"host={found['HOST']} port={found['PORT'] or 5432} dbname={name} user={found['USER']}{password}"
        )

    environment = os.environ | {
        "EIGENART_MODE": "test",
        "DATABASE_URL": address("default"),
        "EIGENART_OWNER_DATABASE_URL": address("owner"),
        "EIGENART_DATA_DIR": str(settings.EIGENART.data_dir),
        "DJANGO_SETTINGS_MODULE": "eigenart.config.settings",
    }
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
