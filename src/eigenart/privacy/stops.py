"""The stop button of each AI system: any party stops it at once, and only two parties together start it again.

Whoever stopped it has to agree. Asked by `approvals` in every transaction and by the row policies at every statement,
so a stop holds in all processes without a message to them. Called by the desk.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from eigenart.people.actor import Actor
from eigenart.privacy.database_role import remembered
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Party
from eigenart.privacy.models import StopEvent as StopEvent
from eigenart.privacy.parties import login_of, speaks_for

LOCK: Final = 707
STOP, AGREES, RESTARTED = "stop", "agrees", "restarted"
LONGEST_REASON: Final = 500
NEEDED: Final = 2


class StopRefused(Exception):
    """code: unknown_system | wrong_role | no_reason | too_long | not_stopped | same_login. Final; nothing changed."""

    is_final = True

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class State:
    """Where one system stands. stops: since it last ran, oldest first. agreed: parties that would start it again.

    needed: parties still to agree where that is certain; one more of any kind where it is empty.
    """

    system: str
    is_stopped: bool
    stops: tuple[StopEvent, ...] = ()
    agreed: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()

    @property
    def since(self) -> datetime | None:
        return self.stops[0].at if self.stops else None


def stop(actor: Actor, party: Party | str, system: str, reason: str, *, at: datetime | None = None) -> State:
    """Stop a system from the next transaction on. Stopping it again notes the reason, too. Raises StopRefused."""
    party, reason = Party(party), reason.strip()
    _check(actor, party, system)
    if not reason:
        raise StopRefused("no_reason")
    if len(reason) > LONGEST_REASON:
        raise StopRefused("too_long")
    with _alone():
        _note(STOP, system, party, by=login_of(actor), at=at, reason=reason)
        return state(system)


def agree(actor: Actor, party: Party | str, system: str, *, at: datetime | None = None) -> State:
    """Agree to a restart; with the second party, and everybody who stopped it, the system runs again.

    Repeating it changes nothing. Raises StopRefused.
    """
    party = Party(party)
    _check(actor, party, system)
    with _alone():
        before = state(system)
        if not before.is_stopped:
            raise StopRefused("not_stopped")
        login = login_of(actor)
        others = _agreements(system).exclude(party=party)
        if login and others.filter(by=login).exists():
            raise StopRefused("same_login")
        if party.value not in before.agreed:
            _note(AGREES, system, party, by=login, at=at)
        after = state(system)
        if len(after.agreed) >= NEEDED and not after.needed:
            _note(RESTARTED, system, party, by=login, at=at)
        return state(system)


def state(system: str) -> State:
    """The state of one system of the register."""
    found = list(_since_running(system))
    stops_ = tuple(event for event in found if event.kind == STOP)
    if not stops_:
        return State(system, is_stopped=False)
    agreed = frozenset(_agreements(system).values_list("party", flat=True))
    missing = frozenset(event.party for event in stops_) - agreed
    return State(system, is_stopped=True, stops=stops_, agreed=agreed, needed=missing)


def states() -> tuple[State, ...]:
    """Every AI system of the register in force, in its order."""
    return tuple(state(system) for system in register().content.ai_systems)


def journal(system: str | None = None) -> list[StopEvent]:
    """Every stop, agreement and restart, newest first."""
    found = StopEvent.objects.order_by("-id")
    return list(found if system is None else found.filter(system=system))


def decisions() -> "QuerySet[StopEvent, Any]":
    """The newest event of each system that decides, as {"system": …, "kind": …}; for a subquery or to be read."""
    newest = StopEvent.objects.filter(kind__in=(STOP, RESTARTED)).order_by("system", "-id").distinct("system")
    return newest.values_list(JSONObject(system="system", kind="kind"), flat=True)


def stopped_by(found: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The stopped systems among such decisions."""
    return frozenset(one["system"] for one in found if one["kind"] == STOP)


def stopped() -> frozenset[str]:
    """Every system that is stopped now; one query."""
    return stopped_by(decisions())


def _check(actor: Actor, party: Party, system: str) -> None:
    if system not in register().content.ai_systems:
        raise StopRefused("unknown_system")
    if not speaks_for(actor, party):
        raise StopRefused("wrong_role")


@contextmanager
def _alone() -> Iterator[None]:
    """One stop or restart at a time, so that two agreements at once are both counted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def _note(kind: str, system: str, party: Party, *, by: str, at: datetime | None, reason: str = "") -> None:
    remembered().approved = None
    StopEvent.objects.create(
        system=system, kind=kind, party=party.value, by=by, reason=reason, at=at or datetime.now(UTC)
    )


def _since_running(system: str) -> "QuerySet[StopEvent]":
    """What happened since the system last ran."""
    last = StopEvent.objects.filter(system=system, kind=RESTARTED).last()
    return StopEvent.objects.filter(system=system, id__gt=last.pk if last else 0)


def _agreements(system: str) -> "QuerySet[StopEvent]":
    """Those that count: given after the newest stop."""
    last = StopEvent.objects.filter(system=system, kind=STOP).last()
    return _since_running(system).filter(kind=AGREES, id__gt=last.pk if last else 0)
