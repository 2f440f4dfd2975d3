"""Steps of learning for importers above: `surfaces.learning` writes activity files through it, without its tables.

Every function opens the rows of a population grant that covers `learning_record` (hr.masterdata).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, Origin
from eigenart.people.models import Employee
from eigenart.privacy import gate, restriction
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import bulk
from eigenart.profiles.intake.targets import Provenance
from eigenart.profiles.models import Activity
from eigenart.profiles.rows import fingerprint


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one person; equal whatever line it stands in."""

    subject: UUID
    item_key: str
    state: ActivityState
    at: datetime


def subjects_by_number(numbers: Iterable[str]) -> dict[str, UUID]:
    """Personnel number -> subject; unknown numbers are missing. Two queries."""
    people = Employee.objects.filter(personnel_number__in=bulk.among(set(numbers)))
    number_of = dict(people.values_list("pk", "personnel_number"))
    return {number_of[pk]: subject for pk, subject in Subject.of_all(number_of).items()}


def known(grant: Grant, subjects: Collection[UUID]) -> set[Step]:
    """Steps that are stored, whoever noted them."""
    with gate.rows(grant):
        found = Activity.under(grant).filter(subject_id__in=bulk.among(subjects), is_forgotten=False)
        columns = found.values_list("subject_id", "key", "value", "at")
        return {Step(subject, key, ActivityState(value), at) for subject, key, value, at in columns}


def without_forgotten(grant: Grant, steps: Sequence[Step]) -> list[Step]:
    """The steps that nobody deleted; the others must not come back."""
    with gate.rows(grant):
        marks = Activity.under(grant).filter(is_forgotten=True)
        held = set(marks.values_list("subject_id", "key"))
    return [s for s in steps if not held or (s.subject, _mark(s)) not in held]


def add(grant: Grant, steps: Iterable[tuple[Step, int]], provenance: Provenance) -> None:
    """Store (step, line of the file) pairs; those that exist stay as they are. Whose data rest gets none."""
    resting = restriction.resting()
    lines = [
        (str(s.subject), s.item_key, s.state.value, s.at.isoformat(), line)
        for s, line in steps
        if s.subject not in resting
    ]
    with gate.rows(grant):
        bulk.insert(
            Activity.under(grant),
            ("subject_id", "key", "value", "at", "source_line"),
            lines,
            constants={
                "origin": Origin.IMPORT.value,
                "source_reference": provenance.reference,
                "recorded_at": provenance.at,
            },
            unique=("subject_id", "key", "value", "at"),
        )


def remove(grant: Grant, steps: Collection[Step]) -> None:
    """Delete imported steps (revert); what a person or the portal noted stays."""
    wanted = set(steps)
    with gate.rows(grant):
        held = Activity.under(grant).filter(
            origin=Origin.IMPORT,
            subject_id__in=bulk.among({s.subject for s in wanted}),
            key__in=bulk.among({s.item_key for s in wanted}),
        )
        columns = held.values_list("pk", "subject_id", "key", "value", "at")
        gone = [
            pk
            for pk, subject, key, state, at in columns
            if Step(subject, key, ActivityState(state), at) in wanted
        ]
        Activity.under(grant).filter(pk__in=bulk.among(gone)).delete()


def _mark(step: Step) -> str:
    return fingerprint(step.subject, step.item_key, step.state.value, step.at.isoformat())
