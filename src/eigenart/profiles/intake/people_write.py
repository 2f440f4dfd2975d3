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
from eigenart.profiles import rows as fact_rows
from eigenart.profiles.intake.people_compare import IDENTITY, JOB, SKILL, number_of
from eigenart.profiles.intake.targets import Change, Progress, Provenance
from eigenart.profiles.models import Employment, FactRow, SkillEntry

BATCH = 500
FACTS_BATCH = 2_000
UPDATED = ("given_name", "family_name", "email", "language", "leaves_on", "org_unit", "manager", "sort_key")
DIRECT = {"given_name": "given_name", "family_name": "family_name", "email": "email", "language": "language"}


@dataclass
class _Facts:
    """Imported facts to put and to take away, for one table."""

    model: type[FactRow]
    put: list[FactRow] = field(default_factory=list)
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
        people = {p.personnel_number: p for p in Employee.objects.filter(personnel_number__in=numbers)}
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
        Employee.objects.bulk_create(fresh, batch_size=FACTS_BATCH)
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
        stored = Employee.objects.filter(personnel_number__in=outside)
        ids = dict(stored.values_list("personnel_number", "pk"))
        ids |= {number: person.pk for number, person in people.items()}
        for number, manager in wanted.items():
            people[number].manager_id = ids.get(str(manager)) if manager else None

    def _facts(self, changes: Sequence[Change], subjects: Mapping[str, UUID]) -> None:
        jobs, skills = _Facts(Employment), _Facts(SkillEntry)
        for change in changes:
            for name, value in (change.after or {}).items():
                if name in JOB:
                    self._note(jobs, subjects[change.record], change.line, key=JOB[name].value, value=value)
                elif name.startswith(SKILL):
                    key = name.removeprefix(SKILL)
                    self._note(skills, subjects[change.record], change.line, key=key, value=value)
        self._codes(jobs.put)
        total = len(jobs.put) + len(skills.put)
        done = 0
        with gate.rows(self.grant):
            for facts in (jobs, skills):
                self._drop(facts)
                self._leave_forgotten(facts)
                for start in range(0, len(facts.put), FACTS_BATCH):
                    chunk = facts.put[start : start + FACTS_BATCH]
                    self._put(facts.model, chunk)
                    done += len(chunk)
                    self.progress(done, total, "write")

    def _note(self, facts: _Facts, subject: UUID, line: int, *, key: str, value: object) -> None:
        if value is None:
            facts.drop.append((subject, key))
            return
        row = facts.model(
            subject_id=subject,
            key=key,
            value=str(value),
            origin=Origin.IMPORT,
            source_reference=self.provenance.reference,
            source_line=line,
            recorded_at=self.provenance.at,
        )
        facts.put.append(row)

    def _leave_forgotten(self, facts: _Facts) -> None:
        """What a person deleted does not come back."""
        marks = facts.model.under(self.grant).filter(
            is_forgotten=True, subject_id__in={row.subject_id for row in facts.put}
        )
        held = set(marks.values_list("subject_id", "key"))
        facts.put = [
            row
            for row in facts.put
            if not held or (row.subject_id, fact_rows.fingerprint(row.subject_id, row.key)) not in held
        ]

    def _codes(self, rows: Sequence[FactRow]) -> None:
        """Positions and sites are stored by code; missing ones are made.

        One that has this title already keeps its code, which may be another word than the title (`VW-31`).
        """
        titles = dict(Position.objects.order_by("-code").values_list("title_de", "code"))
        names = dict(Site.objects.order_by("-code").values_list("name", "code"))
        for row in rows:
            if row.key == "position":
                row.value = titles.get(row.value) or titles.setdefault(
                    row.value, position_titled(row.value).code
                )
            elif row.key == "site":
                row.value = names.get(row.value) or names.setdefault(row.value, site_named(row.value).code)

    def _put(self, model: type[FactRow], rows: Sequence[FactRow]) -> None:
        """Mutes and end dates that the person set on an imported value outlast the next import."""
        model.under(self.grant).bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["subject", "key", "origin"],
            update_fields=["value", "source_reference", "source_line", "recorded_at"],
        )

    def _drop(self, facts: _Facts) -> None:
        if not facts.drop:
            return
        wanted = set(facts.drop)
        held = facts.model.under(self.grant).filter(
            origin=Origin.IMPORT,
            subject_id__in={subject for subject, _ in wanted},
            key__in={key for _, key in wanted},
        )
        ids = [
            pk for pk, subject, key in held.values_list("pk", "subject_id", "key") if (subject, key) in wanted
        ]
        facts.model.under(self.grant).filter(pk__in=ids).delete()
