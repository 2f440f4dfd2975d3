"""Takes back people whom a batch had added. Called by revert only.

Somebody who has a login, or stated anything, is no mere line of a file any more: such a person is closed from
yesterday on and kept, and retention deletes in time. Everybody else goes without a trace.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from eigenart.core.vocabulary import Origin
from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import audit, gate
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles import bulk
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.people_compare import number_of
from eigenart.profiles.intake.targets import Change
from eigenart.profiles.models import Activity, Employment, SkillEntry

PURPOSE = "privacy.retention"
LOG = "access_log"
"""Its lines are chained and stay until their class ends; only what links them to the person goes."""


def remove(changes: Sequence[Change], grant: Grant) -> None:
    """Raises IntakeError("gate_closed") if deletion is not allowed; the revert is then undone as a whole."""
    numbers = [number_of(change.record) for change in changes]
    named = Employee.objects.filter(personnel_number__in=bulk.among(numbers))
    people = dict(named.values_list("pk", "user_id"))
    holders = Subject.objects.filter(employee_id__in=bulk.among(people))
    subjects = dict(holders.values_list("employee_id", "pk"))
    alive = _alive(set(subjects.values()), grant)
    kept = {pk for pk, user_id in people.items() if user_id is not None or subjects.get(pk) in alive}
    yesterday = datetime.now(UTC).astimezone(settings.EIGENART.zone).date() - timedelta(days=1)
    Employee.objects.filter(pk__in=bulk.among(kept)).update(leaves_on=yesterday)
    _delete([pk for pk in people if pk not in kept], subjects)


def _alive(subjects: set[UUID], grant: Grant) -> set[UUID]:
    """Those of whom anything is known that no import said."""
    with gate.rows(grant):
        return {
            subject
            for model in (Employment, SkillEntry, Activity)
            for subject in model.under(grant)
            .filter(subject_id__in=bulk.among(subjects))
            .exclude(origin=Origin.IMPORT)
            .values_list("subject_id", flat=True)
        }


def _delete(people: Sequence[UUID], subjects: dict[UUID, UUID]) -> None:
    if not people:
        return
    grant = gate.open_population(Actor.system(), PURPOSE)
    if isinstance(grant, Refusal):
        raise IntakeError("gate_closed", reason=grant.code, is_final=grant.is_final)
    gone = [subjects[pk] for pk in people if pk in subjects]
    with gate.rows(grant):
        for model in subject_models():
            if model.category != LOG:
                model.under(grant).filter(subject_id__in=bulk.among(gone)).delete()
        audit.forget(gone)
    Employee.objects.filter(manager_id__in=bulk.among(people)).update(manager=None)
    rows = Subject.objects.filter(pk__in=bulk.among(gone))
    rows._raw_delete(rows.db)  # nothing points at them any more, and a cascade would ask closed tables
    employees = Employee.objects.filter(pk__in=bulk.among(people))
    employees._raw_delete(employees.db)
