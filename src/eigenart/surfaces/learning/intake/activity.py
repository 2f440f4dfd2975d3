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
from eigenart.privacy.subject import Subject
from eigenart.profiles import steps
from eigenart.profiles.intake.targets import Change, Heading, Plan, Progress, Provenance, Values
from eigenart.profiles.steps import Step
from eigenart.surfaces.learning import catalogue
from eigenart.surfaces.learning.intake import columns
from eigenart.surfaces.learning.models import LearningItem

PURPOSE: Final = "hr.masterdata"
TABLE: Final = "activity"
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
    def record(self) -> str:
        parts = (self.personnel_number, self.item_number, self.step.state.value, self.step.at.isoformat())
        return "|".join((TABLE, *parts))

    @property
    def values(self) -> dict[str, object]:
        return {
            "item_number": self.item_number,
            "state": self.step.state.value,
            "at": self.step.at.isoformat(),
        }


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
        subjects = {entry.step.subject for entry in entries}
        held = steps.stored(_needed(grant), subjects)
        gone = steps.forgotten(_needed(grant), subjects)
        fresh = {
            entry.record: entry
            for entry in entries
            if entry.step.identity not in held and not steps.is_forgotten(entry.step, gone)
        }
        changes = tuple(
            Change(
                record, None, entry.values, entry.line, entry.step.subject,
                label=f"{entry.personnel_number}: {entry.item_number}",
            )
            for record, entry in fresh.items()
        )  # fmt: skip
        return Plan(changes, unchanged=len(entries) - len(changes))

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        subjects = _subjects({_parts(change.record)[0] for change in changes})
        found = [(change, step) for change in changes if (step := _step(change, subjects, provenance))]
        steps.remove(_needed(grant), (step for change, step in found if change.after is None))
        added = [step for change, step in found if change.after is not None]
        for done in steps.add(_needed(grant), added):
            progress(done, len(added), "write")
        return {change.record: step.subject for change, step in found}

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        subjects = _subjects({_parts(record)[0] for record in records})
        held = steps.stored(_needed(grant), set(subjects.values()))
        entries = (_entry_of(record, subjects) for record in records)
        return {e.record: e.values for e in entries if e is not None and held.get(e.step.identity)}


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


def _subjects(personnel_numbers: set[str]) -> dict[str, UUID]:
    """Personnel number -> subject; unknown people are missing."""
    found = Employee.objects.filter(personnel_number__in=personnel_numbers)
    employees = dict(found.values_list("personnel_number", "pk"))
    subject_of = Subject.of_all(employees.values())
    return {number: subject_of[employee] for number, employee in employees.items()}


def _entries(rows: Sequence[Row]) -> list[_Entry]:
    subjects = _subjects({str(row.values["personnel_number"]) for row in rows})
    entries = []
    for row in rows:
        person, number = str(row.values["personnel_number"]), str(row.values["item_number"])
        state = ActivityState(str(row.values["state"]))
        if person in subjects:
            step = Step(subjects[person], catalogue.key_of(number), state, _moment(row.values["at"]))
            entries.append(_Entry(row.line, person, number, step))
    return entries


def _parts(record: str) -> tuple[str, str, str, str]:
    _table, person, number, state, at = record.split("|")
    return person, number, state, at


def _entry_of(record: str, subjects: Mapping[str, UUID]) -> _Entry | None:
    person, number, state, at = _parts(record)
    if person not in subjects:
        return None
    moment = datetime.fromisoformat(at)
    return _Entry(
        0, person, number, Step(subjects[person], catalogue.key_of(number), ActivityState(state), moment)
    )


def _step(change: Change, subjects: Mapping[str, UUID], provenance: Provenance) -> Step | None:
    entry = _entry_of(change.record, subjects)
    if entry is None:
        return None
    step = entry.step
    return Step(step.subject, step.item_key, step.state, step.at, provenance.reference, change.line)
