"""The gate: the one place that makes grants. Every opening is logged, the refused ones too.

Called by use cases before they touch a row about a person; `rows` is where PostgreSQL takes over (fourth lock).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from eigenart.core.consent import ConsentEvent, Control, EventKind, Purpose, decide
from eigenart.people.models import Employee
from eigenart.people.services import Actor, may_act_for, may_administer
from eigenart.privacy import approvals
from eigenart.privacy.grant import GateClosed, Grant, Refusal, _open_grants, seal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import Subject
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import NotRegistered
from eigenart.register.schema import PurposeEntry

__all__ = ["GateClosed", "Grant", "Refusal", "open", "open_population", "register", "role_of", "rows"]

VALID_FOR: Final = timedelta(minutes=15)
POPULATION_VALID_FOR: Final = timedelta(hours=6)
BOOKKEEPING: Final = Purpose("privacy.gate")
NOBODY_IN_PARTICULAR: Final = ""
FINAL_CODES: Final = frozenset({"actor_not_allowed", "purpose_unknown", "wrong_scope", "subject_unknown"})


def open(actor: Actor, subject: Employee | UUID, purpose: str, at: datetime | None = None) -> Grant | Refusal:
    """Ask to read about one person for one purpose.

    subject: the employee or the employee's id. Asked in this order: may the actor act for the person, is the
    purpose registered, is it approved, does a legal basis hold. Writes one AccessLog row in either case.
    """
    employee_id = subject.pk if isinstance(subject, Employee) else subject
    return _Opening(actor, Purpose(purpose), at or datetime.now(UTC)).for_person(employee_id)


def open_population(actor: Actor, purpose: str, at: datetime | None = None) -> Grant | Refusal:
    """Ask to read about everybody; whoever has no legal basis is left out. One AccessLog row per person reached."""
    return _Opening(actor, Purpose(purpose), at or datetime.now(UTC)).for_population()


@contextmanager
def rows(grant: Grant) -> Iterator[Grant]:
    """Let PostgreSQL open the rows of this grant, in a transaction; afterwards the role before it holds again.

    May be nested; inside, only the inner grant is open. If the block fails, its changes are undone.
    Raises GateClosed if the grant has expired.
    """
    if not isinstance(grant, Grant) or datetime.now(UTC) >= grant.expires_at:
        raise GateClosed("expired", purpose=getattr(grant, "purpose", ""))
    before = _open_grants.get()
    with transaction.atomic(), _as_role(grant.purpose, str(grant.subject or NOBODY_IN_PARTICULAR)):
        token = _open_grants.set((*before, grant))
        try:
            yield grant
        finally:
            _open_grants.reset(token)


def role_of(purpose: str) -> str:
    """The PostgreSQL role of a purpose: `<app role>_p_<purpose>`, at most 63 letters."""
    app_role = settings.DATABASES["default"]["USER"]
    return f"{app_role}_p_{re.sub(r'[^a-z0-9]+', '_', purpose)}"[:63]


@contextmanager
def _as_role(purpose: str, subject: str) -> Iterator[None]:
    """Switch role and subject for this transaction. A failed block is rolled back to its savepoint by the
    `atomic` around it, which restores both; a finished one restores them here."""
    switch = "SELECT set_config('role', %s, true), set_config('eigenart.subject', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('eigenart.subject', true)")
        role_before, subject_before = cursor.fetchone()
        cursor.execute(switch, [role_of(purpose), subject])
        yield
        cursor.execute(switch, [role_before, subject_before or ""])


@dataclass(frozen=True, slots=True)
class _Opening:
    """One question to the gate, with everything that the answer depends on."""

    actor: Actor
    purpose: Purpose
    at: datetime

    def for_person(self, employee_id: UUID) -> Grant | Refusal:
        subject = _subject_of(employee_id)
        if not may_act_for(self.actor, employee_id):
            return self._refuse("actor_not_allowed", subject)
        if subject is None:
            return self._refuse("subject_unknown", None)
        entry = self._entry(scope="person")
        if not isinstance(entry, PurposeEntry):
            return self._refuse(entry, subject)
        with transaction.atomic(), _as_role(BOOKKEEPING, str(subject)):
            said = _said(self.purpose, subject)
        decision = decide(register().terms(self.purpose), said[subject], self.at)
        if not decision.is_permitted:
            return self._refuse(decision.code, subject)
        self._log([subject], outcome="granted")
        return self._grant(entry, subject=subject, subjects=frozenset({subject}))

    def for_population(self) -> Grant | Refusal:
        entry = self._entry(scope="population")
        if not self._may_open_population(entry):
            return self._refuse("actor_not_allowed", None)
        if not isinstance(entry, PurposeEntry):
            return self._refuse(entry, None)
        everybody = frozenset(Subject.objects.values_list("id", flat=True))
        permitted = everybody
        terms = register().terms(self.purpose)
        if terms.control is not Control.NONE:
            with transaction.atomic(), _as_role(BOOKKEEPING, NOBODY_IN_PARTICULAR):
                said = _said(self.purpose, None)
            permitted = frozenset(s for s in everybody if decide(terms, said[s], self.at).is_permitted)
        self._log(permitted, outcome="granted")
        subjects = None if terms.control is Control.NONE else permitted
        return self._grant(entry, subject=None, subjects=subjects)

    def _entry(self, *, scope: str) -> PurposeEntry | str:
        """The register's entry of the purpose, or the code of why it does not run."""
        try:
            entry = register().purpose(self.purpose)
        except NotRegistered:
            return "purpose_unknown"
        except (RegisterUnreadable, RegisterInvalid):
            return "register_invalid"
        if entry.scope != scope:
            return "wrong_scope"
        return entry if approvals.is_active(entry, register().hash) else "not_approved"

    def _may_open_population(self, entry: PurposeEntry | str) -> bool:
        """Whom the register shows individuals to: the system for its own jobs, HR for HR administration."""
        if not isinstance(entry, PurposeEntry):
            return may_administer(self.actor)
        if self.actor.is_system:
            return True
        return may_administer(self.actor) and entry.visibility.get("hr") == "individual"

    def _grant(self, entry: PurposeEntry, *, subject: UUID | None, subjects: frozenset[UUID] | None) -> Grant:
        return Grant(
            actor=self.actor.label,
            subject=subject,
            subjects=subjects,
            purpose=self.purpose,
            version=entry.version,
            columns=register().gated_columns(self.purpose),
            register_hash=register().hash,
            opened_at=self.at,
            expires_at=datetime.now(UTC) + (POPULATION_VALID_FOR if subject is None else VALID_FOR),
            seal=seal(),
        )

    def _refuse(self, code: str, subject: UUID | None) -> Refusal:
        self._log([subject], outcome=code)
        return Refusal(code=code, purpose=self.purpose, is_final=code in FINAL_CODES)

    def _log(self, subjects: Iterable[UUID | None], *, outcome: str) -> None:
        user_id = self.actor.user_id
        try:
            register_hash, known = register().hash, register().gated_columns(self.purpose)
        except (NotRegistered, RegisterUnreadable, RegisterInvalid):
            register_hash, known = "", {}
        lines = [
            AccessLog(
                subject_id=subject,
                at=self.at,
                actor_role=self.actor.label,
                actor_pseudonym=pseudonym_of(user_id) if user_id is not None else "",
                purpose=self.purpose[:80],
                register_hash=register_hash,
                categories=",".join(sorted(known)) if outcome == "granted" else "",
                outcome=outcome,
            )
            for subject in subjects
        ]
        with transaction.atomic(), _as_role(BOOKKEEPING, NOBODY_IN_PARTICULAR):
            AccessLog._base_manager.bulk_create(lines, batch_size=1000)


def pseudonym_of(user_id: int) -> str:
    """A login as the access log names it: the same person is recognisable, but not readable."""
    return salted_hmac("eigenart.access_log", str(user_id)).hexdigest()[:16]


def _subject_of(employee_id: UUID) -> UUID | None:
    found = Subject.objects.filter(employee_id=employee_id).values_list("id", flat=True).first()
    if found is None and Employee.objects.filter(pk=employee_id).exists():
        return Subject.of(employee_id).pk
    return found


def _said(purpose: Purpose, subject: UUID | None) -> dict[UUID, list[ConsentEvent]]:
    """What one person, or everybody, said about a purpose."""
    found = Consent._base_manager.filter(purpose=purpose)
    if subject is not None:
        found = found.filter(subject_id=subject)
    said: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    for who, kind, version, at, text_hash in found.values_list(
        "subject_id", "kind", "version", "at", "text_hash"
    ):
        said[who].append(ConsentEvent(EventKind(kind), purpose, version, at, text_hash))
    return said
