"""Position and department of everybody under a grant for a population: for comparisons of people in equal places."""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from eigenart.core.vocabulary import FactKind
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.profiles.completion import SEPARATOR
from eigenart.profiles.models import Employment

PLACES = (FactKind.POSITION, FactKind.ORG_UNIT)


def places(grant: Grant) -> dict[UUID, tuple[str, str]]:
    """(position, department) by person; whoever has not both, or muted one, is left out.

    department: the first level of the org unit.
    """
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    with gate.reading(grant):
        rows = (
            Employment.under(grant)
            .filter(key__in=PLACES, is_forgotten=False, is_muted=False)
            .exclude(expires_on__lt=timezone.localdate())
            .order_by("-origin")  # an own value counts before an imported one
            .values_list("subject_id", "key", "value")
        )
        for who, key, value in rows:
            found[who].setdefault(key, value.split(SEPARATOR)[0].strip())
    return {who: (own[PLACES[0]], own[PLACES[1]]) for who, own in found.items() if len(own) == len(PLACES)}
