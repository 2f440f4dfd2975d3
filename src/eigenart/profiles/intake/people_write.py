"""Writes people: identity, pseudonym, job and imported skills, in batches; in the transaction of apply or revert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from eigenart.core.vocabulary import Origin
from eigenart.people.models import Employee, OrgUnit, Position, Site
from eigenart.people.services import org_unit_at, position_titled, site_named, sort_key
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import bulk
from eigenart.profiles import rows as fact_rows
from eigenart.profiles.intake.people_compare import IDENTITY, JOB, SKILL, number_of
from eigenart.profiles.intake.targets import Change, Progress, Provenance
from eigenart.profiles.models import Employment, FactRow, SkillEntry

BATCH = 500
NEW_BATCH = 2_000
UPDATED = ("given_name", "family_name", "email", "language", "leaves_on", "org_unit", "manager", "sort_key")
DIRECT = {"given_name": "given_name", "family_name": "family_name", "email": "email", "language": "language"}


Fact = tuple[UUID, str, str, int]
"""(subject, key, value, line of the file)."""


@dataclass
class _Facts:
    """Imported facts to put and to take away, for one table."""

    model: type[FactRow]
    put: list[Fact] = field(default_factory=list)
    drop: list[tuple[UUID, str]] = field(default_factory=list)


class Writing:
    """One write of many people."""

    def __init__(self, *, grant: Grant, provenance: Provenance, progress: Progress) -> None:
        self.grant, self.provenance, self.progress = grant, provenance, progress
        self.units: dict[str, OrgUnit] = {}

    def run(self, changes: Sequence[Change]) -> dict[str, UUID]:
        """Bring every person to `after`. Returns record -> subject."""
        kept = [change for change in changes if change.after is not None]
        people = self._people(kept)
        subject_of = Subject.of_all([person.pk for person in people.values()])
        subjects = {c.record: subject_of[people[number_of(c.record)].pk] for c in kept}
        self._facts(kept, subjects)
        return subjects

    def _people(self, changes: Sequence[Change]) -> dict[str, Employee]:
        """Managers come after all people are known, because one may stand below in the file."""
        numbers = [number_of(change.record) for change in changes]
        people = {
            p.personnel_number: p for p in Employee.objects.filter(personnel_number__in=bulk.among(numbers))
        }
        fresh, changed = [], []
        for change, number in zip(changes, numbers, strict=True):
            person = people.get(number) or Employee(personnel_number=number)
            touched = self._fill(person, change.after or {})
            if number not in people:
                people[number] = person
                fresh.append(person)
            elif touched:
                changed.append(person)
        self._managers(changes, people)
        Employee.objects.bulk_create(fresh, batch_size=NEW_BATCH)
        Employee.objects.bulk_update(changed, UPDATED, batch_size=BATCH)
        return people

    def _fill(self, person: Employee, values: Mapping[str, object]) -> bool:
        """Returns whether anything of the identity was named."""
        for name, column in DIRECT.items():
            if name in values:
                setattr(person, column, str(values[name] or ""))
        if "leaving_date" in values:
            leaving = values["leaving_date"]
            person.leaves_on = date.fromisoformat(str(leaving)) if leaving else None
        if "org_unit" in values:
            person.org_unit = self._unit(values["org_unit"])
        person.family_name = person.family_name or person.personnel_number
        person.sort_key = sort_key(person.family_name, person.given_name)
        return any(name in values for name in IDENTITY)

    def _unit(self, path: object) -> OrgUnit | None:
        if not path:
            return None
        if str(path) not in self.units:
            self.units[str(path)] = org_unit_at(str(path))
        return self.units[str(path)]

    def _managers(self, changes: Sequence[Change], people: Mapping[str, Employee]) -> None:
        wanted = {
            number_of(c.record): c.after["manager_number"]
            for c in changes
            if c.after and "manager_number" in c.after
        }
        outside = {str(number) for number in wanted.values() if number} - set(people)
        stored = Employee.objects.filter(personnel_number__in=bulk.among(outside))
        ids = dict(stored.values_list("personnel_number", "pk"))
        ids |= {number: person.pk for number, person in people.items()}
        for number, manager in wanted.items():
            people[number].manager_id = ids.get(str(manager)) if manager else None

    def _facts(self, changes: Sequence[Change], subjects: Mapping[str, UUID]) -> None:
        jobs, skills = _Facts(Employment), _Facts(SkillEntry)
        for change in changes:
            for name, value in (change.after or {}).items():
                if name in JOB:
                    _note(jobs, subjects[change.record], change.line, key=JOB[name].value, value=value)
                elif name.startswith(SKILL):
                    key = name.removeprefix(SKILL)
                    _note(skills, subjects[change.record], change.line, key=key, value=value)
        jobs.put = _coded(jobs.put)
        total = len(jobs.put) + len(skills.put)
        done = 0
        with gate.rows(self.grant):
            for facts in (jobs, skills):
                self._drop(facts)
                self._leave_forgotten(facts)
                for start in range(0, len(facts.put), bulk.CHUNK):
                    chunk = facts.put[start : start + bulk.CHUNK]
                    self._put(facts.model, chunk)
                    done += len(chunk)
                    self.progress(done, total, "write")

    def _leave_forgotten(self, facts: _Facts) -> None:
        """What a person deleted does not come back."""
        marks = facts.model.under(self.grant).filter(is_forgotten=True)
        held = set(marks.values_list("subject_id", "key"))
        facts.put = [
            fact
            for fact in facts.put
            if not held or (fact[0], fact_rows.fingerprint(fact[0], fact[1])) not in held
        ]

    def _put(self, model: type[FactRow], facts: Sequence[Fact]) -> None:
        """Mutes and end dates that the person set on an imported value outlast the next import."""
        bulk.insert(
            model.under(self.grant),
            ("subject_id", "key", "value", "source_line"),
            [(str(subject), key, value, line) for subject, key, value, line in facts],
            constants={
                "origin": Origin.IMPORT.value,
                "source_reference": self.provenance.reference,
                "recorded_at": self.provenance.at,
            },
            unique=("subject_id", "key", "origin"),
            updated=("value", "source_reference", "source_line", "recorded_at"),
        )

    def _drop(self, facts: _Facts) -> None:
        if not facts.drop:
            return
        wanted = set(facts.drop)
        held = facts.model.under(self.grant).filter(
            origin=Origin.IMPORT,
            subject_id__in=bulk.among({subject for subject, _ in wanted}),
            key__in=bulk.among({key for _, key in wanted}),
        )
        ids = [
            pk for pk, subject, key in held.values_list("pk", "subject_id", "key") if (subject, key) in wanted
        ]
        facts.model.under(self.grant).filter(pk__in=bulk.among(ids)).delete()


def _note(facts: _Facts, subject: UUID, line: int, *, key: str, value: object) -> None:
    if value is None:
        facts.drop.append((subject, key))
    else:
        facts.put.append((subject, key, str(value), line))


def _coded(facts: Sequence[Fact]) -> list[Fact]:
    """Positions and sites are stored by code; missing ones are made.

    One that has this title already keeps its code, which may be another word than the title (`VW-31`).
    """
    titles = dict(Position.objects.order_by("-code").values_list("title_de", "code"))
    names = dict(Site.objects.order_by("-code").values_list("name", "code"))
    coded = []
    for subject, key, value, line in facts:
        if key == "position" and value not in titles:
            titles[value] = position_titled(value).code
        elif key == "site" and value not in names:
            names[value] = site_named(value).code
        coded.append((subject, key, {"position": titles, "site": names}.get(key, {}).get(value, value), line))
    return coded
