"""Grant and Refusal, the two answers of the gate. Here and not in `gate` because `subject` needs them too."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import InitVar, dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from eigenart.core.consent import DataCategory, Purpose

_SEAL: Final = object()
_open_grants: ContextVar[tuple["Grant", ...]] = ContextVar("open_grants", default=())


class GateClosed(Exception):
    """Personal rows were asked for without the right grant. A mistake in the code, therefore final.

    code: no_grant | forged | wrong_category | wrong_subject | not_open | expired | refused | nested_subject
    """

    is_final = True

    def __init__(self, code: str, *, model: str = "", purpose: str = "") -> None:
        self.code, self.model, self.purpose = code, model, purpose
        super().__init__(f"{code} ({', '.join(part for part in (model, purpose) if part)})")


@dataclass(frozen=True)
class Grant:
    """Leave to read (and, where the register says so, change) rows for one purpose. Only the gate makes one.

    subject: the one person of a personal grant, None for a population. subjects: everybody it covers,
    None for a population without a switch (then everybody). actor: the role, never a name.
    columns: what the purpose may read of each category.
    """

    actor: str
    subject: UUID | None
    subjects: frozenset[UUID] | None
    purpose: Purpose
    version: int
    columns: Mapping[DataCategory, frozenset[str]]
    register_hash: str
    opened_at: datetime
    expires_at: datetime
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise GateClosed("forged", purpose=self.purpose)

    @property
    def categories(self) -> frozenset[DataCategory]:
        return frozenset(self.columns)

    @property
    def is_population(self) -> bool:
        return self.subject is None

    @property
    def person(self) -> UUID:
        """The one subject of a personal grant. Raises GateClosed for a population."""
        if self.subject is None:
            raise GateClosed("wrong_subject", purpose=self.purpose)
        return self.subject

    @cached_property
    def row_numbers(self) -> dict[UUID, int]:
        """Numbers instead of identities for a population with a switch; the order says nothing about people."""
        return {subject: row for row, subject in enumerate(sorted(self.subjects or ()))}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gate stays shut. is_final: asking again cannot help while code and register stay as they are.

    code: actor_not_allowed | purpose_unknown | wrong_scope | subject_unknown | register_invalid |
    not_approved | suspended (what runs is not what the register says) | stopped (a party stopped the AI system) |
    restricted (the person asked that processing rests, Art. 18 GDPR),
    or a code of `core.consent.DecisionCode` (not_asked, outdated, withdrawn, objected, no_basis).
    """

    code: str
    purpose: Purpose
    is_final: bool


def mint() -> object:
    """What makes a grant genuine; for `privacy.gate` alone, a test holds the callers."""
    return _SEAL


def innermost() -> Grant | None:
    """The grant whose rows are open in this context, if any."""
    held = _open_grants.get()
    return held[-1] if held else None
