"""Puts a job in the queue inside the caller's transaction: it runs if, and only if, the transaction commits."""

from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from eigenart.core.consent import DataCategory
from eigenart.delivery.jobs import tasks
from eigenart.people.services import Actor
from eigenart.personalisation import training_log
from eigenart.profiles.intake import IntakeBatch


def inspect_batch(batch: IntakeBatch) -> None:
    tasks.inspect_batch.defer(batch_id=str(batch.pk))


def apply_batch(batch: IntakeBatch, actor: Actor) -> None:
    tasks.apply_batch.defer(batch_id=str(batch.pk), user_id=_user_of(actor))


def revert_batch(batch: IntakeBatch, actor: Actor) -> None:
    tasks.revert_batch.defer(batch_id=str(batch.pk), user_id=_user_of(actor))


def make_export(request_id: UUID, actor: Actor) -> None:
    tasks.make_export.defer(request_id=str(request_id), user_id=_user_of(actor))


def carry_out_erasure(request_id: UUID) -> None:
    tasks.carry_out_erasure.defer(request_id=str(request_id))


def verify_audit(run_id: int) -> None:
    tasks.verify_audit.defer(request_id=run_id)


def train_all() -> None:
    tasks.train_all.configure(queueing_lock="training").defer()


def refresh_models(changed: frozenset[DataCategory]) -> None:
    """After a change of these data types that a model may have learned from; called after the commit.

    One waiting job is enough for any number of changes: it looks at the log when it runs.
    """
    if not training_log.is_concerned(changed):
        return
    if ProcrastinateJob.objects.filter(queueing_lock="models", status="todo").exists():
        return
    try:
        tasks.refresh_models.configure(queueing_lock="models").defer()
    except AlreadyEnqueued:
        return


def _user_of(actor: Actor) -> int:
    if actor.user_id is None:
        raise ValueError("a job in somebody's name needs a login")
    return actor.user_id
