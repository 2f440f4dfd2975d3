"""Who approved the register in force. A purpose runs only with every approval of this exact hash."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy.database_role import remembered
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval
from eigenart.privacy.models import Party as Party
from eigenart.register.schema import PurposeEntry

ROLE_OF = {Party.WORKS_COUNCIL: Role.WORKS_COUNCIL, Party.DPO: Role.DPO, Party.EMPLOYER: Role.EMPLOYER}


class ApprovalRefused(Exception):
    """code: wrong_role (this actor does not speak for the party) | demo_only | no_works_council. Final."""

    is_final = True

    def __init__(self, code: str, party: str) -> None:
        self.code, self.party = code, party
        super().__init__(f"{code}: {party}")


@dataclass(frozen=True, slots=True)
class PartyState:
    """Where one party stands with the register in force."""

    party: Party
    is_required: bool
    approved_at: datetime | None
    is_demo: bool


def approve(actor: Actor, party: Party | str, *, at: datetime | None = None) -> Approval:
    """Approve the register in force for a party; repeating it changes nothing. Raises ApprovalRefused."""
    party = Party(party)
    if not actor.has_role(ROLE_OF[party]):
        raise ApprovalRefused("wrong_role", party)
    if party not in parties():
        raise ApprovalRefused("no_works_council", party)
    return _record(party, at=at, user_id=actor.user_id, is_demo=False)


def approve_for_demo(*, at: datetime | None = None) -> tuple[Approval, ...]:
    """Pre-sign for all parties. Raises ApprovalRefused outside demo mode."""
    if not settings.EIGENART.is_demo:
        raise ApprovalRefused("demo_only", "")
    return tuple(_record(party, at=at, user_id=None, is_demo=True) for party in parties())


def state() -> tuple[PartyState, ...]:
    """Every party, approved or not, for the register in force."""
    counting = {approval.party: approval for approval in _counting(register().hash)}
    required = parties()
    return tuple(
        PartyState(
            party=party,
            is_required=party in required,
            approved_at=counting[party].at if party in counting else None,
            is_demo=party in counting and counting[party].is_demo,
        )
        for party in Party
    )


def parties() -> tuple[Party, ...]:
    """Who has to approve in this company."""
    has_council = settings.EIGENART.has_works_council
    return tuple(party for party in Party if has_council or party is not Party.WORKS_COUNCIL)


def required_for(entry: PurposeEntry) -> tuple[str, ...]:
    """Who has to approve before this purpose runs here; nobody, where the law commands it."""
    return tuple(party.value for party in parties() if party.value in entry.approvals)


def is_active(entry: PurposeEntry, register_hash: str) -> bool:
    """Whether a purpose may run: its status says so and everybody required approved this hash.

    At most one query a transaction; the next one asks again. The policies of the database ask at every statement.
    """
    if entry.status != "active":
        return False
    required = required_for(entry)
    return not required or set(required) <= _approved(register_hash)


def _approved(register_hash: str) -> frozenset[str]:
    known = remembered().approved if transaction.get_connection().in_atomic_block else None
    key = (register_hash, settings.EIGENART.is_demo)
    if known is not None and key in known:
        return known[key]
    found = frozenset(_counting(register_hash).values_list("party", flat=True))
    if known is not None:
        known[key] = found
    return found


def _counting(register_hash: str) -> QuerySet[Approval]:
    found = Approval.objects.filter(register_hash=register_hash)
    return found if settings.EIGENART.is_demo else found.filter(is_demo=False)


def _record(party: Party, *, at: datetime | None, user_id: int | None, is_demo: bool) -> Approval:
    if transaction.get_connection().in_atomic_block:
        remembered().approved = None
    approval, _ = Approval.objects.get_or_create(
        register_hash=register().hash,
        party=party,
        is_demo=is_demo,
        defaults={"at": at or datetime.now(UTC), "signed_by_id": user_id, "signed_as": party.value},
    )
    return approval
