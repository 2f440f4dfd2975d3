"""Fact rows: how one becomes a Fact, which one wins, and what stays of a forgotten one. For sources, write, intake."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, Fact, FactId, FactKind, LocalText, Origin, Source
from eigenart.privacy.grant import Grant
from eigenart.profiles.models import Activity, FactRow

NAMELESS = LocalText("", "")
STATE_ORDER = {state.value: place for place, state in enumerate(ActivityState)}


def fingerprint(subject: UUID | str, *parts: str) -> str:
    """Stands for a forgotten value: tells an import to leave it out, and tells nobody what it was."""
    return hashlib.sha256("|".join((str(subject), *parts)).encode()).hexdigest()[:40]


def identity(row: FactRow) -> tuple[str, ...]:
    """What makes two rows of one person the same fact, whoever said it."""
    return (row.key, row.value, row.at.isoformat()) if isinstance(row, Activity) else (row.key,)


def fact_id_of(row: FactRow) -> FactId:
    return FactId(f"{row._meta.label}:{row.pk}")


def fact_of(row: FactRow, kind: FactKind, *, is_overruled: bool = False) -> Fact:
    return Fact(
        id=fact_id_of(row),
        kind=kind,
        category=row.category,
        key=row.key,
        value=row.value,
        label=NAMELESS,
        source=Source(Origin(row.origin), row.source_reference, row.source_line),
        recorded_at=_happened_at(row),
        confidence=row.confidence,
        is_muted=row.is_muted,
        is_overruled=is_overruled,
        expires_on=row.expires_on,
    )


def _happened_at(row: FactRow) -> datetime:
    """Steps of one moment (files often know the day only) keep their natural order by a microsecond each."""
    if not isinstance(row, Activity):
        return row.recorded_at
    return row.at + timedelta(microseconds=STATE_ORDER.get(row.value, 0))


def overruled(rows: Iterable[FactRow], today: date) -> set[UUID]:
    """Ids of the rows beside which an own value stands that has not run out. Steps of learning never compete."""
    held = [row for row in rows if not isinstance(row, Activity)]
    own = {r.key for r in held if r.origin == Origin.SELF and (r.expires_on is None or today <= r.expires_on)}
    return {r.pk for r in held if r.origin != Origin.SELF and r.key in own}


def mark_forgotten(grant: Grant, row: FactRow, at: datetime) -> None:
    """Delete a row; of an imported one keep a fingerprint, so that the next import does not bring it back."""
    model, subject, parts, origin = type(row), row.subject_id, identity(row), row.origin
    model.under(grant).filter(pk=row.pk).delete()
    if origin != Origin.IMPORT:
        return
    mark: dict[str, Any] = {"key": fingerprint(subject, *parts), "origin": Origin.SELF, "is_forgotten": True}
    if issubclass(model, Activity):
        mark["at"] = at
    model.under(grant).bulk_create([model(subject_id=subject, recorded_at=at, **mark)], ignore_conflicts=True)


def unmark_forgotten(grant: Grant, model: type[FactRow], *, subject: UUID, parts: tuple[str, ...]) -> None:
    """Drop the fingerprint of something that the person now states again."""
    model.under(grant).filter(is_forgotten=True, key=fingerprint(subject, *parts)).delete()
