"""The model follows: after every change of the log the run in force is moved to it, without a training in between.

Called by the job `refresh_models`, and by whatever puts an older run to work. No job and no file holds a row of a
person: what changed is seen by counting the log anew.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import structlog

from eigenart.engine import moving
from eigenart.engine.moving import Move
from eigenart.personalisation import artefacts, catalogues, promotion, registry, training_log
from eigenart.personalisation.catalogues import Versioned
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus
from eigenart.personalisation.promotion import Superseded
from eigenart.personalisation.surface import Surface
from eigenart.privacy.gate import Grant

ATTEMPTS: Final = 3
LARGEST_DRIFT: Final = 1e-8
"""Relative; above this the moved inverse is no longer the exact one, and somebody should look."""

log = structlog.get_logger(__name__)


def refresh(surface_key: str, *, at: datetime | None = None) -> ModelRun | None:
    """Move the promoted run to the present log and promote the result. None if nothing changed, or nothing is trained.

    Settings and weights stay those of the training it descends from. Raises TrainingRefused, UnknownSurface, and
    Superseded where other runs were promoted again and again meanwhile; nothing changes then.
    """
    at = at or datetime.now(UTC)
    surface = registry.surface(surface_key)
    grant = training_log.renewed(at)
    for attempt in range(ATTEMPTS):
        try:
            return _refreshed(surface, grant, at)
        except Superseded:
            if attempt == ATTEMPTS - 1:
                raise
    return None


def drift_of(surface: Surface, versioned: Versioned) -> float | None:
    """How far the model in force has drifted from the exact one, relative; logged as an error above LARGEST_DRIFT.

    None where it has not moved, or the catalogue it moved with is no longer there to compare.
    """
    run = promotion.promoted(surface.key)
    if run is None or run.kind != RunKind.LIVE or run.catalogue_version != versioned.version:
        return None
    used = artefacts.in_use(surface.key, versioned, waits=True)
    if used.run_id != run.pk:
        return None
    found = moving.drift(used.model, versioned.catalogue)
    if not found <= LARGEST_DRIFT:
        log.error("model_drifted", surface=surface.key, run=str(run.pk), drift=found)
    return found


def _refreshed(surface: Surface, grant: Grant, at: datetime) -> ModelRun | None:
    # The run before the log: whoever is overtaken by a change in between is overtaken by its run, too, and notices.
    held = promotion.promoted(surface.key)
    if held is None:
        return None
    versioned = catalogues.of(surface)
    used = artefacts.in_use(surface.key, versioned, waits=True)
    if used.run_id is None:
        return None
    start = ModelRun.objects.get(pk=used.run_id)
    move = moving.follow(
        used.model,
        training_log.present(grant, versioned.catalogue),
        versioned.catalogue,
        same_catalogue=start.catalogue_version == versioned.version,
    )
    if move is None:
        return None
    return _kept(_run(start, move, grant, versioned, at), move, held, versioned)


def _run(start: ModelRun, move: Move, grant: Grant, versioned: Versioned, at: datetime) -> ModelRun:
    counts = {name: move.model.metrics.get(name) for name in ("n_events", "n_people", "n_items")}
    return ModelRun(
        id=uuid4(),
        surface=start.surface,
        kind=RunKind.LIVE,
        base=start.base or start.pk,
        created_at=at,
        metrics=counts | {"touched": move.touched, "moves": move.moves, "residual": move.residual},
        register_hash=grant.register_hash,
        catalogue_version=versioned.version,
    )


def _kept(run: ModelRun, move: Move, held: ModelRun, versioned: Versioned) -> ModelRun:
    """Saved, checked and promoted, or refused."""
    run.digest = move.model.save(artefacts.folder(run))
    fault = promotion.fault_of(run, versioned.catalogue, run.created_at)
    run.status = RunStatus.REFUSED if fault else RunStatus.TRAINED
    run.save()
    if fault:
        log.error("run_refused", surface=run.surface, run=str(run.pk), fault=fault)
    else:
        try:
            promotion.promote(run, at=run.created_at, over=held.pk)
        except Superseded:
            artefacts.discard(run)
            raise
        artefacts.hold(run, move.model)
    artefacts.prune(run.surface)
    return run
