"""Who finished something in a period, and in which department: for the reports about groups, under their grant."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from eigenart.core.vocabulary import ActivityState, FactKind
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.profiles.models import Activity, Employment

SEPARATOR = ">"


def finished(grant: Grant, *, since: datetime, until: datetime) -> Iterator[tuple[UUID, str, bool]]:
    """(person, department, whether she finished anything from `since` to before `until`), for everybody covered.

    department: the first level only, "" if unknown. Muted and expired entries count as absent.
    """
    today = timezone.localdate()
    with gate.reading(grant):
        done = set(
            Activity.under(grant)
            .filter(value=ActivityState.FINISHED, at__gte=since, at__lt=until)
            .filter(is_muted=False, is_forgotten=False)
            .exclude(expires_on__lt=today)
            .values_list("subject_id", flat=True)
        )
        places = list(
            Employment.under(grant)
            .filter(key=FactKind.ORG_UNIT, is_forgotten=False)
            .exclude(expires_on__lt=today)
            .order_by("-origin")  # an own value counts before an imported one
            .values_list("subject_id", "value", "is_muted")
        )
    department: dict[UUID, str] = {}
    for who, value, is_muted in places:
        department.setdefault(who, "" if is_muted else value.split(SEPARATOR)[0].strip())
    for who in grant.subjects or ():
        yield who, department.get(who, ""), who in done
