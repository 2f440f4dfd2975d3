"""Fourth step: apply a confirmed file in one transaction, with a journal. A killed process leaves all or nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from eigenart.people.services import Actor
from eigenart.privacy import data_keys, gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import bulk
from eigenart.profiles.intake import mapping
from eigenart.profiles.intake import progress as live
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.preview import counts_of, grant_for
from eigenart.profiles.intake.reading import Reading
from eigenart.profiles.intake.receive import allow
from eigenart.profiles.intake.targets import Change, Progress, Provenance, no_progress, target_of
from eigenart.profiles.intake_models import Status
from eigenart.profiles.models import IntakeBatch, IntakeChange, SharedChange

JOURNAL = ("record", "before", "after", "line", "place")


def apply(actor: Actor, batch: IntakeBatch, progress: Progress = no_progress) -> IntakeBatch:
    """Apply an inspected batch; an applied one stays as it is. Returns the batch as stored.

    Two batches of one kind wait for each other. Raises IntakeError (not_allowed, wrong_status, nothing_to_apply,
    gate_closed, file_gone); nothing is changed then.
    """
    allow(actor)
    advance = live.noted(batch.pk, progress)
    grant = grant_for(target_of(batch.kind), actor)
    with transaction.atomic():
        locked = lock(batch)
        if locked.status == Status.APPLIED:
            return locked
        if locked.status != Status.INSPECTED:
            raise IntakeError("wrong_status", status=locked.status)
        if not locked.is_applicable:
            raise IntakeError("nothing_to_apply")
        return _apply(locked, grant=grant, progress=advance)


def lock(batch: IntakeBatch) -> IntakeBatch:
    """Hold every batch of this kind until the transaction ends, so that imports never overtake each other."""
    same_kind = IntakeBatch.objects.select_for_update().filter(kind=batch.kind).order_by("pk")
    return {held.pk: held for held in same_kind}[batch.pk]


def _apply(batch: IntakeBatch, *, grant: Grant | None, progress: Progress) -> IntakeBatch:
    now = datetime.now(UTC)
    reading = Reading(batch)
    rows = reading.all_rows(progress)
    progress(0, 0, "compare")
    plan = reading.target.plan(rows, grant)
    provenance = Provenance(batch.file_name[:120], now)
    progress(0, len(plan.changes), "write")
    subjects = reading.target.write(plan.changes, grant=grant, provenance=provenance, progress=progress)
    _keep_journal(batch, plan.changes, subjects=subjects, grant=grant, now=now)
    mapping.remember(
        batch.kind,
        reading.table.headings,
        {p.heading: p.column for p in reading.proposals if p.how != "refused"},
    )
    batch.status, batch.applied_at, batch.counts = Status.APPLIED, now, counts_of(plan)
    batch.save(update_fields=["status", "applied_at", "counts"])
    progress(len(plan.changes), len(plan.changes), "write")
    return batch


def _keep_journal(
    batch: IntakeBatch,
    changes: Iterable[Change],
    *,
    subjects: Mapping[str, UUID],
    grant: Grant | None,
    now: datetime,
) -> None:
    personal: list[bulk.Line] = []
    shared: list[bulk.Line] = []
    for place, change in enumerate(changes):
        line = (change.record, change.before, change.after, change.line, place)
        subject = subjects.get(change.record, change.subject)
        if subject is None:
            shared.append(line)
        else:
            personal.append((str(subject), *line))
    bulk.insert(SharedChange.objects.all(), JOURNAL, shared, constants={"batch_id": batch.pk})
    if personal and grant is not None:
        constants = {"batch_id": batch.pk, "recorded_at": now}
        sealed = data_keys.sealed_lines(IntakeChange, ("subject_id", *JOURNAL), personal)
        with gate.rows(grant):
            bulk.insert(IntakeChange.under(grant), ("subject_id", *JOURNAL), sealed, constants=constants)
