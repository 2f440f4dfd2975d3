"""Steps of learning in bulk, for the importer of an activity file. About many people, so under a population grant."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, Origin
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import rows
from eigenart.profiles.models import Activity

CHUNK = 2_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One person did one thing with one item. reference, line: the file it comes from."""

    subject: UUID
    item_key: str
    state: ActivityState
    at: datetime
    reference: str = ""
    line: int | None = None

    @property
    def identity(self) -> tuple[UUID, str, str, datetime]:
        return (self.subject, self.item_key, self.state.value, self.at)


def stored(grant: Grant, subjects: Collection[UUID]) -> dict[tuple[UUID, str, str, datetime], bool]:
    """Steps of these people by identity -> whether a file brought them. Two rows cannot share an identity."""
    found: dict[tuple[UUID, str, str, datetime], bool] = {}
    with gate.rows(grant):
        for some in _chunks(sorted(subjects)):
            held = Activity.under(grant).filter(subject__in=some, is_forgotten=False)
            columns = held.values_list("subject_id", "key", "value", "at", "origin")
            found.update(
                {(s, k, v, at): origin == Origin.IMPORT for s, k, v, at, origin in columns.iterator()}
            )
    return found


def forgotten(grant: Grant, subjects: Collection[UUID]) -> frozenset[str]:
    """Fingerprints of steps that people deleted; an import leaves them out."""
    with gate.rows(grant):
        held = Activity.under(grant).filter(subject__in=list(subjects), is_forgotten=True)
        return frozenset(held.values_list("key", flat=True))


def is_forgotten(step: Step, fingerprints: Collection[str]) -> bool:
    if not fingerprints:
        return False
    parts = (step.item_key, step.state.value, step.at.isoformat())
    return rows.fingerprint(step.subject, *parts) in fingerprints


def add(grant: Grant, steps: Iterable[Step]) -> Iterator[int]:
    """Write steps that are not there yet, inside the caller's transaction. Yields how many were handled so far."""
    now, done = datetime.now(UTC), 0
    for some in _chunks(steps):
        fresh = [
            Activity(
                subject_id=step.subject,
                key=step.item_key,
                value=step.state.value,
                at=step.at,
                origin=Origin.IMPORT,
                source_reference=step.reference,
                source_line=step.line,
                recorded_at=now,
            )
            for step in some
        ]
        with gate.rows(grant):
            Activity.under(grant).bulk_create(fresh, ignore_conflicts=True)
        done += len(some)
        yield done


def remove(grant: Grant, steps: Iterable[Step]) -> None:
    """Take imported steps back; what people noted themselves stays."""
    wanted = {step.identity for step in steps}
    with gate.rows(grant):
        for some in _chunks(sorted({subject for subject, *_ in wanted})):
            held = Activity.under(grant).filter(subject__in=some, origin=Origin.IMPORT, is_forgotten=False)
            columns = held.values_list("pk", "subject_id", "key", "value", "at")
            gone = [pk for pk, *identity in columns if tuple(identity) in wanted]
            for these in _chunks(gone):
                Activity.under(grant).filter(pk__in=these).delete()


def _chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    walk = iter(values)
    while some := list(islice(walk, CHUNK)):
        yield some
