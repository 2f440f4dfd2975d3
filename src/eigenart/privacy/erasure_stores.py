"""Which part of the house erases in which store of the register. Floors above register theirs in AppConfig.ready.

A request closes only when every store of the register, backups aside, has confirmed; a store that nobody looks
after never does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from eigenart.privacy.erasure_plan import Scope
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register

FIRST: Final = ("files", "jobs", "database")
"""Files and jobs are found by what the database still knows; the model is learned anew after it."""
LAST: Final = ("log",)


@dataclass(frozen=True, slots=True)
class Commission:
    """One erasure on its way. personnel_number, user_id: as long as the database knows them, else "" and None.

    database_at: when the database had confirmed, None before.
    """

    request_id: UUID
    scope: Scope
    grant: Grant
    employee_id: UUID
    user_id: int | None
    personnel_number: str
    database_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one part of a store deleted, and what stays there, in rows or files by data type."""

    gone: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)


Eraser = Callable[[Commission], Outcome]
"""Deletes, makes sure that it is gone, and may be called again. Raises whatever keeps it from confirming."""

_erasers: dict[str, dict[str, Eraser]] = {}


def register_eraser(store: str, part: str, eraser: Eraser) -> None:
    """store: its key in the register. part: the name of this part of it; repeating it replaces the earlier one."""
    _erasers.setdefault(store, {})[part] = eraser


def stores() -> tuple[str, ...]:
    """Every store that has to confirm, in the order in which they are asked."""
    wanted = [key for key, store in register().content.stores.items() if store.kind != "backup"]
    middle = [key for key in wanted if key not in (*FIRST, *LAST)]
    return tuple(key for key in (*FIRST, *middle, *LAST) if key in wanted)


def erasers_of(store: str) -> tuple[Eraser, ...]:
    return tuple(_erasers.get(store, {}).values())


def without_eraser() -> tuple[str, ...]:
    """Stores of the register that nobody looks after."""
    return tuple(key for key in stores() if not erasers_of(key))


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    gone: dict[str, int] = {}
    kept: dict[str, int] = {}
    for outcome in outcomes:
        for total, part in ((gone, outcome.gone), (kept, outcome.kept)):
            for category, count in part.items():
                total[category] = total.get(category, 0) + count
    return Outcome(gone, kept)
