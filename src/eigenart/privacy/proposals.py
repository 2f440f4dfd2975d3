"""Registers as they were put to the parties: until when each may be approved, what was asked, and what was before.

A proposal lapses after the days that the register itself names; nobody then approves it unless the employer proposes it
again. Called by `approvals`, the register pages and the documents.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from eigenart.people.actor import Actor, Role
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Party, Proposal, Question
from eigenart.privacy.parties import counting, login_of, parties, speaks_for
from eigenart.register.canonical import canonical
from eigenart.register.read import Register

LONGEST_QUESTION: Final = 2000


class ProposalRefused(Exception):
    """code: wrong_role | not_lapsed | nothing_asked | too_long. Final for this actor and text."""

    is_final = True

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Version:
    """One register that was once proposed. signed: when each party approved it; is_complete: the required ones did."""

    register_hash: str
    version: int
    first_at: datetime
    signed: dict[str, datetime]
    is_complete: bool
    content: dict[str, Any]


def proposed(source: Register | None = None, *, at: datetime | None = None) -> Proposal:
    """The newest proposal of a register; noted now if nobody had seen this text before."""
    source = source or register()
    found = Proposal.objects.filter(register_hash=source.hash).last()
    return found or _note(source, at=at or datetime.now(UTC), by="")


def deadline(*, at: datetime | None = None) -> datetime:
    """Until when the register in force may be approved; writes nothing."""
    found = Proposal.objects.filter(register_hash=register().hash).last()
    begun = found.at if found else at or datetime.now(UTC)
    return begun + timedelta(days=register().content.register_.approve_within_days)


def has_lapsed(*, at: datetime | None = None) -> bool:
    """Whether the time to approve the register in force is over."""
    at = at or datetime.now(UTC)
    return at > deadline(at=at)


def propose_again(actor: Actor, *, at: datetime | None = None) -> Proposal:
    """The employer asks once more. Raises ProposalRefused."""
    if not actor.has_role(Role.EMPLOYER):
        raise ProposalRefused("wrong_role")
    at = at or datetime.now(UTC)
    if not has_lapsed(at=at):
        raise ProposalRefused("not_lapsed")
    return _note(register(), at=at, by=login_of(actor))


def ask(actor: Actor, party: Party | str, text: str, *, at: datetime | None = None) -> Question:
    """Add a line to the talk about the register in force. Raises ProposalRefused."""
    party, text = Party(party), text.strip()
    if not speaks_for(actor, party):
        raise ProposalRefused("wrong_role")
    if not text:
        raise ProposalRefused("nothing_asked")
    if len(text) > LONGEST_QUESTION:
        raise ProposalRefused("too_long")
    return Question.objects.create(
        register_hash=register().hash, party=party, by=login_of(actor), text=text, at=at or datetime.now(UTC)
    )


def questions(register_hash: str) -> list[Question]:
    return list(Question.objects.filter(register_hash=register_hash))


def history() -> list[Version]:
    """Every version that was proposed, newest first, with who approved it."""
    firsts: dict[str, Proposal] = {}
    for one in Proposal.objects.order_by("id"):
        firsts.setdefault(one.register_hash, one)
    given: dict[str, dict[str, datetime]] = {}
    for approval in counting():
        given.setdefault(approval.register_hash, {})[approval.party] = approval.at
    return [
        Version(
            register_hash=one.register_hash,
            version=one.version,
            first_at=one.at,
            signed=given.get(one.register_hash, {}),
            is_complete=_needed(given.get(one.register_hash, {})),
            content=one.content,
        )
        for one in reversed(firsts.values())
    ]


def last_complete(*, but: str = "") -> Version | None:
    """The version that the parties approved last. but: leave this one out."""
    complete = [one for one in history() if one.is_complete and one.register_hash != but]
    return max(complete, key=lambda one: max(one.signed.values()), default=None)


def plain(source: Register) -> dict[str, Any]:
    """The content of a register as it is kept and compared: JSON, dates as text."""
    content: dict[str, Any] = json.loads(canonical(source.plain))
    return content


def _needed(signed: dict[str, datetime]) -> bool:
    return bool(signed) and all(party.value in signed for party in parties())


def _note(source: Register, *, at: datetime, by: str) -> Proposal:
    version = source.content.register_.version
    return Proposal.objects.create(
        register_hash=source.hash, version=version, content=plain(source), at=at, by=by
    )
