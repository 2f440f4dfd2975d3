"""Answers as facts of the profile: My data shows them, and muting, forgetting and an end date work as everywhere.

Registered by this app's config; `profiles.read` walks it like any other source.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet

from eigenart.core.vocabulary import (
    DeclineReason,
    Fact,
    FactId,
    FactKind,
    Item,
    LocalText,
    Origin,
    Signal,
    Source,
)
from eigenart.personalisation import catalogues
from eigenart.personalisation.models import Feedback
from eigenart.privacy.gate import Grant

MODEL_LABEL = Feedback._meta.label
REFERENCE = "feedback"


def as_fact(answer: Feedback, items: Mapping[str, Item]) -> Fact:
    """One answer as a fact; an item that has left the catalogue keeps its key as its name."""
    item = items.get(answer.item_key)
    return Fact(
        id=FactId(f"{MODEL_LABEL}:{answer.id}"),
        kind=FactKind.FEEDBACK,
        category=Feedback.category,
        key=answer.item_key,
        value=answer.signal,
        detail=answer.reason,
        label=item.title if item else LocalText(answer.item_key, answer.item_key),
        source=Source(Origin.SELF, REFERENCE),
        recorded_at=answer.at,
        is_muted=answer.is_muted,
        expires_on=answer.expires_on,
    )
