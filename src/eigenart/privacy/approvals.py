"""Who approved the register in force. A purpose runs only with every signed approval of this exact hash.

Optional purposes also rest while the register and what runs differ (`privacy.drift`).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Subquery

from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import party_keys, proposals, stops
from eigenart.privacy.database_role import Standing, remembered
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval, DriftCheck, PartyKey
from eigenart.privacy.models import Party as Party
from eigenart.privacy.parties import ROLE_OF as ROLE_OF
from eigenart.privacy.parties import counting, counts, evidence, has_works_council, login_of, speaks_for
from eigenart.privacy.parties import parties as parties
from eigenart.privacy.signatures import Evidence, Statement, fingerprint
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import NotRegistered
from eigenart.register.schema import PurposeEntry


class ApprovalRefused(Exception):
    """code: wrong_role (this actor does not speak for the party) | demo_only | no_works_council | not_a_demo |
    same_login (this login already acted for another party) | lapsed | employees_not_informed. Final."""

    is_final = True

    def __init__(self, code: str, party: str) -> None:
        self.code, self.party = code, party
        super().__init__(f"{code}: {party}")


@dataclass(frozen=True, slots=True)
class PartyState:
    """Where one party stands with the register in force. fingerprint: of the key that signed."""

    party: Party
    is_required: bool
    approved_at: datetime | None
    is_demo: bool
    fingerprint: str = ""


def approve(
    actor: Actor,
    party: Party | str,
    *,
    passphrase: str,
    new_key: bool = False,
    employees_informed: bool = False,
    at: datetime | None = None,
) -> Approval:
    """Sign the register in force for a party; repeating it changes nothing.

    The first approval of a party makes its key; `new_key` replaces one whose passphrase was lost. employees_informed:
    what the employer states where there is no works council. Raises ApprovalRefused or PassphraseRefused.
    """
    party, at = Party(party), at or datetime.now(UTC)
    refuse(actor, party, employees_informed=employees_informed, at=at)
    with transaction.atomic():
        for given in counting(register().hash):
            if given.party == party and not given.is_demo:
                return given
        proposals.proposed(at=at)
        key = party_keys.current(party)
        if key is None or new_key:
            key = party_keys.make(party, passphrase, by=login_of(actor), at=at)
        statement = Statement(
            register_hash=register().hash,
            party=party.value,
            by=login_of(actor),
            at=at.astimezone(UTC),
            public_key=key.public_key,
            employees_informed=employees_informed,
        )
        signature = party_keys.sign(key, passphrase, statement.message)
        return _record(statement, key=key, signature=signature, user_id=actor.user_id)


def refuse(actor: Actor, party: Party, *, employees_informed: bool, at: datetime | None = None) -> None:
    """Raises ApprovalRefused where this actor cannot approve now, whatever the passphrase."""
    if not speaks_for(actor, party):
        raise ApprovalRefused("wrong_role", party)
    if party not in parties():
        raise ApprovalRefused("no_works_council", party)
    if acted_for_another(actor, party):
        raise ApprovalRefused("same_login", party)
    if proposals.has_lapsed(at=at):
        raise ApprovalRefused("lapsed", party)
    if party is Party.EMPLOYER and not has_works_council() and not employees_informed:
        raise ApprovalRefused("employees_not_informed", party)


def acted_for_another(actor: Actor, party: Party) -> bool:
    """Two offices, two logins: whoever signed this register, or made the key in use, for another party."""
    login = login_of(actor)
    if not login:
        return False
    signed = Approval.objects.filter(register_hash=register().hash, signed_by_pseudonym=login)
    if signed.exclude(party=party).exists():
        return True
    keys = (party_keys.current(other) for other in Party if other is not party)
    return any(key is not None and key.made_by == login for key in keys)


def approve_for_demo(*, at: datetime | None = None) -> tuple[Approval, ...]:
    """Pre-sign for all parties. Raises ApprovalRefused outside demo mode, and in a database that began as no demo."""
    if not settings.EIGENART.is_demo:
        raise ApprovalRefused("demo_only", "")
    first = Approval.objects.order_by("id").first()
    if not first.is_demo if first else Employee.objects.exists():
        raise ApprovalRefused("not_a_demo", "")
    if transaction.get_connection().in_atomic_block:
        remembered().approved = None
    proposals.proposed(at=at)
    return tuple(
        Approval.objects.get_or_create(
            register_hash=register().hash,
            party=party,
            is_demo=True,
            defaults={"at": at or datetime.now(UTC), "signed_as": party.value},
        )[0]
        for party in parties()
    )


def state() -> tuple[PartyState, ...]:
    """Every party, approved or not, for the register in force."""
    given: dict[str, Approval] = {}
    for approval in counting(register().hash):
        given.setdefault(approval.party, approval)
    required = parties()
    return tuple(_state(party, given.get(party), is_required=party in required) for party in Party)


def evidence_of_all() -> list[Evidence]:
    """Every row that claims to be signed, whether it holds or not, oldest first; never a demo's."""
    rows = Approval.objects.filter(is_demo=False).select_related("key").order_by("at", "id")
    unsigned = Statement("", "", "", datetime.min, "")
    return [
        evidence(one) or Evidence(replace(unsigned, register_hash=one.register_hash, party=one.party), "")
        for one in rows
    ]


def required_for(entry: PurposeEntry) -> tuple[str, ...]:
    """Who has to approve before this purpose runs here; nobody, where the law commands it."""
    return tuple(party.value for party in parties() if party.value in entry.approvals)


def is_optional(entry: PurposeEntry) -> bool:
    """Whether a purpose rests while register and running system differ: all that a person may switch."""
    return entry.switch.control != "none"


def is_active(entry: PurposeEntry, register_hash: str) -> bool:
    """Whether a purpose may run, see `obstacle`."""
    return not obstacle(entry, register_hash)


def obstacle(entry: PurposeEntry, register_hash: str) -> str:
    """Why a purpose does not run: not_approved (its status, or a missing approval of this hash) | suspended (the
    register and what runs differ) | stopped (a party stopped its AI system, see `stops`); empty if it runs.

    At most one query a transaction; the next one asks again. The policies of the database ask at every statement.
    """
    if entry.status != "active":
        return "not_approved"
    required = required_for(entry)
    if not required:
        return "stopped" if entry.ai_system in (stops.stopped() if entry.ai_system else ()) else ""
    standing = _standing(register_hash)
    if not set(required) <= standing.parties:
        return "not_approved"
    if entry.ai_system in standing.stopped:
        return "stopped"
    return "suspended" if standing.is_suspended and is_optional(entry) else ""


def is_stopped(purpose: str) -> bool:
    """Whether a party has stopped the AI system of a purpose."""
    try:
        system = register().purpose(purpose).ai_system
    except (NotRegistered, RegisterUnreadable, RegisterInvalid):
        return False
    return system is not None and system in stops.stopped()


def is_clear() -> bool:
    """Whether the newest check found register and running system equal, or none was made yet."""
    last = DriftCheck.objects.last()
    return last is None or last.is_clear


def _standing(register_hash: str) -> Standing:
    known = remembered().approved if transaction.get_connection().in_atomic_block else None
    key = (register_hash, settings.EIGENART.is_demo)
    if known is not None and key in known:
        return known[key]
    newest = DriftCheck.objects.order_by("-id").values("is_clear")[:1]
    rows = Approval.objects.filter(register_hash=register_hash).select_related("key")
    found = list(rows.annotate(was_clear=Subquery(newest), decisions=ArraySubquery(stops.decisions())))
    standing = Standing(
        parties=frozenset(one.party for one in found if counts(one)),
        is_suspended=any(one.was_clear is False for one in found),
        stopped=stops.stopped_by(found[0].decisions if found else ()),
    )
    if known is not None:
        known[key] = standing
    return standing


def _state(party: Party, given: Approval | None, *, is_required: bool) -> PartyState:
    empty = PartyState(party, is_required, None, is_demo=False)
    if given is None:
        return empty
    digits = fingerprint(given.key.public_key) if given.key else ""
    return replace(empty, approved_at=given.at, is_demo=given.is_demo, fingerprint=digits)


def _record(statement: Statement, *, key: PartyKey, signature: str, user_id: int | None) -> Approval:
    remembered().approved = None
    return Approval.objects.create(
        register_hash=statement.register_hash,
        party=statement.party,
        at=statement.at,
        signed_by_id=user_id,
        signed_by_pseudonym=statement.by,
        signed_as=statement.party,
        key=key,
        employees_informed=statement.employees_informed,
        signature=signature,
    )
