"""The suggestions that were shown: one row per person, item and day, written under the grant that ranked them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from eigenart.core.vocabulary import Explanation, ItemKey, Ranked
from eigenart.personalisation.models import Impression
from eigenart.privacy import gate
from eigenart.privacy.gate import GateClosed, Grant

_NAMESPACE = UUID("6f1b3f0a-53f6-4b1e-9d0e-5b6f6a8f1c11")

Shown = tuple[int, Ranked, Explanation, UUID | None]
"""Place on the page, what stood there, why, and the model run that ranked it."""


def address(grant: Grant, item_key: ItemKey, at: datetime) -> UUID:
    """The id of today's impression of one item: the same however often the page is loaded."""
    return uuid5(_NAMESPACE, f"{person_of(grant)}/{item_key}/{timezone.localdate(at).isoformat()}")


def write(grant: Grant, shown: Sequence[Shown], at: datetime) -> None:
    """Note what was shown. What was noted today already stays as it was first shown; one statement."""
    rows = [
        Impression(
            id=address(grant, ranked.candidate.item.key, at),
            subject_id=person_of(grant),
            surface=ranked.candidate.item.surface,
            item_key=ranked.candidate.item.key,
            place=place,
            score=ranked.score,
            propensity=ranked.propensity,
            slot=ranked.slot,
            model_run=run_id,
            reasons=reasons_of(explanation),
            shown_on=timezone.localdate(at),
        )
        for place, ranked, explanation, run_id in shown
    ]
    with gate.rows(grant):
        Impression.under(grant).bulk_create(rows, ignore_conflicts=True)


def person_of(grant: Grant) -> UUID:
    """The subject of a personal grant. Raises GateClosed for a population."""
    if grant.subject is None:
        raise GateClosed("wrong_subject", purpose=grant.purpose)
    return grant.subject


def find(grant: Grant, impression_id: UUID) -> Impression | None:
    """Only inside `gate.rows(grant)`. None if it is not this person's, or no longer kept."""
    return Impression.under(grant).filter(pk=impression_id).first()


def reasons_of(explanation: Explanation) -> list[dict[str, Any]]:
    return [{"signal": r.signal, "amount": r.amount, "share": r.share} for r in explanation.reasons]
