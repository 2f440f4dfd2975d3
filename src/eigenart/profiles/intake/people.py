"""The people file: employees, their job and imported skills. People missing from a file are reported, never deleted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from eigenart.core.quality import Dimension, Issue, Row, Severity
from eigenart.people.models import Employee
from eigenart.privacy.grant import GateClosed, Grant
from eigenart.profiles import bulk, vocabulary
from eigenart.profiles.intake import people_compare, people_removal
from eigenart.profiles.intake.people_columns import HEADINGS, RULES
from eigenart.profiles.intake.people_write import Writing
from eigenart.profiles.intake.targets import Change, Plan, Progress, Provenance, Values

PURPOSE = "hr.masterdata"


class PeopleTarget:
    """See `targets.IntakeTarget`."""

    kind = "people"
    purpose: str | None = PURPOSE
    headings = HEADINGS
    key = ("personnel_number",)
    rules = RULES

    def checker(self) -> "PeopleChecker":
        return PeopleChecker()

    def plan(self, rows: Sequence[Row], grant: Grant | None) -> Plan:
        return people_compare.compare(rows, _needed(grant))

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        writing = Writing(grant=_needed(grant), provenance=provenance, progress=progress)
        subjects = writing.run(changes)
        ended = [change for change in changes if change.after is None]
        if ended:
            people_removal.remove(ended, _needed(grant))
        return subjects

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        numbers = [people_compare.number_of(record) for record in records]
        found = people_compare.stored(numbers, _needed(grant))
        return {people_compare.record_of(number): person.values for number, person in found.items()}


class PeopleChecker:
    """Skills that the vocabulary does not know, managers that do not exist or circle, addresses used twice."""

    def __init__(self) -> None:
        self.manager_of: dict[str, tuple[int, str]] = {}
        self.numbers: set[str] = set()
        self.addresses: dict[str, int] = {}

    def feed(self, rows: Sequence[Row]) -> Iterator[Issue]:
        labels = {label for row in rows for label, _ in row.values.get("skills") or ()}  # type: ignore[attr-defined]
        known = vocabulary.concept_ids_by_label(labels)
        for row in rows:
            number = str(row.values["personnel_number"])
            self.numbers.add(number)
            if manager := row.values.get("manager_number"):
                self.manager_of[number] = (row.line, str(manager))
            for label, _ in row.values.get("skills") or ():  # type: ignore[attr-defined]
                if label not in known:
                    yield _warning("unknown_skill", Dimension.CONSISTENCY, row.line, "skills", term=label)
            yield from self._address(row)

    def finish(self) -> Iterator[Issue]:
        named = {manager for _, manager in self.manager_of.values()}
        stored = Employee.objects.filter(personnel_number__in=bulk.among(named - self.numbers))
        known = self.numbers | set(stored.values_list("personnel_number", flat=True))
        for line, manager in self.manager_of.values():
            if manager not in known:
                yield _warning("unknown_manager", Dimension.CONSISTENCY, line, "manager_number")
        for line in self._circling():
            yield _warning("manager_circle", Dimension.CONSISTENCY, line, "manager_number")

    def _address(self, row: Row) -> Iterable[Issue]:
        address = row.values.get("email")
        if not address:
            return
        first = self.addresses.setdefault(str(address), row.line)
        if first != row.line:
            yield _warning("duplicate_email", Dimension.UNIQUENESS, row.line, "email", first_line=first)

    def _circling(self) -> Iterator[int]:
        """Lines of people who end up as their own manager's manager; each circle is named once per member."""
        for start, (line, manager) in self.manager_of.items():
            seen, here = {start}, manager
            while here in self.manager_of and here not in seen:
                seen.add(here)
                here = self.manager_of[here][1]
            if here == start and manager != start:
                yield line


def _warning(code: str, dimension: Dimension, line: int, column: str, **params: str | int) -> Issue:
    return Issue(code, dimension, Severity.WARNING, line, column, params=params)


def _needed(grant: Grant | None) -> Grant:
    if grant is None:
        raise GateClosed("no_grant", purpose=PURPOSE)
    return grant
