"""Who has to approve in this company, and which approvals are what they claim to be.

Below `approvals` and `proposals`, which both ask it.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Final

from django.conf import settings

from eigenart.people.actor import Actor, Role
from eigenart.privacy.bookkeeping import pseudonym_of
from eigenart.privacy.models import Approval, Party, PartyKey
from eigenart.privacy.signatures import Evidence, Statement, holds

ROLE_OF: Final = {Party.WORKS_COUNCIL: Role.WORKS_COUNCIL, Party.DPO: Role.DPO, Party.EMPLOYER: Role.EMPLOYER}


def parties() -> tuple[Party, ...]:
    """Who has to approve in this company.

    The setting alone cannot take the works council's veto away: once it has a key, it has to approve.
    """
    return tuple(party for party in Party if party is not Party.WORKS_COUNCIL or has_works_council())


def has_works_council() -> bool:
    return settings.EIGENART.has_works_council or PartyKey.objects.filter(party=Party.WORKS_COUNCIL).exists()


def speaks_for(actor: Actor, party: Party) -> bool:
    return actor.has_role(ROLE_OF[party])


def login_of(actor: Actor) -> str:
    """The login as approvals and the access log name it; empty without one."""
    return pseudonym_of(actor.user_id) if actor.user_id is not None else ""


def evidence(approval: Approval) -> Evidence | None:
    """The signed statement of an approval; None where nothing was signed."""
    if approval.key is None or not approval.signature:
        return None
    if approval.key.party != approval.party:
        return None
    statement = Statement(
        register_hash=approval.register_hash,
        party=approval.party,
        by=approval.signed_by_pseudonym,
        at=approval.at.astimezone(UTC),
        public_key=approval.key.public_key,
        employees_informed=approval.employees_informed,
    )
    return Evidence(statement, approval.signature)


def counts(approval: Approval) -> bool:
    """Signed with a key of its party, or made for the demonstration and in demo mode. Does not look at other rows."""
    if approval.is_demo:
        return settings.EIGENART.is_demo
    proof = evidence(approval)
    return proof is not None and holds(proof.statement, proof.signature)


def counting(register_hash: str | None = None) -> Iterator[Approval]:
    """The approvals that count here, oldest first; of one register or of all."""
    found = Approval.objects.select_related("key").order_by("at", "id")
    if register_hash is not None:
        found = found.filter(register_hash=register_hash)
    return (one for one in found if counts(one))
