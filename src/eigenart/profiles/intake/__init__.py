"""Files from HR systems: receive, inspect, preview, apply, revert. One module for each step; called by web, CLI, jobs.

Importers elsewhere implement `targets.IntakeTarget` (and write steps of learning through `steps`).
"""

from eigenart.profiles.intake import words
from eigenart.profiles.intake.apply import apply
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.inspect import inspect, remap, sample
from eigenart.profiles.intake.preview import Preview, preview
from eigenart.profiles.intake.progress import State
from eigenart.profiles.intake.progress import read as _read_progress
from eigenart.profiles.intake.receive import purge_expired, receive
from eigenart.profiles.intake.report import Summary, report_csv, summary
from eigenart.profiles.intake.revert import Reverted, revert
from eigenart.profiles.intake.targets import kinds, register_target, target_of
from eigenart.profiles.intake_models import Status
from eigenart.profiles.models import IntakeBatch

__all__ = [
    "IntakeBatch",
    "IntakeError",
    "Preview",
    "Reverted",
    "State",
    "Status",
    "Summary",
    "apply",
    "batch",
    "batches",
    "inspect",
    "kinds",
    "preview",
    "progress_of",
    "purge_expired",
    "receive",
    "register_target",
    "remap",
    "report_csv",
    "revert",
    "sample",
    "summary",
    "target_of",
    "words",
]


def batch(batch_id: int | str) -> IntakeBatch:
    """Raises IntakeError("unknown_batch")."""
    try:
        return IntakeBatch.objects.get(pk=int(batch_id))
    except (IntakeBatch.DoesNotExist, ValueError):
        raise IntakeError("unknown_batch") from None


def batches(limit: int = 50) -> list[IntakeBatch]:
    """The latest files, newest first."""
    return list(IntakeBatch.objects.order_by("-received_at", "-pk")[:limit])


def progress_of(held: IntakeBatch) -> State:
    """How far the running step of a batch is; readable from any process."""
    return _read_progress(held.pk)
