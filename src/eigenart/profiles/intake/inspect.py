"""Second step: read the whole file, judge it, keep the report. No profile is touched. Called by a job."""

from collections.abc import Mapping
from datetime import UTC, datetime

from eigenart.profiles.intake import progress as live
from eigenart.profiles.intake import report
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.reading import Reading, Sample
from eigenart.profiles.intake.receive import same_file_before
from eigenart.profiles.intake.targets import Progress, no_progress
from eigenart.profiles.intake_models import Status
from eigenart.profiles.models import IntakeBatch

CHANGEABLE = (Status.RECEIVED, Status.INSPECTING, Status.INSPECTED, Status.REFUSED)


def inspect(batch: IntakeBatch, progress: Progress = no_progress) -> None:
    """Judge a received file and write the report to the batch; may be repeated until the batch is applied.

    Raises IntakeError (also kept in `batch.error`, status REFUSED) for a file that cannot be read, and
    IntakeError("wrong_status") for an applied batch.
    """
    if batch.status not in CHANGEABLE:
        raise IntakeError("wrong_status", status=batch.status)
    advance = live.noted(batch.pk, progress)
    _save(batch, status=Status.INSPECTING, error={}, report={})
    try:
        advance(0, 0, "read")
        reading = Reading(batch)
        for _ in reading.rows(advance):
            pass
    except IntakeError as error:
        _save(batch, status=Status.REFUSED, error=error.as_json())
        raise
    before = same_file_before(batch)
    stored = report.as_json(
        reading.assessment.report(),
        proposals=reading.proposals,
        refused=reading.refused,
        missing_columns=reading.missing_columns,
        same_file_id=before.pk if before else None,
    )
    layout = {
        "encoding": reading.table.encoding,
        "delimiter": reading.table.delimiter,
        "sheet": reading.table.sheet,
        "header_line": reading.table.header_line,
        "headings": list(reading.table.headings),
    }
    _save(batch, status=Status.INSPECTED, report=stored, layout=layout, inspected_at=datetime.now(UTC))
    advance(reading.table.rows, reading.table.rows, "check")


def remap(batch: IntakeBatch, mapping: Mapping[str, str]) -> None:
    """Choose columns by hand: heading -> canonical column, "" or "-" to leave out; the rest is proposed.

    The batch must be inspected again. Raises IntakeError (unknown_heading, unknown_column, used_twice,
    special_column, wrong_status); the earlier mapping stays then.
    """
    if batch.status not in CHANGEABLE:
        raise IntakeError("wrong_status", status=batch.status)
    before, batch.mapping = batch.mapping, dict(mapping)
    try:
        reading = Reading(batch)
    except IntakeError:
        batch.mapping = before
        raise
    refused = {r.heading for r in reading.refused}
    wrong = next(
        (
            p
            for p in reading.proposals
            if p.heading in refused and mapping.get(p.heading, "") not in ("", "-")
        ),
        None,
    )
    if wrong is not None:
        batch.mapping = before
        raise IntakeError("special_column", heading=wrong.heading)
    _save(batch, mapping=dict(mapping), status=Status.RECEIVED, report={})


def sample(batch: IntakeBatch, count: int = 5) -> Sample:
    """The first rows as they are read, for HR's eyes; opens the file each time. Raises IntakeError."""
    return Reading(batch).sample(count)


def _save(batch: IntakeBatch, **values: object) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(values))
