"""Compares people of a file with what is stored: one sparse Change per person. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from eigenart.core.quality import Row
from eigenart.core.vocabulary import FactKind, Origin
from eigenart.people.models import Employee, Position, Site
from eigenart.people.services import code_of
from eigenart.privacy import gate, restriction
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import bulk, vocabulary
from eigenart.profiles import rows as fact_rows
from eigenart.profiles.intake.targets import Change, Plan
from eigenart.profiles.models import Employment, FactRow, SkillEntry

TABLE = "person"
SKILL = "skill:"
IDENTITY = ("given_name", "family_name", "email", "org_unit", "manager_number", "language", "leaving_date")
JOB: Mapping[str, FactKind] = {
    "position": FactKind.POSITION,
    "org_unit": FactKind.ORG_UNIT,
    "site": FactKind.SITE,
    "work_mode": FactKind.WORK_MODE,
    "weekly_hours": FactKind.WEEKLY_HOURS,
    "entry_date": FactKind.ENTRY_DATE,
}
"""Column -> the fact that it becomes. The org unit is both: authorisation reads it, and ranking (ADR 0012)."""
NAMES = ("given_name", "family_name")
"""Never emptied by a file: a person keeps the name that is known."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of one person, as a file would say it. forgotten: fingerprints of values not to bring back."""

    employee_id: UUID
    subject: UUID | None
    values: dict[str, object]
    forgotten: frozenset[str]


def record_of(number: str) -> str:
    return f"{TABLE}|{number}"


def number_of(record: str) -> str:
    return record.partition("|")[2]


def stored(numbers: Iterable[str], grant: Grant) -> dict[str, Stored]:
    """What is stored of people, by personnel number; imported values only, own ones are none of HR's business."""
    people = list(
        Employee.objects.select_related("org_unit", "manager").filter(
            personnel_number__in=bulk.among(numbers)
        )
    )
    holders = Subject.objects.filter(employee_id__in=bulk.among(person.pk for person in people))
    subjects = dict(holders.values_list("employee_id", "id"))
    facts: dict[UUID, dict[str, object]] = {subject: {} for subject in subjects.values()}
    forgotten: dict[UUID, set[str]] = {subject: set() for subject in subjects.values()}
    titles, names = _names(Position, "title_de"), _names(Site, "name")
    with gate.rows(grant):
        for model in (Employment, SkillEntry):
            for subject, key, value, is_mark in _imported(model, grant, facts):
                if is_mark:
                    forgotten[subject].add(key)
                elif model is SkillEntry:
                    facts[subject][SKILL + key] = int(value)
                else:
                    facts[subject][key] = {"position": titles, "site": names}.get(key, {}).get(value, value)
    found = {}
    for person in people:
        holder = subjects.get(person.pk)
        values = {**_identity(person), **(facts[holder] if holder else {})}
        marks = frozenset(forgotten[holder]) if holder else frozenset()
        if holder and fact_rows.fingerprint(holder, "org_unit") in marks and person.org_unit:
            values["org_unit"] = person.org_unit.path
        found[person.personnel_number] = Stored(person.pk, holder, values, marks)
    return found


def _names(model: type[Position] | type[Site], column: str) -> dict[str, str]:
    return dict(model._default_manager.values_list("code", column))


def _imported(
    model: type[FactRow], grant: Grant, subjects: Mapping[UUID, object]
) -> Iterable[tuple[UUID, str, str, bool]]:
    found = model.under(grant).filter(subject_id__in=bulk.among(subjects))
    columns = ("subject_id", "key", "value", "is_forgotten")
    yield from found.filter(origin=Origin.IMPORT).values_list(*columns)
    yield from found.filter(is_forgotten=True).values_list(*columns)


def _identity(person: Employee) -> dict[str, object]:
    """The org unit is compared as a fact, so that a person without the fact gets it."""
    known: dict[str, object] = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "manager_number": person.manager.personnel_number if person.manager else None,
        "language": person.language,
        "leaving_date": person.leaves_on.isoformat() if person.leaves_on else None,
    }
    return {name: value for name, value in known.items() if value not in (None, "")}


def compare(rows: Sequence[Row], grant: Grant) -> Plan:
    """Changes in the order of the file; managers may stand below their people, `write` resolves them last.

    Whoever asked that their data rest (Art. 18 GDPR) is left as they are.
    """
    numbers = [str(row.values["personnel_number"]) for row in rows]
    known = stored(numbers, grant)
    reader = _Reader(rows, known)
    resting = restriction.resting()
    changes, unchanged = [], 0
    for row, number in zip(rows, numbers, strict=True):
        rests = number in known and known[number].subject in resting
        change = None if rests else reader.change(row, number)
        changes += [change] if change else []
        unchanged += change is None
    absent = Employee.objects.exclude(personnel_number__in=bulk.among(numbers)).filter(leaves_on=None)
    missing = tuple(f"{name} ({number})" for name, number in _labels(absent))
    return Plan(tuple(changes), unchanged, missing)


def _labels(people: Iterable[Employee]) -> Iterable[tuple[str, str]]:
    return ((str(person), person.personnel_number) for person in people)


class _Reader:
    """Turns rows into comparable values: titles and labels as stored, managers that exist."""

    def __init__(self, rows: Sequence[Row], known: Mapping[str, Stored]) -> None:
        self.known = known
        self.titles = _names(Position, "title_de")
        self.sites = _names(Site, "name")
        labels = {label for row in rows for label, _ in _skills(row.values.get("skills"))}
        self.concepts = vocabulary.concept_ids_by_label(labels)
        named = {str(row.values["personnel_number"]) for row in rows}
        managers = {str(m) for row in rows if (m := row.values.get("manager_number"))}
        outside = Employee.objects.filter(personnel_number__in=bulk.among(managers - named))
        self.managers = (managers & named) | set(outside.values_list("personnel_number", flat=True))

    def change(self, row: Row, number: str) -> Change | None:
        wanted = self._wanted(row, number)
        now = self.known.get(number)
        known = now.values if now else {}
        given, family = (wanted.get(name) or known.get(name, "") for name in NAMES)
        label = f"{given} {family} ({number})".strip()
        if now is None:
            after = {name: value for name, value in wanted.items() if value is not None}
            return Change(record_of(number), None, after, row.line, None, label)
        wanted |= self._ended_skills(row, now)
        wanted = {n: v for n, v in wanted.items() if not self._is_forgotten(n, now)}
        differing = {n: v for n, v in wanted.items() if now.values.get(n) != v}
        if not differing:
            return None
        before = {name: now.values.get(name) for name in differing}
        return Change(record_of(number), before, differing, row.line, now.subject, label)

    def _wanted(self, row: Row, number: str) -> dict[str, object]:
        """What the file says; a column that is missing or unreadable says nothing."""
        wanted: dict[str, object] = {}
        for name, value in row.values.items():
            match name:
                case "personnel_number":
                    continue
                case "full_name":
                    family, given = value if isinstance(value, tuple) else (None, None)
                    wanted = {n: v for n, v in (("given_name", given), ("family_name", family)) if v} | wanted
                case "given_name" | "family_name" if value is None:
                    continue
                case "skills":
                    pairs = ((self.concepts.get(label), level) for label, level in _skills(value))
                    wanted |= {SKILL + concept: level for concept, level in pairs if concept}
                case "manager_number":
                    if value is None or (value in self.managers and value != number):
                        wanted[name] = value
                case "position" if value is not None:
                    wanted[name] = self.titles.setdefault(code_of(str(value)), str(value))
                case "site" if value is not None:
                    wanted[name] = self.sites.setdefault(code_of(str(value)), str(value))
                case _:
                    wanted[name] = plain(value)
        return wanted

    def _ended_skills(self, row: Row, now: Stored) -> dict[str, object]:
        """Imported skills that the file no longer names; unless its cell could not be read."""
        if "skills" not in row.values:
            return {}
        named = {SKILL + c for label, _ in _skills(row.values["skills"]) if (c := self.concepts.get(label))}
        return {name: None for name in now.values if name.startswith(SKILL) and name not in named}

    def _is_forgotten(self, name: str, now: Stored) -> bool:
        if not now.forgotten or now.subject is None:
            return False
        key = name.removeprefix(SKILL)
        return fact_rows.fingerprint(now.subject, key) in now.forgotten and name not in IDENTITY


def _skills(value: object) -> Sequence[tuple[str, int]]:
    return value if isinstance(value, tuple) else ()


def plain(value: object) -> object:
    """A value as JSON holds it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value
