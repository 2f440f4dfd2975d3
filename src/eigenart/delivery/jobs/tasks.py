"""The jobs: each opens the gate through one use case and calls it. No job carries a value about a person."""

from uuid import UUID

import structlog
from django.contrib.auth import get_user_model
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from eigenart.insight import no_disadvantage, reports
from eigenart.people.services import Actor, actor_of
from eigenart.personalisation import live, registry, training
from eigenart.personalisation.promotion import Superseded
from eigenart.personalisation.training_log import TrainingRefused
from eigenart.privacy import anchors, audit_runs, drift, erasure, export, retention
from eigenart.profiles import intake

log = structlog.get_logger(__name__)


@app.task(queue="intake", lock="intake")
def inspect_batch(batch_id: str) -> None:
    """Read and judge a received file; progress is on the batch, and so is why it cannot be read."""
    try:
        intake.inspect(intake.batch(batch_id))
    except intake.IntakeError as error:
        log.info("intake_refused", batch=batch_id, code=error.code)


@app.task(queue="intake", lock="intake")
def apply_batch(batch_id: str, user_id: int) -> None:
    """Apply a confirmed batch in one transaction, in the name of the person who confirmed it."""
    intake.apply(actor_of(get_user_model().objects.get(pk=user_id)), intake.batch(batch_id))


@app.task(queue="intake", lock="intake")
def revert_batch(batch_id: str, user_id: int) -> None:
    """Restore what a batch changed, in the name of the person who asked for it."""
    intake.revert(actor_of(get_user_model().objects.get(pk=user_id)), intake.batch(batch_id))


@app.task(queue="rights")
def make_export(request_id: str, user_id: int) -> None:
    """Write the archive of a person's own data, in their name; the request says how far it is, and why it failed."""
    try:
        export.make(actor_of(get_user_model().objects.get(pk=user_id)), UUID(request_id))
    except export.ExportFailed as error:
        log.info("export_failed", request=request_id, code=error.code)


@app.task(
    queue="rights",
    lock="erasure",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={erasure.ErasureStuck}),
)
def carry_out_erasure(request_id: str) -> None:
    """Ask every store that has not confirmed yet; tried again later where one does not."""
    erasure.carry_out(UUID(request_id))


@app.periodic(cron="30 2 * * *")
@app.task(queue="training", lock="training", queueing_lock="training", pass_context=False)
def train_all(timestamp: int = 0) -> None:
    """Train each surface's models at night and promote what is good enough."""
    for surface in registry.all_surfaces():
        run = training.train(Actor.system(), surface.key)
        log.info("trained", surface=surface.key, run=str(run.pk), status=run.status)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="models", queueing_lock="models", pass_context=False)
def refresh_models(timestamp: int = 0) -> None:
    """Move each surface's model to the present log; every ten minutes in any case, for facts also end by themselves.

    Without a lock: a worker looks for a locked job only every few seconds, and `live` sees by itself who was overtaken.
    Nothing is lost where this fails: the next change, or the clock, asks again.
    """
    for surface in registry.all_surfaces():
        try:
            run = live.refresh(surface.key)
        except (TrainingRefused, Superseded) as reason:
            log.info("model_not_moved", surface=surface.key, code=reason.code)
            continue
        if run is not None:
            log.info("model_moved", surface=surface.key, run=str(run.pk), status=run.status, **run.metrics)


@app.periodic(cron="15 3 * * *")
@app.task(queue="retention", queueing_lock="retention", pass_context=False)
def delete_expired(timestamp: int = 0) -> None:
    """Delete what the register no longer allows to keep, and raw files past their day."""
    counts = retention.delete_expired()
    files = intake.purge_expired() + export.purge_expired()
    log.info("retention", tables=len(counts), rows=sum(counts.values()), files=files)


@app.periodic(cron="50 22 * * *")
@app.task(queue="retention", queueing_lock="anchor", pass_context=False)
def anchor_audit(timestamp: int = 0) -> None:
    """Send the ends of the access log's chains to where the administrator cannot reach them."""
    taken = anchors.take()
    log.info("audit_anchor", code=taken.code, sent_to=taken.sent_to, digest=taken.anchor.digest)


@app.task(queue="retention", lock="audit")
def verify_audit(request_id: int) -> None:
    """Verify the access log because a desk ordered it; the run holds the result."""
    run = audit_runs.carry_out(request_id)
    log.info("audit_verified", run=run.pk, lines=run.done, findings=len(run.findings))


@app.periodic(cron="0 4 2 1,4,7,10 *")
@app.task(queue="retention", queueing_lock="reports", pass_context=False)
def count_reports(timestamp: int = 0) -> None:
    """Count the closed list of reports for the quarter that is over."""
    quarter = reports.Quarter.of(timezone.localdate()).before
    found = reports.run_all(quarter)
    log.info("reports", quarter=str(quarter), figures=sum(map(len, found.values())))


@app.periodic(cron="20 4 3 * *")
@app.task(queue="retention", queueing_lock="twins", pass_context=False)
def compare_twins(timestamp: int = 0) -> None:
    """Compare whoever switched something off with people in the same place, and keep the verdicts."""
    try:
        is_fair = no_disadvantage.keep(no_disadvantage.run())
    except reports.ReportRefused as reason:
        log.info("twins_not_compared", code=reason.code)
        return
    log.info("twins", is_fair=is_fair)


@app.periodic(cron="40 4 * * *")
@app.task(queue="retention", queueing_lock="register", pass_context=False)
def compare_register(timestamp: int = 0) -> None:
    """Compare the register with what runs; any difference lets optional purposes rest, and alarms."""
    verdict = drift.enforce("night")
    log.info("register_compared", differences=len(verdict.differences), alarmed=verdict.alarmed)
