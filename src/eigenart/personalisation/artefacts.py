"""Model artefacts on disk and the models in memory: loaded once per process, swapped when another run is promoted.

A corrupt artefact is refused and logged; the last good model stays in use, on day one the untrained one.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings

from eigenart.engine.model import CorruptModel, Model
from eigenart.personalisation.catalogues import Versioned
from eigenart.personalisation.models import ModelRun, RunStatus

log = structlog.get_logger(__name__)
KEPT: Final = 3


@dataclass(frozen=True)
class InUse:
    """The model that ranks now. run_id: None before the first training."""

    run_id: UUID | None
    model: Model


_held: dict[str, InUse] = {}
_untrained: dict[str, tuple[str, InUse]] = {}
_refused: set[UUID] = set()
_lock = Lock()


def folder(run: ModelRun) -> Path:
    return Path(settings.EIGENART.data_dir) / "models" / run.surface / str(run.pk)


def load(run: ModelRun) -> Model:
    """Raises CorruptModel unless every byte is what training saved."""
    return Model.load(folder(run), expected_digest=run.digest)


def in_use(surface_key: str, versioned: Versioned) -> InUse:
    """The promoted model of a surface; one query, and a load only after another run was promoted."""
    run = ModelRun.objects.filter(surface=surface_key, status=RunStatus.PROMOTED).first()
    held = _held.get(surface_key)
    if run is None:
        return _without_training(surface_key, versioned)
    if held is not None and (held.run_id == run.pk or run.pk in _refused):
        return held
    with _lock:
        found = _last_good(run)
        if found is None:
            return _without_training(surface_key, versioned)
        _held[surface_key] = found
    return found


def prune(surface_key: str) -> None:
    """Delete all artefacts but the promoted one and the newest others, KEPT in all."""
    runs = list(ModelRun.objects.filter(surface=surface_key).exclude(status=RunStatus.REFUSED))
    runs.sort(key=lambda run: (run.status == RunStatus.PROMOTED, run.created_at), reverse=True)
    kept = {folder(run) for run in runs[:KEPT]}
    home = Path(settings.EIGENART.data_dir) / "models" / surface_key
    for path in home.iterdir() if home.is_dir() else ():
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _last_good(promoted: ModelRun) -> InUse | None:
    earlier = ModelRun.objects.filter(surface=promoted.surface, status=RunStatus.RETIRED)
    for run in (promoted, *earlier.order_by("-promoted_at")[:KEPT]):
        if run.pk in _refused:
            continue
        held = _held.get(run.surface)
        if held is not None and held.run_id == run.pk:
            return held
        try:
            return InUse(run.pk, load(run))
        except CorruptModel as problem:
            _refused.add(run.pk)
            log.error("model_refused", surface=run.surface, run=str(run.pk), reason=problem.reason)
    return None


def _without_training(surface_key: str, versioned: Versioned) -> InUse:
    held = _untrained.get(surface_key)
    if held is None or held[0] != versioned.version:
        held = (versioned.version, InUse(None, Model.empty(versioned.catalogue)))
        _untrained[surface_key] = held
    return held[1]
