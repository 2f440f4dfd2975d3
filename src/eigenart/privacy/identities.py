"""Deletion of what the gate does not guard: name, login and pseudonym of people who left, by the register's classes.

Called by `retention` every night, in its transaction and under its grant.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from eigenart.people.models import Employee
from eigenart.privacy import audit, gate
from eigenart.privacy.gate import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog
from eigenart.privacy.subject import Subject, subject_models
from eigenart.register.periods import day_before

NAMELESS: Final = Q(given_name="", family_name="")


def delete_expired(grant: Grant, today: date) -> dict[str, int]:
    """Rows deleted by data type. Only inside a transaction; nobody who has no leaving date is touched."""
    counts = {}
    for name, kind in register().content.data_types.items():
        if kind.access == "login":
            last_kept = day_before(register().retention(name).period, today)
            counts[name] = DELETED_BY[kind.table](grant, Employee.objects.filter(leaves_on__lt=last_kept))
    return counts


def erase(grant: Grant, people: QuerySet[Employee]) -> int:
    """Name and login at once, on request; the empty line and the pseudonym stay for the proof. Returns logins ended."""
    logins = _logins(grant, people)
    _names(grant, people)
    return logins


def _names(_grant: Grant, people: QuerySet[Employee]) -> int:
    """An empty line with the leaving date stays until the pseudonym goes, for its periods count from that date."""
    nobody = Concat(Value("-"), Cast("id", CharField(max_length=36)))
    return people.exclude(NAMELESS).update(
        personnel_number=nobody,
        given_name="",
        family_name="",
        email="",
        language="",
        sort_key="",
        org_unit=None,
        manager=None,
    )


def _logins(_grant: Grant, people: QuerySet[Employee]) -> int:
    users = get_user_model().objects.filter(pk__in=people.values("user_id"))
    number = users.count()
    users.delete()
    return number


def _pseudonyms(grant: Grant, people: QuerySet[Employee]) -> int:
    """The last line, and with it whatever is still stored under it; lines of the log stay and are nobody's."""
    gone = list(people.values_list("id", flat=True))
    subjects = Subject.objects.filter(employee_id__in=gone)
    held = list(subjects.values_list("id", flat=True))
    with gate.rows(grant):
        for model in subject_models():
            if model is not AccessLog:
                model.under(grant).filter(subject_id__in=held).delete()
        audit.forget(held)
    Employee.objects.filter(manager_id__in=gone).update(manager=None)
    subjects._raw_delete(subjects.db)  # nothing points at them any more; a cascade would ask closed tables
    left = Employee.objects.filter(pk__in=gone)
    left._raw_delete(left.db)
    return len(held)


DELETED_BY: Final[dict[str, Callable[[Grant, QuerySet[Employee]], int]]] = {
    Employee._meta.db_table: _names,
    "auth_user": _logins,
    Subject._meta.db_table: _pseudonyms,
}
