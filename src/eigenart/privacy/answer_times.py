"""How long requests about a person's rights took, by person: for the proof that nobody waits longer after objecting."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.privacy.models import RightsRequest


def hours(grant: Grant, *, since: datetime, until: datetime) -> dict[UUID, float]:
    """Mean hours from request to answer of each person who asked in the time; unanswered ones count until its end."""
    waited: dict[UUID, list[float]] = defaultdict(list)
    with gate.reading(grant):
        asked = RightsRequest.under(grant).filter(asked_at__gte=since, asked_at__lt=until)
        for who, begun, done in asked.exclude(kind="restriction").values_list(
            "subject_id", "asked_at", "finished_at"
        ):
            waited[who].append(((done or until) - begun).total_seconds() / 3600)
    return {who: sum(each) / len(each) for who, each in waited.items()}
