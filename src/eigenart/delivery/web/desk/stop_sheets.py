"""AI systems and their stops in plain words. Called by Home and by the desk."""

from dataclasses import dataclass
from datetime import datetime

from eigenart.delivery.web.register_sheets import WHO, local, word
from eigenart.privacy import stops
from eigenart.privacy.in_force import register
from eigenart.privacy.stops import State


@dataclass(frozen=True, slots=True)
class StopLine:
    """One line of the journal in words. kind: stop | agrees | restarted."""

    system: str
    kind: str
    who: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SystemSheet:
    """One AI system. agreed, needed: parties to a restart, in words."""

    code: str
    title: str
    effect: str
    is_stopped: bool
    since: datetime | None
    stops: tuple[StopLine, ...]
    agreed: tuple[str, ...]
    needed: tuple[str, ...]


def sheets() -> tuple[SystemSheet, ...]:
    """Every AI system of the register in force."""
    return tuple(_sheet(state) for state in stops.states())


def stopped_now() -> tuple[SystemSheet, ...]:
    """Only those that are stopped."""
    return tuple(sheet for sheet in sheets() if sheet.is_stopped)


def journal() -> tuple[StopLine, ...]:
    """Everything that was ever said about stopping, newest first."""
    return tuple(_line(event) for event in stops.journal())


def _sheet(state: State) -> SystemSheet:
    system = register().content.ai_systems[state.system]
    return SystemSheet(
        code=state.system,
        title=local(system.title),
        effect=local(system.effect),
        is_stopped=state.is_stopped,
        since=state.since,
        stops=tuple(_line(event) for event in state.stops),
        agreed=tuple(word(WHO, party) for party in sorted(state.agreed)),
        needed=tuple(word(WHO, party) for party in sorted(state.needed)),
    )


def _line(event: stops.StopEvent) -> StopLine:
    system = register().content.ai_systems.get(event.system)
    return StopLine(
        system=local(system.title) if system else event.system,
        kind=event.kind,
        who=word(WHO, event.party),
        reason=event.reason,
        at=event.at,
    )
