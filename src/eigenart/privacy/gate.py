"""The gate: the one place that makes grants. Every opening is logged, the refused ones too.

Called by use cases before they touch a row about a person; `rows` is where PostgreSQL takes over (fourth lock).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from eigenart.core.consent import Control, Purpose, decide
from eigenart.people.models import Employee
from eigenart.people.services import Actor, has_left, may_act_for, may_administer
from eigenart.privacy import approvals, bookkeeping, changes
from eigenart.privacy.database_role import NOBODY, as_role
from eigenart.privacy.grant import GateClosed, Grant, Refusal, _open_grants, mint
from eigenart.privacy.in_force import register, serves_the_person
from eigenart.privacy.models import AccessLog
from eigenart.privacy.subject import Subject
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import NotRegistered
from eigenart.register.schema import PurposeEntry

__all__ = [
    "GateClosed",
    "Grant",
    "Person",
    "Refusal",
    "open",
    "open_population",
    "reading",
    "renewed",
    "rows",
]

Person = Employee | Subject | UUID
"""How a caller may name a person: the employee, the pseudonym, or the employee's id."""

VALID_FOR: Final = timedelta(minutes=15)
POPULATION_VALID_FOR: Final = timedelta(hours=6)
FINAL_CODES: Final = frozenset({"actor_not_allowed", "purpose_unknown", "wrong_scope", "subject_unknown"})


def open(actor: Actor, subject: Person, purpose: str, at: datetime | None = None) -> Grant | Refusal:
    """Ask to read about one person for one purpose.

    Asked in this order: may the actor act for the person, is the purpose registered, is it approved, does a
    legal basis hold. Writes one AccessLog row in either case.
    """
    return _Opening(actor, Purpose(purpose), at or datetime.now(UTC)).for_person(_employee_id(subject))


def open_population(actor: Actor, purpose: str, at: datetime | None = None) -> Grant | Refusal:
    """Ask to read about everybody; whoever has no legal basis is left out. One AccessLog row, whatever the number."""
    return _Opening(actor, Purpose(purpose), at or datetime.now(UTC)).for_population()


def renewed(actor: Actor, grant: Grant, at: datetime | None = None) -> Grant | Refusal:
    """The same opening of a population, with whoever is reached now: for work that reads again and again.

    Everything is asked anew, and the end stays where it was. The access log has the people of this opening already;
    only those who joined since are added. An expired grant, or one of another register, is opened as the first time.
    """
    opening = _Opening(actor, grant.purpose, at or datetime.now(UTC))
    is_same = grant.register_hash == register().hash and datetime.now(UTC) < grant.expires_at
    return opening.for_population(since=grant if is_same and grant.is_population else None)


@contextmanager
def rows(grant: Grant) -> Iterator[Grant]:
    """Let PostgreSQL open the rows of this grant, in a transaction; afterwards the role before it holds again.

    May be nested; inside, only the inner grant is open. If the block fails, its changes are undone; if not,
    `changes` tells of them after the commit. Raises GateClosed if the grant has expired.
    """
    with transaction.atomic(), _opened(grant, reads_only=False):
        yield grant
        changes.announce(grant)


@contextmanager
def reading(grant: Grant) -> Iterator[Grant]:
    """As `rows`, for blocks that only read: two round trips less inside a transaction, because nothing is to undo.

    Raises GateClosed if the grant has expired, or if the block writes.
    """
    around = nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()
    with around, _opened(grant, reads_only=True):
        yield grant


@contextmanager
def _opened(grant: Grant, *, reads_only: bool) -> Iterator[None]:
    if not isinstance(grant, Grant) or datetime.now(UTC) >= grant.expires_at:
        raise GateClosed("expired", purpose=getattr(grant, "purpose", ""))
    with as_role(grant.purpose, str(grant.subject or NOBODY), reads_only=reads_only):
        token = _open_grants.set((*_open_grants.get(), grant))
        try:
            yield
        finally:
            _open_grants.reset(token)


@dataclass(frozen=True, slots=True)
class _Opening:
    """One question to the gate, with everything that the answer depends on."""

    actor: Actor
    purpose: Purpose
    at: datetime

    def for_person(self, employee_id: UUID) -> Grant | Refusal:
        with bookkeeping.session():
            known = bookkeeping.look_up(employee_id, self.purpose)
            subject = known.subject
            entry = self._entry("person", "request")
            if not (may_act_for(self.actor, employee_id) or self._may_carry_out(entry, employee_id)):
                return self._refuse("actor_not_allowed", known)
            if subject is None:
                return self._refuse("subject_unknown", None)
            if not isinstance(entry, PurposeEntry):
                return self._refuse(entry, known)
            if known.is_restricted and not serves_the_person(entry):
                return self._refuse("restricted", known)
            decision = decide(register().terms(self.purpose), known.said, self._moment())
            if not decision.is_permitted:
                return self._refuse(decision.code, known)
            self._log(known, outcome="granted", reached=1)
        return self._grant(entry, subject=subject, subjects=frozenset({subject}))

    def for_population(self, since: Grant | None = None) -> Grant | Refusal:
        with bookkeeping.session():
            entry = self._entry("population")
            if not self._may_open_population(entry):
                return self._refuse("actor_not_allowed", None)
            if not isinstance(entry, PurposeEntry):
                return self._refuse(entry, None)
            terms = register().terms(self.purpose)
            resting = bookkeeping.restricted()
            if terms.control is Control.NONE:
                reached = frozenset(Subject.objects.values_list("id", flat=True)) - resting
            else:
                reached = bookkeeping.permitted(terms, self._moment()) - resting
            self._log_population(reached, since)
        is_everybody = terms.control is Control.NONE and not resting
        fresh = self._grant(entry, subject=None, subjects=None if is_everybody else reached)
        return replace(fresh, expires_at=since.expires_at, seal=mint()) if since else fresh

    def _moment(self) -> datetime:
        """What was said before now counts, even where a page was asked for a moment earlier."""
        return max(self.at, datetime.now(UTC))

    def _may_carry_out(self, entry: PurposeEntry | str, employee_id: UUID) -> bool:
        """A confirmed request is carried out by the system; HR may make one for somebody who has left."""
        if not isinstance(entry, PurposeEntry) or entry.scope != "request":
            return False
        if self.actor.is_system:
            return True
        may_see = may_administer(self.actor) and entry.visibility.get("hr") == "individual"
        return may_see and has_left(employee_id)

    def _entry(self, *scopes: str) -> PurposeEntry | str:
        """The register's entry of the purpose, or the code of why it does not run."""
        try:
            entry = register().purpose(self.purpose)
        except NotRegistered:
            return "purpose_unknown"
        except (RegisterUnreadable, RegisterInvalid):
            return "register_invalid"
        if entry.scope not in scopes:
            return "wrong_scope"
        return approvals.obstacle(entry, register().hash) or entry

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
            seal=mint(),
        )

    def _refuse(self, code: str, known: bookkeeping.Known | None) -> Refusal:
        self._log(known, outcome=code, reached=0)
        return Refusal(code=code, purpose=self.purpose, is_final=code in FINAL_CODES)

    def _log_population(self, reached: frozenset[UUID], since: Grant | None) -> None:
        """One line for everybody; a renewed opening has it already, and only whoever joined gets one."""
        before = since.subjects if since else None
        if reached != before:
            bookkeeping.note_reach(self.purpose, reached, self.at)
        if before is None:
            self._log(None, outcome="granted", reached=len(reached))
            return
        for known in bookkeeping.known(reached - before):
            self._log(known, outcome="granted", reached=1)

    def _log(self, known: bookkeeping.Known | None, *, outcome: str, reached: int) -> None:
        user_id = self.actor.user_id
        try:
            register_hash, columns = register().hash, register().gated_columns(self.purpose)
        except (NotRegistered, RegisterUnreadable, RegisterInvalid):
            register_hash, columns = "", {}
        line = AccessLog(
            subject_id=known.subject if known else None,
            at=self.at,
            actor_role=self.actor.label,
            actor_pseudonym=bookkeeping.pseudonym_of(user_id) if user_id is not None else "",
            purpose=self.purpose[:80],
            register_hash=register_hash,
            categories=",".join(sorted(columns)) if outcome == "granted" else "",
            outcome=outcome,
            reached=reached,
        )
        bookkeeping.log(line, key=known.key if known else b"")


def _employee_id(subject: Person) -> UUID:
    match subject:
        case Subject():
            return subject.employee_id
        case Employee():
            return subject.pk
        case _:
            return subject
