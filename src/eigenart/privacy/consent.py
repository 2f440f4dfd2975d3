"""The switches of one person: give, withdraw, object, lift. Effective at the next question to the gate.

Called by My data and by every card that offers a switch. The history only grows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from eigenart.core.consent import ConsentEvent, Control, DecisionCode, EventKind, Purpose, decide
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant, Person, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent
from eigenart.privacy.retention import delete_at_purpose_end
from eigenart.register.read import NotRegistered
from eigenart.register.schema import PurposeEntry

RIGHTS = Purpose("privacy.rights")
SHORTEST_GAP = timedelta(microseconds=1)
CONTROL_OF = {
    EventKind.GIVEN: Control.OPT_IN,
    EventKind.WITHDRAWN: Control.OPT_IN,
    EventKind.OBJECTED: Control.OPT_OUT,
    EventKind.OBJECTION_LIFTED: Control.OPT_OUT,
}


@dataclass(frozen=True, slots=True)
class Switch:
    """Where one optional purpose stands for one person; the words are in `entry`, the register's own.

    changed_at: when the person last said something about it. code: why it is on or off.
    """

    entry: PurposeEntry
    is_on: bool
    code: DecisionCode
    changed_at: datetime | None


def give(
    actor: Actor, subject: Person, purpose: str, *, language: str = "de", at: datetime | None = None
) -> Switch | Refusal:
    """Consent to the text in force. Repeating it changes nothing."""
    return _say(EventKind.GIVEN, actor, subject, purpose, language=language, at=at)


def withdraw(
    actor: Actor, subject: Person, purpose: str, *, language: str = "de", at: datetime | None = None
) -> Switch | Refusal:
    """End a consent, and delete at once what was kept only for it."""
    return _say(EventKind.WITHDRAWN, actor, subject, purpose, language=language, at=at)


def object_to(
    actor: Actor, subject: Person, purpose: str, *, language: str = "de", at: datetime | None = None
) -> Switch | Refusal:
    """Object to a legitimate interest: no reason is asked, and it holds at once."""
    return _say(EventKind.OBJECTED, actor, subject, purpose, language=language, at=at)


def lift_objection(
    actor: Actor, subject: Person, purpose: str, *, language: str = "de", at: datetime | None = None
) -> Switch | Refusal:
    """Take an objection back."""
    return _say(EventKind.OBJECTION_LIFTED, actor, subject, purpose, language=language, at=at)


def switches(actor: Actor, subject: Person, at: datetime | None = None) -> list[Switch] | Refusal:
    """Every purpose that the person can switch, in the order of the register."""
    at = max(at or datetime.now(UTC), datetime.now(UTC))
    grant = gate.open(actor, subject, RIGHTS, at)
    if isinstance(grant, Refusal):
        return grant
    events = history(grant)
    return [_switch(entry, events, at) for entry in register().optional_purposes()]


def history(grant: Grant) -> list[ConsentEvent]:
    """Everything that the person said, oldest first; under a grant for `privacy.rights`."""
    with gate.reading(grant):
        rows = (
            Consent.under(grant).order_by("at").values_list("kind", "purpose", "version", "at", "text_hash")
        )
        return [ConsentEvent(EventKind(kind), Purpose(p), v, at, text) for kind, p, v, at, text in rows]


def _say(
    kind: EventKind,
    actor: Actor,
    subject: Person,
    purpose: str,
    *,
    language: str,
    at: datetime | None,
) -> Switch | Refusal:
    try:
        entry = register().purpose(purpose)
    except NotRegistered:
        return Refusal("purpose_unknown", Purpose(purpose), is_final=True)
    if entry.switch.control != CONTROL_OF[kind]:
        return Refusal("not_switchable", Purpose(purpose), is_final=True)
    now = at or datetime.now(UTC)
    grant = gate.open(actor, subject, RIGHTS, now)
    if isinstance(grant, Refusal):
        return grant
    with transaction.atomic():
        events = history(grant)
        before = _switch(entry, events, max([now, *(event.at for event in events)]))
        if before.is_on == (kind in (EventKind.GIVEN, EventKind.OBJECTION_LIFTED)):
            return before
        event = _record(kind, grant, entry, language=language, at=_after_all(events, purpose, now))
        if kind is EventKind.WITHDRAWN:
            delete_at_purpose_end(grant, purpose)
    return _switch(entry, [*events, event], event.at)


def _record(
    kind: EventKind, grant: Grant, entry: PurposeEntry, *, language: str, at: datetime
) -> ConsentEvent:
    text_hash = register().text_hash(entry.id)
    with gate.rows(grant):
        Consent.under(grant).create(
            kind=kind,
            purpose=entry.id,
            version=entry.version,
            text_hash=text_hash,
            language=language[:5],
            channel="portal",
            at=at,
        )
    return ConsentEvent(kind, Purpose(entry.id), entry.version, at, text_hash)


def _after_all(events: list[ConsentEvent], purpose: str, now: datetime) -> datetime:
    """A moment after everything said before: the order of statements must survive a coarse clock."""
    latest = max((event.at for event in events if event.purpose == purpose), default=None)
    return now if latest is None or now > latest else latest + SHORTEST_GAP


def _switch(entry: PurposeEntry, events: list[ConsentEvent], at: datetime) -> Switch:
    decision = decide(register().terms(entry.id), events, at)
    said_at = [event.at for event in events if event.purpose == entry.id and event.at <= at]
    return Switch(
        entry=entry,
        is_on=decision.is_permitted,
        code=decision.code,
        changed_at=max(said_at, default=None),
    )
