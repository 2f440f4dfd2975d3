"""Incidents: what the log answers in odd cases, the order of the steps, and that the record cannot be changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import consent, gate, incidents
from eigenart.privacy.incidents import IncidentRefused
from eigenart.privacy.models import Incident
from eigenart.privacy.subject import Subject

DPO = Actor(None, None, frozenset({Role.DPO}))
NOW = datetime.now(UTC)


def note(kind: str, login: str = "") -> Incident:
    return incidents.note(
        DPO, "dpo", kind, login=login, begins=NOW - timedelta(hours=2), ends=NOW, found_at=NOW
    )


def test_a_lost_backup_concerns_everybody(approved_register: None, make_employee: Callable[..., Any]) -> None:
    known = {Subject.of(make_employee().pk).pk for _ in range(3)}
    assert incidents.affected(note("lost_backup")).people == known


def test_the_form_cannot_watch_anybody(
    approved_register: None, actor: Actor, employee: Employee, make_employee: Callable[..., Any]
) -> None:
    """Whether the holder of a login was there at all, what she opened or switched off: the answer is the same."""
    incident = note("stolen_session", employee.user.username)
    before = incidents.affected(incident)
    consent.object_to(actor, employee, "learning.recommend", at=NOW - timedelta(minutes=90))
    for purpose in ("privacy.rights", "learning.record", "learning.recommend"):
        gate.open(actor, employee, purpose, NOW - timedelta(hours=1))
    assert incidents.affected(incident) == before
    assert before.people == {Subject.of(employee.pk).pk}
    assert (before.lines, before.refused, before.purposes) == (0, 0, {})


def test_only_the_window_and_only_what_was_granted(
    approved_register: None, actor: Actor, make_employee: Callable[..., Any]
) -> None:
    hr, left, stranger = (
        make_employee(roles=[Role.HR]),
        make_employee(leaves_on=date(2020, 1, 1)),
        make_employee(),
    )
    office = actor_of(hr.user)
    incident = note("stolen_session", hr.user.username)
    own = {Subject.of(hr.pk).pk}
    for hours in (5, -1):
        gate.open(office, left, "privacy.erasure", NOW - timedelta(hours=hours))
    assert incidents.affected(incident).people == own
    gate.open(office, stranger, "privacy.erasure", NOW - timedelta(hours=1))
    gate.open(actor_of(stranger.user), stranger, "learning.record", NOW - timedelta(hours=1))
    assert incidents.affected(incident).refused == 1
    assert incidents.affected(incident).people == own
    gate.open(office, left, "privacy.erasure", NOW - timedelta(hours=1))
    found = incidents.affected(incident)
    assert found.people == own | {Subject.of(left.pk).pk}
    assert (found.lines, found.purposes) == (1, {"privacy.erasure": 1})


def test_72_hours_from_knowing(approved_register: None) -> None:
    assert incidents.due_at(note("lost_backup")) - NOW == timedelta(hours=72)


def test_the_steps_have_an_order(approved_register: None) -> None:
    incident = note("lost_backup")
    for step in (
        lambda: incidents.decide(DPO, "dpo", incident, "report", "why"),
        lambda: incidents.reported(DPO, "dpo", incident),
        lambda: incidents.close(DPO, "dpo", incident, "lesson"),
    ):
        with pytest.raises(IncidentRefused, match="not_"):
            step()
    incidents.answer(DPO, "dpo", incident)
    with pytest.raises(IncidentRefused, match="no_reason"):
        incidents.decide(DPO, "dpo", incident, "report", " ")
    incidents.decide(DPO, "dpo", incident, "no_risk", "It was encrypted.")
    incidents.close(DPO, "dpo", incident, "Keep backups closer.")
    with pytest.raises(IncidentRefused, match="closed"):
        incidents.answer(DPO, "dpo", incident)


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN, Role.MANAGER, Role.EMPLOYEE])
def test_nobody_else_may_ask_the_log(approved_register: None, role: Role) -> None:
    incident = note("lost_backup")
    for party in ("works_council", "dpo", "employer"):
        with pytest.raises(IncidentRefused, match="wrong_role"):
            incidents.answer(Actor(None, None, frozenset({role})), party, incident)


def test_the_record_cannot_be_changed(approved_register: None) -> None:
    incidents.answer(DPO, "dpo", note("lost_backup"))
    for table in ("privacy_incident", "privacy_incidentstep"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET party = 'x'"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                run(statement)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
