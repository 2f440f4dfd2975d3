"""What models learn from: the log of everybody whom the training may read, without identities, as the engine wants it.

Called by `training` every night and by `live` after every change. What comes out says nothing about who is who, and
is the same for the same steps in any database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from eigenart.core.consent import DataCategory, Purpose
from eigenart.core.vocabulary import ActivityState
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog
from eigenart.engine.profile_state import STRENGTH
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import read as profiles
from eigenart.profiles.read import Interactions

PURPOSE: Final = Purpose("personalisation.training")
SAYS_WHO: Final = frozenset({DataCategory("consents"), DataCategory("rights_requests")})
"""Data types by which a person joins or leaves the log."""

_opened: list[Grant] = []
_lock = Lock()


class TrainingRefused(Exception):
    """The gate did not open the log. code: the code of the refusal."""

    def __init__(self, code: str, *, is_final: bool) -> None:
        super().__init__(code)
        self.code, self.is_final = code, is_final


def opened(actor: Actor, at: datetime) -> Grant:
    """The log for one reading. Raises TrainingRefused."""
    return _granted(gate.open_population(actor, PURPOSE, at))


def renewed(at: datetime) -> Grant:
    """The log for the system's reading after every change: one opening a process and six hours, asked anew each time.

    Raises TrainingRefused.
    """
    with _lock:
        held = _opened[0] if _opened else None
        answer = (
            gate.renewed(Actor.system(), held, at)
            if held
            else gate.open_population(Actor.system(), PURPOSE, at)
        )
        _opened[:] = [answer] if isinstance(answer, Grant) else []
    return _granted(answer)


def is_concerned(categories: frozenset[DataCategory]) -> bool:
    """Whether a change of these data types can change the log."""
    return bool(categories & (SAYS_WHO | register().gated_columns(PURPOSE).keys()))


def present(grant: Grant, catalogue: Catalogue) -> InteractionLog:
    return log_of(profiles.interactions(grant), catalogue)


def log_of(interactions: Interactions, catalogue: Catalogue) -> InteractionLog:
    """One event per person and item: begun on the first step, worth what the last step says (as in ranking).

    Steps with items that have left the catalogue are left out, and so is who has no others. People are numbered by
    what they did, so that neither pseudonyms nor anybody who is not here can show in what is made of the log.
    """
    people: dict[int, dict[int, _Chain]] = {}
    for step in interactions.rows:
        row = catalogue.row_of.get(step.item_key)  # type: ignore[call-overload]
        if row is not None:
            chains = people.setdefault(step.user_row, {})
            chains.setdefault(row, _Chain(step.at)).states.append(step.state)
    numbered = sorted(
        (
            [
                (chain.begun_at.timestamp() / 86_400, row, chain.strength)
                for row, chain in sorted(chains.items())
            ],
            interactions.org_units[user],
            interactions.positions[user],
        )
        for user, chains in people.items()
    )
    return _log([events for events, *_ in numbered], [u for _, u, _ in numbered], [p for *_, p in numbered])


@dataclass(slots=True)
class _Chain:
    """The steps of one person with one item, oldest first."""

    begun_at: datetime
    states: list[ActivityState] = field(default_factory=list)

    @property
    def strength(self) -> float:
        return STRENGTH.get(self.states[-1], 0.0)


def _log(
    people: Sequence[Sequence[tuple[float, int, float]]], org_units: Sequence[str], positions: Sequence[str]
) -> InteractionLog:
    events = [(user, *event) for user, done in enumerate(people) for event in done]
    return InteractionLog(
        user_rows=ints([user for user, *_ in events]),
        item_rows=ints([row for _, _, row, _ in events]),
        days=floats([day for _, day, _, _ in events]),
        strengths=floats([strength for *_, strength in events]),
        org_units=tuple(org_units),
        positions=tuple(positions),
        n_users=len(people),
    )


def _granted(answer: Grant | Refusal) -> Grant:
    if isinstance(answer, Refusal):
        raise TrainingRefused(answer.code, is_final=answer.is_final)
    return answer
