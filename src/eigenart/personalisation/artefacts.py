"""Model artefacts on disk and the models in memory: loaded once per process, swapped when another run is promoted.

A corrupt artefact is refused and logged; the last good model stays in use, on day one the untrained one.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from time import time
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from eigenart.engine.model import CorruptModel, Model
from eigenart.personalisation.catalogues import Versioned
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus

log = structlog.get_logger(__name__)
KEPT: Final = 3
"""So many trainings stay on disk."""
LIVE_KEPT: Final = 2
"""So many runs that followed the log stay on disk: the one in force, and the one that a process may be reading."""
LIVE_LISTED: Final = timedelta(days=30)
UNKNOWN_KEPT_S: Final = 3_600.0
"""A folder that no run names may be one that is being written; after so long it is not."""
ATTEMPTS: Final = 5


@dataclass(frozen=True)
class InUse:
    """The model that ranks now. run_id: None before the first training."""

    run_id: UUID | None
    model: Model


class _Replaced(Exception):
    """The promoted run was replaced, and deleted, while it was read."""


_held: dict[str, InUse] = {}
_untrained: dict[str, tuple[str, InUse]] = {}
_refused: set[UUID] = set()
_lock = Lock()


def folder(run: ModelRun) -> Path:
    return _home(run.surface) / str(run.pk)


def load(run: ModelRun) -> Model:
    """Raises CorruptModel unless every byte is what training saved."""
    try:
        return Model.load(folder(run), expected_digest=run.digest)
    except OSError as error:
        raise CorruptModel(folder(run), "files went away") from error


def in_use(surface_key: str, versioned: Versioned, *, waits: bool = False) -> InUse:
    """The promoted model of a surface; one query, and a load only after another run was promoted.

    waits: also while another thread loads it; without, the model before ranks until that is done.
    """
    for _ in range(ATTEMPTS):
        run = ModelRun.objects.filter(surface=surface_key, status=RunStatus.PROMOTED).first()
        if run is None:
            return untrained(surface_key, versioned)
        held = _held.get(surface_key)
        if held is not None and (held.run_id == run.pk or run.pk in _refused):
            return held
        if not _lock.acquire(blocking=waits or held is None) and held is not None:
            return held
        try:
            found = _last_good(run)
        except _Replaced:
            continue
        finally:
            _lock.release()
        if found is None:
            break
        _held[surface_key] = found
        return found
    return _held.get(surface_key) or untrained(surface_key, versioned)


def hold(run: ModelRun, model: Model) -> None:
    """The model was made in this process, so it need not be read again."""
    with _lock:
        _held[run.surface] = InUse(run.pk, model)


def discard(run: ModelRun) -> None:
    """A run that was made in vain leaves no trace."""
    shutil.rmtree(folder(run), ignore_errors=True)
    run.delete()


def prune(surface_key: str) -> None:
    """Delete all artefacts but the promoted one and the newest others, KEPT trainings and LIVE_KEPT that followed.

    Runs that followed leave the books, too, when they are old; a folder that may be a draft stays.
    """
    runs = ModelRun.objects.filter(surface=surface_key)
    known = {str(pk) for pk in runs.values_list("pk", flat=True)}
    kept = {
        str(run.pk)
        for kind, n in ((RunKind.FULL, KEPT), (RunKind.LIVE, LIVE_KEPT))
        for run in _newest(runs, kind)[:n]
    }
    home = _home(surface_key)
    for path in home.iterdir() if home.is_dir() else ():
        if path.name not in kept and (path.name in known or _is_old(path)):
            shutil.rmtree(path, ignore_errors=True)
    old = runs.filter(kind=RunKind.LIVE, created_at__lt=datetime.now(UTC) - LIVE_LISTED)
    old.exclude(status=RunStatus.PROMOTED).delete()


def _home(surface_key: str) -> Path:
    return Path(settings.EIGENART.data_dir) / "models" / surface_key


def _newest(runs: QuerySet[ModelRun], kind: RunKind) -> list[ModelRun]:
    """Of one kind, the promoted one first, then by age; refused ones are never needed again."""
    found = list(runs.filter(kind=kind).exclude(status=RunStatus.REFUSED))
    return sorted(found, key=lambda run: (run.status == RunStatus.PROMOTED, run.created_at), reverse=True)


def _is_old(path: Path) -> bool:
    try:
        return time() - path.stat().st_mtime > UNKNOWN_KEPT_S
    except OSError:
        return False


def _last_good(promoted: ModelRun) -> InUse | None:
    """Raises _Replaced where the promoted run is promoted no more."""
    earlier = ModelRun.objects.filter(surface=promoted.surface, status=RunStatus.RETIRED)
    for run in (promoted, *earlier.order_by("-promoted_at")[: KEPT + LIVE_KEPT]):
        held = _held.get(run.surface)
        if held is not None and held.run_id == run.pk:
            return held
        if run.pk in _refused or (run.pk != promoted.pk and not folder(run).is_dir()):
            continue
        try:
            return InUse(run.pk, load(run))
        except CorruptModel as problem:
            if run.pk == promoted.pk and not _is_promoted(run):
                raise _Replaced from problem
            _refused.add(run.pk)
            log.error("model_refused", surface=run.surface, run=str(run.pk), reason=problem.reason)
    return None


def _is_promoted(run: ModelRun) -> bool:
    return ModelRun.objects.filter(pk=run.pk, status=RunStatus.PROMOTED).exists()


def untrained(surface_key: str, versioned: Versioned) -> InUse:
    """The model of day one, which has learned from nobody."""
    held = _untrained.get(surface_key)
    if held is None or held[0] != versioned.version:
        held = (versioned.version, InUse(None, Model.empty(versioned.catalogue)))
        _untrained[surface_key] = held
    return held[1]
