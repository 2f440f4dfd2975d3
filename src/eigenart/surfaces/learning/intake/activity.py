"""Importing what people did with items. Steps are only added; taking a file back removes its own ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from eigenart.core.quality import Dimension, Issue, Row, Rule, Severity
from eigenart.core.vocabulary import ActivityState
from eigenart.people.models import Employee
from eigenart.privacy.grant import GateClosed, Grant
from eigenart.profiles.intake import steps
from eigenart.profiles.intake.steps import Step
from eigenart.profiles.intake.targets import Change, Heading, Plan, Progress, Provenance, Values
from eigenart.surfaces.learning import catalogue
from eigenart.surfaces.learning.intake import columns
from eigenart.surfaces.learning.models import LearningItem

PURPOSE: Final = "hr.masterdata"
TABLE: Final = "activity"
CHUNK: Final = 5_000
LATEST: Final = timedelta(days=1)
"""A step may lie so far ahead of now: clocks and time zones differ. A plan may lie in the future."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of the file with the person found for it."""

    line: int
    personnel_number: str
    item_number: str
    step: Step

    @property
    def change(self) -> Change:
        parts = (self.personnel_number, self.step.state.value, self.step.at.isoformat(), self.item_number)
        record = "|".join((TABLE, *parts))
        label = f"{self.personnel_number}: {self.item_number}"
        return Change(record, None, _values(record), self.line, self.step.subject, label=label)


class ActivityTarget:
    """One row is one step; the same step twice is one step."""

    kind: str = "activity"
    purpose: str | None = PURPOSE
    headings: tuple[Heading, ...] = columns.ACTIVITY
    key: tuple[str, ...] = ("personnel_number", "item_number", "state", "at")
    rules: tuple[Rule, ...] = ()

    def checker(self) -> "ActivityChecker":
        return ActivityChecker()

    def plan(self, rows: Sequence[Row], grant: Grant | None) -> Plan:
        entries = _entries(rows)
        held = steps.known(_needed(grant), {entry.step.subject for entry in entries})
        fresh = {entry.step: entry for entry in entries if entry.step not in held}
        kept = steps.without_forgotten(_needed(grant), list(fresh))
        changes = tuple(fresh[step].change for step in kept)
        return Plan(changes, unchanged=len(entries) - len(changes))

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        subjects = steps.subjects_by_number({_parts(change.record)[0] for change in changes})
        found = [(c, step) for c in changes if (step := _step_of(c.record, subjects)) is not None]
        gone = [step for change, step in found if change.after is None]
        if gone:
            steps.remove(_needed(grant), gone)
        added = [(step, change.line) for change, step in found if change.after is not None]
        for start in range(0, len(added), CHUNK):
            steps.add(_needed(grant), added[start : start + CHUNK], provenance)
            progress(min(start + CHUNK, len(added)), len(added), "write")
        return {change.record: step.subject for change, step in found}

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        subjects = steps.subjects_by_number({_parts(record)[0] for record in records})
        held = steps.known(_needed(grant), set(subjects.values()))
        return {r: _values(r) for r in records if _step_of(r, subjects) in held}


class ActivityChecker:
    """Refuses rows of people and items that nobody knows, and steps in the future."""

    def __init__(self) -> None:
        self.people = set(Employee.objects.values_list("personnel_number", flat=True))
        self.items = set(LearningItem.objects.values_list("number", flat=True))
        self.latest = datetime.now(UTC) + LATEST

    def feed(self, rows: Sequence[Row]) -> Iterator[Issue]:
        for row in rows:
            values = row.values
            if values["personnel_number"] not in self.people:
                yield _refusal("unknown_person", Dimension.CONSISTENCY, row.line, "personnel_number")
            elif values["item_number"] not in self.items:
                yield _refusal("unknown_item", Dimension.CONSISTENCY, row.line, "item_number")
            elif values["state"] != ActivityState.PLANNED and _moment(values["at"]) > self.latest:
                yield _refusal("in_future", Dimension.TIMELINESS, row.line, "at")

    def finish(self) -> Iterable[Issue]:
        return ()


def _refusal(code: str, dimension: Dimension, line: int, column: str) -> Issue:
    return Issue(code, dimension, Severity.REFUSAL, line, column)


def _needed(grant: Grant | None) -> Grant:
    if grant is None:
        raise GateClosed("no_grant", purpose=PURPOSE)
    return grant


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("a required moment is missing")
    return value


def _entries(rows: Sequence[Row]) -> list[_Entry]:
    subjects = steps.subjects_by_number({str(row.values["personnel_number"]) for row in rows})
    entries = []
    for row in rows:
        person, number = str(row.values["personnel_number"]), str(row.values["item_number"])
        state = ActivityState(str(row.values["state"]))
        if person in subjects:
            step = Step(subjects[person], catalogue.key_of(number), state, _moment(row.values["at"]))
            entries.append(_Entry(row.line, person, number, step))
    return entries


def _parts(record: str) -> tuple[str, str, str, str]:
    """Person, item number, state, moment. The item number stands last, because it may hold anything."""
    _table, person, state, at, number = record.split("|", 4)
    return person, number, state, at


def _values(record: str) -> dict[str, object]:
    _person, number, state, at = _parts(record)
    return {"item_number": number, "state": state, "at": at}


def _step_of(record: str, subjects: Mapping[str, UUID]) -> Step | None:
    person, number, state, at = _parts(record)
    if person not in subjects:
        return None
    moment = datetime.fromisoformat(at)
    return Step(subjects[person], catalogue.key_of(number), ActivityState(state), moment)
