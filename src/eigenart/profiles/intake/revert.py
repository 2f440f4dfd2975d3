"""Takes an applied batch back: every record that still stands as the batch left it gets its earlier values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from eigenart.people.services import Actor
from eigenart.privacy import data_keys, gate
from eigenart.privacy.grant import Grant
from eigenart.profiles.intake import progress as live
from eigenart.profiles.intake.apply import lock
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.preview import grant_for
from eigenart.profiles.intake.receive import allow
from eigenart.profiles.intake.targets import Change, Progress, Provenance, Values, no_progress, target_of
from eigenart.profiles.intake_models import Status
from eigenart.profiles.models import IntakeBatch, IntakeChange, SharedChange


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that changed after the batch and therefore stays. record: e.g. `person|00299`; line: of the file."""

    record: str
    line: int


@dataclass(frozen=True, slots=True)
class Reverted:
    """What a revert did; conflicts are the records that it left alone."""

    restored: int
    conflicts: tuple[Conflict, ...]


def revert(actor: Actor, batch: IntakeBatch, progress: Progress = no_progress) -> Reverted:
    """Restore what a batch changed, in one transaction; a reverted batch stays as it is.

    Works without the raw file. Raises IntakeError (not_allowed, wrong_status, gate_closed); nothing is changed then.
    """
    allow(actor)
    advance = live.noted(batch.pk, progress)
    target = target_of(batch.kind)
    grant = grant_for(target, actor)
    with transaction.atomic():
        locked = lock(batch)
        if locked.status == Status.REVERTED:
            return Reverted(0, ())
        if locked.status != Status.APPLIED:
            raise IntakeError("wrong_status", status=locked.status)
        changes = _journal(locked, grant)
        now = target.current([c.record for c in changes], grant)
        free = [c for c in changes if _stands_as_left(c, now.get(c.record))]
        free_records = {c.record for c in free}
        conflicts = tuple(Conflict(c.record, c.line) for c in changes if c.record not in free_records)
        advance(0, len(free), "revert")
        at = datetime.now(UTC)
        provenance = Provenance(locked.file_name[:120], at)
        back = [change.reversed() for change in reversed(free)]
        target.write(back, grant=grant, provenance=provenance, progress=advance)
        locked.status, locked.reverted_at = Status.REVERTED, at
        locked.counts = {**locked.counts, "restored": len(free), "conflicts": len(conflicts)}
        locked.save(update_fields=["status", "reverted_at", "counts"])
    advance(len(free), len(free), "revert")
    return Reverted(len(free), conflicts)


def _journal(batch: IntakeBatch, grant: Grant | None) -> Sequence[Change]:
    found: list[tuple[int, Change]] = [
        (c.place, Change(c.record, c.before, c.after, c.line))
        for c in SharedChange.objects.filter(batch=batch)
    ]
    if grant is not None:
        with gate.rows(grant):
            found += [
                (c.place, Change(c.record, c.before, c.after, c.line, c.subject_id))
                for c in data_keys.opened(IntakeChange.under(grant).filter(batch_id=batch.pk))
            ]
    return [change for _, change in sorted(found, key=lambda pair: pair[0])]


def _stands_as_left(change: Change, now: Values | None) -> bool:
    """Whether every column that the batch wrote still has the value it wrote."""
    if change.after is None:
        return now is None
    return now is not None and all(now.get(name) == value for name, value in change.after.items())
