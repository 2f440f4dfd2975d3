"""What changed in the register, who approved which version, what was asked, and why purposes rest: for its pages.

Called by `register_pages` and `register_approval`; writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from eigenart.people.services import Actor
from eigenart.privacy import approvals, drift, drift_words, party_keys, proposals
from eigenart.privacy.approvals import Party
from eigenart.privacy.proposals import Version
from eigenart.register.differences import Difference, differences
from eigenart.register.read import Register

SHORT_HASH = 12
MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One difference in the language in force. kind: added | removed | changed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What changed about one purpose, type of data and so on."""

    place: str
    lines: tuple[Line, ...]


def changes(in_force: Register) -> dict[str, Any]:
    """What differs from the version that was approved last; nothing where this is the first one."""
    before = proposals.last_complete(but=in_force.hash)
    if before is None:
        return {"approved_before": None, "changes": ()}
    found = entries(differences(before.content, proposals.plain(in_force)))
    return {"approved_before": before, "short_before": before.register_hash[:SHORT_HASH], "changes": found}


def versions() -> list[dict[str, Any]]:
    """Every version, newest first, with what it changed against the one before it."""
    every = proposals.history()
    return [shown_version(one, every[place + 1] if place + 1 < len(every) else None)
            for place, one in enumerate(every)]  # fmt: skip


def shown_version(one: Version, before: Version | None) -> dict[str, Any]:
    return {
        "number": one.version,
        "short_hash": one.register_hash[:SHORT_HASH],
        "at": one.first_at,
        "is_complete": one.is_complete,
        "signed": [(Party(party).label, at) for party, at in one.signed.items()],
        "changes": entries(differences(before.content, one.content)) if before else (),
        "is_first": before is None,
    }


def entries(found: tuple[Difference, ...]) -> tuple[Entry, ...]:
    """Differences by the entry that they are about, in their order."""
    language = get_language() or "en"
    grouped: dict[str, list[Line]] = {}
    for one in found:
        lines = grouped.setdefault(one.place.in_language(language), [])
        lines.append(Line(one.kind, one.text.in_language(language)))
    return tuple(Entry(place, tuple(lines)) for place, lines in grouped.items())


def resting() -> dict[str, Any]:
    """Why optional purposes rest, and since when; empty while they do not."""
    found = drift.last()
    if found is None or found.is_clear:
        return {"resting_since": None}
    shown = [(drift_words.sentence(code), detail) for code, detail in found.differences[:MOST_REASONS]]
    return {
        "resting_since": found.at,
        "reasons": shown,
        "more_reasons": max(0, len(found.differences) - MOST_REASONS),
    }


def keys() -> dict[str, party_keys.KeyState]:
    """The key of each party that has one."""
    return {state.party.value: state for state in party_keys.states()}


def talk(actor: Actor, in_force: Register) -> dict[str, Any]:
    """The questions about this text, for the parties alone. office: in whose name this actor may ask."""
    offices = [party for party in approvals.parties() if actor.has_role(approvals.ROLE_OF[party])]
    if not offices:
        return {"offices": ()}
    lines = [
        {"who": Party(one.party).label, "text": one.text, "at": one.at}
        for one in proposals.questions(in_force.hash)
    ]
    return {"offices": [(party.value, party.label) for party in offices], "questions": lines}


def proposal(actor: Actor, *, is_complete: bool, now: datetime) -> dict[str, Any]:
    """Until when this text may be approved, and whether this actor may propose it again."""
    until = proposals.deadline(at=now)
    has_lapsed = not is_complete and now > until
    return {
        "approve_until": until,
        "has_lapsed": has_lapsed,
        "may_propose": has_lapsed and actor.has_role(approvals.ROLE_OF[Party.EMPLOYER]),
    }
