"""Where the background job of one received file stands: waiting, running, over. Called by the intake pages."""

from dataclasses import dataclass

from procrastinate.contrib.django.models import ProcrastinateJob

from eigenart.profiles import intake
from eigenart.profiles.intake import IntakeBatch, words

QUEUE = "intake"
OPEN = {"todo", "doing"}


@dataclass(frozen=True, slots=True)
class JobState:
    """The latest job of a file. step: inspect | apply | revert, "" if there never was one.

    is_open: waits or runs, so the same step must not be ordered again. has_failed: it ended without doing its
    work, and nothing was changed. percent: 0..100 of the running stage, None while unknown.
    """

    step: str = ""
    number: int = 0
    is_open: bool = False
    is_waiting: bool = False
    has_failed: bool = False
    stage: str = ""
    percent: int | None = None
    done: int = 0
    total: int = 0


def job_of(batch: IntakeBatch) -> JobState:
    """A job whose worker died counts as failed: a step is one transaction, so it left nothing behind."""
    job = (
        ProcrastinateJob.objects.filter(queue_name=QUEUE, args__batch_id=str(batch.pk))
        .order_by("-id")
        .first()
    )
    if job is None:
        return JobState()
    is_orphan = job.status == "doing" and job.worker_id is None
    is_open = job.status in OPEN and not is_orphan
    state = JobState(
        step=job.task_name.rpartition(".")[2].removesuffix("_batch"),
        number=job.pk,
        is_open=is_open,
        is_waiting=job.status == "todo",
        has_failed=is_orphan or job.status in {"failed", "aborted", "cancelled"},
    )
    return _with_progress(state, batch) if is_open and not state.is_waiting else state


def _with_progress(state: JobState, batch: IntakeBatch) -> JobState:
    live = intake.progress_of(batch)
    return JobState(
        step=state.step,
        number=state.number,
        is_open=True,
        stage=str(words.STAGES.get(live.stage, "")),
        percent=int(live.share * 100) if live.total else None,
        done=live.done,
        total=live.total,
    )
