"""What models learn from: the log of everybody whom the training may read, without identities, as the engine wants it.

Called by `training` every night and by `live` after every change. What comes out says nothing about who is who, and
is the same for the same steps in any database.
"""

from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from typing import Final

from eigenart.core.consent import DataCategory, Purpose
from eigenart.core.vocabulary import ItemKey
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog
from eigenart.engine.profile_state import STRENGTH
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import read as profiles
from eigenart.profiles.read import Past

PURPOSE: Final = Purpose("personalisation.training")
SAYS_WHO: Final = frozenset({DataCategory("consents"), DataCategory("rights_requests")})
"""Data types by which a person joins or leaves the log."""
STRENGTHS: Final = {state.value: strength for state, strength in STRENGTH.items()}

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
    """The log as it is now, in the rows of the catalogue."""
    return log_of(profiles.pasts(grant), catalogue)


def log_of(pasts: Iterable[Past], catalogue: Catalogue) -> InteractionLog:
    """One event per person and item: begun on the first step, worth what the last step says (as in ranking).

    Steps with items that have left the catalogue are left out, and so is who has no others. People are numbered by
    what they did, so that neither pseudonyms nor anybody who is not here can show in what is made of the log.
    """
    people = sorted(
        (events, past.org_unit, past.position) for past in pasts if (events := _events(past, catalogue))
    )
    users = [user for user, (events, *_) in enumerate(people) for _ in events]
    done = [event for events, *_ in people for event in events]
    return InteractionLog(
        user_rows=ints(users),
        item_rows=ints([row for _, row, _ in done]),
        days=floats([begun for begun, *_ in done]) / 86_400,
        strengths=floats([strength for *_, strength in done]),
        org_units=tuple(org_unit for _, org_unit, _ in people),
        positions=tuple(position for *_, position in people),
        n_users=len(people),
    )


def _events(past: Past, catalogue: Catalogue) -> list[tuple[float, int, float]]:
    """When (seconds), which item, how strong; in order."""
    row_of, steps = catalogue.row_of, zip(past.keys, past.begun, past.last, strict=True)
    return sorted(
        (begun, row_of[ItemKey(key)], STRENGTHS.get(state, 0.0))
        for key, begun, state in steps
        if key in row_of
    )


def _granted(answer: Grant | Refusal) -> Grant:
    if isinstance(answer, Refusal):
        raise TrainingRefused(answer.code, is_final=answer.is_final)
    return answer
