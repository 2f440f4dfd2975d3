"""Restriction (Art. 18 GDPR): a person's data stay stored, but no purpose reads them, except the person's own rights.

The rule itself is in the database's policies (`rls`); here a person sets and lifts it. Importers ask `resting`.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from eigenart.people.services import Actor
from eigenart.privacy import bookkeeping, gate, rights_requests
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.rights_requests import RequestView

PURPOSE: Final = "privacy.rights"
KIND: Final = "restriction"
IN_FORCE: Final = "in_force"


def restrict(actor: Actor, person: UUID, *, language: str) -> RequestView | Refusal:
    """From the next transaction on. No reason is asked; repeating it changes nothing."""
    grant = gate.open(actor, person, PURPOSE)
    if isinstance(grant, Refusal):
        return grant
    return rights_requests.ask(grant, KIND, state=IN_FORCE, language=language[:2])


def lift(actor: Actor, person: UUID) -> RequestView | Refusal | None:
    """The person lifts it, after reading what starts again (Art. 18(3)). None if nothing was restricted."""
    grant = gate.open(actor, person, PURPOSE)
    if isinstance(grant, Refusal):
        return grant
    held = in_force(grant)
    if held is None:
        return None
    rights_requests.note(grant, held.id, state="lifted", finished_at=datetime.now(UTC))
    return rights_requests.one(grant, held.id)


def in_force(grant: Grant) -> RequestView | None:
    """The restriction of the grant's person, if there is one."""
    held = rights_requests.requests_of(grant, KIND)
    return next((request for request in held if request.state == IN_FORCE), None)


def resting() -> frozenset[UUID]:
    """Everybody whose data rest: a bulk job leaves them out, because the database would refuse it as a whole."""
    with bookkeeping.session():
        return bookkeeping.restricted()
