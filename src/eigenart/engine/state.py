"""One person as the signals see them: rows and codes, each with the fact behind it.

`preferences` and `profile_state` fill it from a ProfileView; `training` and benches fill it from a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from eigenart.core.vocabulary import FactId
from eigenart.engine.arrays import FloatArray, IntArray, floats, ints


@dataclass(frozen=True, slots=True)
class Known:
    """A level that a person has in a skill, and the fact that says so."""

    level: int
    fact: FactId | None


class DislikeKind(StrEnum):
    TOPIC = "topic"
    FORMAT = "format"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Dislike:
    """Something that counts against items. strength: 0..1. codes: topics or the format. minutes: longer is worse."""

    kind: DislikeKind
    key: str
    strength: float
    fact: FactId | None
    codes: frozenset[str] = frozenset()
    minutes: float = 0.0


@dataclass(frozen=True)
class State:
    """past_*: what the person did, oldest first, each item once, rows of the catalogue.

    days_since: from the last of it until now, infinite where there is none. org_unit, position: codes to look up,
    '' unknown. levels: skills the person has. needs: levels their position asks for. interests: topic or skill ->
    fact. newest: those stated on the last such day. liked_formats: format -> fact. longest: preferred minutes.
    """

    past_rows: IntArray = field(default_factory=lambda: ints([]))
    past_strengths: FloatArray = field(default_factory=lambda: floats([]))
    past_facts: tuple[FactId | None, ...] = ()
    days_since: float = float("inf")
    org_unit: str = ""
    org_unit_fact: FactId | None = None
    position: str = ""
    position_fact: FactId | None = None
    levels: Mapping[str, Known] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)
    interests: Mapping[str, FactId | None] = field(default_factory=dict)
    newest: frozenset[str] = frozenset()
    liked_formats: Mapping[str, FactId | None] = field(default_factory=dict)
    longest: float | None = None
    longest_fact: FactId | None = None
    dislikes: tuple[Dislike, ...] = ()

    def fact_of_past(self, place: int) -> FactId | None:
        return self.past_facts[place] if self.past_facts else None

    @property
    def n_past(self) -> int:
        return len(self.past_rows)
