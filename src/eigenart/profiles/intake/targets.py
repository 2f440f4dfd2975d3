"""What a kind of file means: the interface that people, positions, catalogue and activity implement.

An importer is one class with this interface, registered in its AppConfig.ready with `register_target`. Intake does
the rest: decoding, headings, converting, quality report, preview, one transaction, journal, revert.
A target never writes on its own: it compares (`plan`), brings records to a given state (`write`) and says how
they stand now (`current`). Revert is `write` with before and after exchanged.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from eigenart.core.quality import Column, Issue, Row, Rule
from eigenart.privacy.grant import Grant

Values = Mapping[str, object]
"""The columns of one record, as JSON can hold them (dates as ISO text)."""

Progress = Callable[[int, int, str], None]
"""(done, total, stage); total 0 where unknown. Stages: read, check, compare, write, revert."""


def no_progress(done: int, total: int, stage: str) -> None:
    """For callers that show none."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a target and the headings under which HR systems print it.

    column: name, converter and rules for quality. synonyms: German and English, written as printed.
    """

    column: Column
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One record that a file adds (before None), ends (after None) or changes.

    record: `<table>|<key>`, unique in the plan, e.g. `person|00299`. subject: whom it is about, None for nobody
    or for somebody who is new. label: what HR sees in the preview.
    """

    record: str
    before: Values | None
    after: Values | None
    line: int
    subject: UUID | None = None
    label: str = ""

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "ended" if self.after is None else "changed"

    def reversed(self) -> "Change":
        return Change(self.record, self.after, self.before, self.line, self.subject, self.label)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would change. missing: labels of records the file does not name; they stay as they are.

    changes: in the order in which they must be written. issues: found only by comparing with what is stored.
    """

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which file the values come from; stored with each."""

    reference: str
    at: datetime


class Checker(Protocol):
    """Rules that need more than one row or the database. Fed in chunks, in the order of the file.

    feed may refuse rows of its chunk (Severity.REFUSAL); finish, after the last one, may only warn.
    """

    def feed(self, rows: Sequence[Row]) -> Iterable[Issue]: ...
    def finish(self) -> Iterable[Issue]: ...


class NoChecker:
    """For targets whose rows stand alone."""

    def feed(self, rows: Sequence[Row]) -> Iterable[Issue]:
        return ()

    def finish(self) -> Iterable[Issue]:
        return ()


class IntakeTarget(Protocol):
    """One kind of file."""

    @property
    def kind(self) -> str:
        """`people`, `activity`, ...: also the word on the command line and in addresses."""
        ...

    @property
    def purpose(self) -> str | None:
        """The population purpose under which it is applied; None where the file is about nobody."""
        ...

    @property
    def headings(self) -> tuple[Heading, ...]: ...

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that together name a record; a second row with the same key is refused. () if rows may repeat."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    def checker(self) -> Checker: ...

    def plan(self, rows: Sequence[Row], grant: Grant | None) -> Plan:
        """Compare with what is stored; reads only. Called as the app's role: open `gate.rows(grant)` where needed."""
        ...

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        """Bring every record to its `after`, inside the caller's transaction. Returns record -> subject where
        a record is about a person. Raises nothing for a record that already stands so."""
        ...

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        """How records stand now, comparable with `Change.after`; a record that does not exist is missing."""
        ...


class UnknownKind(Exception):
    """No target has this kind. Final."""

    code = "unknown_kind"
    is_final = True


_targets: dict[str, IntakeTarget] = {}


def register_target(target: IntakeTarget) -> None:
    """Add a kind of file; repeating it replaces the earlier one."""
    _targets[target.kind] = target


def target_of(kind: str) -> IntakeTarget:
    """Raises UnknownKind."""
    try:
        return _targets[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def kinds() -> tuple[str, ...]:
    return tuple(_targets)
