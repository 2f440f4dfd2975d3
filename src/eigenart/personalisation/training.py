"""Trains a surface's model from the log without identities.

Called by the nightly job and by `eigenart train`. A run is promoted only if its artefact reads back from disk and
ranks with reasons that sum to its scores; otherwise it is kept as refused and the old one goes on.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import structlog
from django.db import transaction

from eigenart.engine.config import EngineConfig
from eigenart.engine.training import fit
from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, catalogues, live, promotion, registry, training_log
from eigenart.personalisation.models import ModelRun, RunStatus
from eigenart.personalisation.training_log import TrainingRefused

__all__ = ["SECONDS", "Progress", "TrainingRefused", "train"]

SECONDS: Final = 15 * 60.0
"""The search for settings ends after so long; the fit on everything comes on top."""

Progress = Callable[[str, float], None]
"""Called with a step's code and the share done, 0..1."""

log = structlog.get_logger(__name__)


def train(
    actor: Actor,
    surface_key: str,
    *,
    progress: Progress | None = None,
    at: datetime | None = None,
    seconds: float | None = SECONDS,
) -> ModelRun:
    """Fit, save, check, and promote what is good. The same log and catalogue give the same digest.

    Works with an empty log: then the weights of day one rank. Who objects while it runs is out of what is promoted.
    seconds: for the search, None for no limit. Raises TrainingRefused, UnknownSurface.
    """
    at = at or datetime.now(UTC)
    surface = registry.surface(surface_key)
    grant = training_log.opened(actor, at)
    versioned = catalogues.of(surface)
    drift = live.drift_of(surface, versioned)
    interactions = training_log.present(grant, versioned.catalogue)
    model = fit(interactions, versioned.catalogue, EngineConfig(seconds=seconds), progress=progress)
    run = ModelRun(
        id=uuid4(),
        surface=surface_key,
        created_at=at,
        # The drift is told of the run, and is no part of its artefact: that must follow from the log alone.
        metrics=dict(model.metrics) | ({} if drift is None else {"live_drift": drift}),
        register_hash=grant.register_hash,
        catalogue_version=versioned.version,
    )
    run.digest = model.save(artefacts.folder(run))
    fault = promotion.fault_of(run, versioned.catalogue, at)
    run.status = RunStatus.REFUSED if fault else RunStatus.TRAINED
    run.save()
    if fault:
        log.error("run_refused", surface=surface_key, run=str(run.pk), fault=fault)
    else:
        with transaction.atomic():
            promotion.promote(run, at=at)
            artefacts.hold(run, model)
            live.refresh(surface_key)
    artefacts.prune(surface_key)
    return run
