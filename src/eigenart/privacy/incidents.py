"""Data breaches: who is affected, of what, how many, from the access log; and each step until it is closed.

The parties see numbers only. The people are named nowhere: letters go to them from here. Rules: Art. 33 and 34 GDPR.
Called by the desk and by `eigenart drill breach`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from eigenart.people.actor import Actor
from eigenart.people.models import Employee
from eigenart.privacy import bookkeeping
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Incident as Incident
from eigenart.privacy.models import IncidentStep as IncidentStep
from eigenart.privacy.models import Party
from eigenart.privacy.parties import login_of, speaks_for
from eigenart.privacy.subject import Subject
from eigenart.register.read import NotRegistered

AUTHORITY_WITHIN: Final = timedelta(hours=72)
KINDS: Final = ("stolen_session", "lost_backup")
LONGEST: Final = 2000
DECISIONS: Final = ("report", "report_and_tell", "no_risk")

OPENINGS: Final = """
    SELECT subject_id, subject_tag, at, purpose, categories, outcome FROM privacy_accesslog
    WHERE actor_pseudonym = %s AND at >= %s AND at <= %s"""
REACHED: Final = """
    SELECT subject_id FROM privacy_accessreach
    WHERE purpose = %s AND since <= %s AND (until IS NULL OR %s < until)"""


class IncidentRefused(Exception):
    """code: wrong_role | unknown_kind | unknown_login | wrong_time | too_long | no_reason | unknown_decision | closed |
    not_answered | not_decided. Final; nothing changed."""

    is_final = True

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Affected:
    """What the log says. people: pseudonyms, for letters alone and never shown. unnameable: lines of people who were
    erased since. refused: openings that the gate refused to this role.
    categories: people by data type; purposes: by purpose.
    """

    people: frozenset[UUID] = frozenset()
    lines: int = 0
    refused: int = 0
    unnameable: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    purposes: Mapping[str, int] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Any]:
        """Without the people."""
        return {
            "people": len(self.people),
            "lines": self.lines,
            "refused": self.refused,
            "unnameable": self.unnameable,
            "categories": dict(self.categories),
            "purposes": dict(self.purposes),
        }


def note(
    actor: Actor,
    party: Party | str,
    kind: str,
    *,
    login: str = "",
    begins: datetime,
    ends: datetime,
    text: str = "",
    found_at: datetime | None = None,
    is_drill: bool = False,
) -> Incident:
    """Note a suspected breach; the 72 hours run from found_at. The login is kept as its pseudonym only.

    Raises IncidentRefused.
    """
    party, found_at = _party(actor, party), found_at or datetime.now(UTC)
    if kind not in KINDS:
        raise IncidentRefused("unknown_kind")
    if not begins < ends or begins > found_at:
        raise IncidentRefused("wrong_time")
    if len(text) > LONGEST:
        raise IncidentRefused("too_long")
    return Incident.objects.create(
        kind=kind,
        account=_account(login) if kind == "stolen_session" else "",
        begins=begins,
        ends=ends,
        found_at=found_at,
        text=text.strip(),
        party=party.value,
        by=login_of(actor),
        is_drill=is_drill,
    )


def affected(incident: Incident) -> Affected:
    """Who, what, how many. A lost backup holds everybody who is known here.

    Whoever the login belongs to is affected with everything, whatever was opened: else the answer would tell when and
    how somebody uses the portal, or what is switched off, and the form could be used to watch people.
    """
    if incident.kind == "lost_backup":
        everybody = frozenset(Subject.objects.values_list("id", flat=True))
        return Affected(people=everybody)
    people: dict[UUID, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for who in _holder(incident.account):
        people[who][0].update(register().content.data_types)
    lines = refused = unnameable = 0
    with bookkeeping.session(), connection.cursor() as cursor:
        cursor.execute(OPENINGS, [incident.account, incident.begins, incident.ends])
        for subject, tag, at, purpose, categories, outcome in cursor.fetchall():
            if outcome != "granted":
                refused += outcome == "actor_not_allowed"
                continue
            if _is_own(purpose):
                continue
            lines += 1
            if subject is not None:
                reached = [subject]
            elif tag:
                unnameable += 1
                continue
            else:
                cursor.execute(REACHED, [purpose, at, at])
                reached = [who for (who,) in cursor.fetchall()]
            for who in reached:
                people[who][0].update(filter(None, categories.split(",")))
                people[who][1].add(purpose)
    return Affected(
        people=frozenset(people),
        lines=lines,
        refused=refused,
        unnameable=unnameable,
        categories=_count(kinds for kinds, _ in people.values()),
        purposes=_count(purposes for _, purposes in people.values()),
    )


def answer(actor: Actor, party: Party | str, incident: Incident, *, at: datetime | None = None) -> Affected:
    """Answer from the log and keep the figures. Raises IncidentRefused."""
    party = _party(actor, party, incident)
    found = affected(incident)
    _step(incident, "answered", actor, party, content=found.figures, at=at)
    return found


def revoke(actor: Actor, party: Party | str, incident: Incident, *, at: datetime | None = None) -> int:
    """End every session of the login in question, or of everybody after a lost backup; returns how many."""
    party = _party(actor, party, incident)
    wanted = None if incident.kind == "lost_backup" else incident.account
    ended = 0
    with transaction.atomic():
        for session in Session.objects.filter(expire_date__gt=datetime.now(UTC)):
            user_id = session.get_decoded().get("_auth_user_id")
            if user_id is None:
                continue
            if wanted is None or bookkeeping.pseudonym_of(int(user_id)) == wanted:
                session.delete()
                ended += 1
        _step(incident, "revoked", actor, party, content={"sessions": ended}, at=at)
    return ended


def decide(
    actor: Actor,
    party: Party | str,
    incident: Incident,
    decision: str,
    reason: str,
    *,
    at: datetime | None = None,
) -> IncidentStep:
    """Record whether the authority and the people are told, and why. Raises IncidentRefused."""
    party = _party(actor, party, incident)
    if decision not in DECISIONS:
        raise IncidentRefused("unknown_decision")
    if not reason.strip():
        raise IncidentRefused("no_reason")
    if len(reason) > LONGEST:
        raise IncidentRefused("too_long")
    if last(incident, "answered") is None:
        raise IncidentRefused("not_answered")
    return _step(
        incident, "decided", actor, party, content={"decision": decision, "reason": reason.strip()}, at=at
    )


def reported(
    actor: Actor, party: Party | str, incident: Incident, *, at: datetime | None = None
) -> IncidentStep:
    """Record that the notice went to the authority. Raises IncidentRefused."""
    party = _party(actor, party, incident)
    if last(incident, "decided") is None:
        raise IncidentRefused("not_decided")
    return _step(incident, "reported", actor, party, content={}, at=at)


def close(
    actor: Actor, party: Party | str, incident: Incident, lesson: str, *, at: datetime | None = None
) -> IncidentStep:
    """Close it with what was learned. Raises IncidentRefused."""
    party = _party(actor, party, incident)
    if last(incident, "decided") is None:
        raise IncidentRefused("not_decided")
    if not lesson.strip():
        raise IncidentRefused("no_reason")
    return _step(incident, "closed", actor, party, content={"lesson": lesson.strip()[:LONGEST]}, at=at)


def told(actor: Actor, party: Party | str, incident: Incident, *, content: dict[str, Any]) -> IncidentStep:
    """Record that letters went out; content: how many by language, and how many have no address."""
    return _step(incident, "told", actor, _party(actor, party, incident), content=content, at=None)


def last(incident: Incident, kind: str) -> IncidentStep | None:
    return incident.steps.filter(kind=kind).last()


def due_at(incident: Incident) -> datetime:
    """Until when the authority has to know (Art. 33(1) GDPR)."""
    return incident.found_at + AUTHORITY_WITHIN


def inbox() -> list[Incident]:
    """Every incident, newest first."""
    return list(Incident.objects.prefetch_related("steps"))


def _party(actor: Actor, party: Party | str, incident: Incident | None = None) -> Party:
    party = Party(party)
    if not (actor.is_system or speaks_for(actor, party)):
        raise IncidentRefused("wrong_role")
    if incident is not None and last(incident, "closed") is not None:
        raise IncidentRefused("closed")
    return party


def _account(login: str) -> str:
    user = get_user_model().objects.filter(username=login.strip()).first()
    if user is None:
        raise IncidentRefused("unknown_login")
    return bookkeeping.pseudonym_of(user.pk)


def _holder(account: str) -> list[UUID]:
    """The pseudonym of the employee behind a login, if there is one."""
    users = Employee.objects.exclude(user=None).values_list("pk", "user_id")
    found = [pk for pk, user_id in users if bookkeeping.pseudonym_of(user_id) == account]
    return [Subject.of(pk).pk for pk in found]


def _is_own(purpose: str) -> bool:
    """Whether a purpose opens nothing but the data of whoever asks."""
    try:
        return register().purpose(purpose).scope == "person"
    except NotRegistered:
        return False


def _step(
    incident: Incident,
    kind: str,
    actor: Actor,
    party: Party,
    *,
    content: dict[str, Any],
    at: datetime | None,
) -> IncidentStep:
    return IncidentStep.objects.create(
        incident=incident,
        kind=kind,
        party=party.value,
        by=login_of(actor),
        content=content,
        at=at or datetime.now(UTC),
    )


def _count(found: Any) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for names in found:
        for name in names:
            counted[name] += 1
    return dict(sorted(counted.items()))
