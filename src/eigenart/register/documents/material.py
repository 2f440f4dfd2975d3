"""What the compilers read beside the register: approvals, measured models, drills. Plain values, handed in from above.

Also the Protocol through which the floors above say what their last drill showed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents.model import Stamp
from eigenart.register.read import Register
from eigenart.register.schema import PurposeEntry


@dataclass(frozen=True, slots=True)
class Approval:
    """Where one party stands with exactly this register. on: None while it has not approved."""

    party: str
    on: date | None
    is_required: bool = True
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The model that ranks now. metrics: what training measured on validation data, as it was stored."""

    surface: str
    trained_on: date
    digest: str
    register_hash: str
    catalogue_version: str
    metrics: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drill:
    """One rehearsal or test of the promises. held_on: None if it was never held; figure: what it showed.

    is_undecided: it was held and cannot tell yet; then it is neither passed nor failed.
    """

    code: str
    title: LocalText
    held_on: date | None = None
    is_passed: bool = False
    figure: LocalText | None = None
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """One AI system that a party stopped and that has not been started again. reason: in the party's own words."""

    on: date
    party: str
    reason: str


class DrillSource(Protocol):
    """Says what the last drills showed. Asked for every page: at most one query."""

    def drills(self) -> Iterable[Drill]: ...


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that documents are rendered from; the same material gives the same bytes."""

    register: Register
    made_on: date
    approvals: tuple[Approval, ...] = ()
    models: Mapping[str, TrainedModel] = field(default_factory=dict)
    drills: tuple[Drill, ...] = ()
    stops: Mapping[str, Stopped] = field(default_factory=dict)
    software: str = ""

    @property
    def stamp(self) -> Stamp:
        content = self.register.content
        return Stamp(
            company=content.controller.name,
            register_id=content.register_.id,
            version=content.register_.version,
            register_hash=self.register.hash,
            made_on=self.made_on,
        )

    @property
    def active(self) -> tuple[PurposeEntry, ...]:
        """The purposes in use by the word of the register, whether or not everybody has approved yet."""
        return tuple(entry for entry in self.register.content.purposes if entry.status == "active")

    def approval(self, party: str) -> Approval | None:
        return next((one for one in self.approvals if one.party == party), None)

    @property
    def has_works_council(self) -> bool:
        council = self.approval("works_council")
        return council is None or council.is_required


_sources: list[DrillSource] = []


def plug(source: DrillSource) -> None:
    """Let a floor above report its drills; plugging the same source twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def reported() -> tuple[Drill, ...]:
    """What all sources say now."""
    return tuple(drill for source in _sources for drill in source.drills())
