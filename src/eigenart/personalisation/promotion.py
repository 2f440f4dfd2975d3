"""Which run of a surface ranks: checks a saved run, lets it rank, and keeps two from overtaking each other.

Called by `training`, `live` and `runs`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from typing import Final
from uuid import UUID

from django.db import transaction

from eigenart.core.vocabulary import Candidate, ProfileView
from eigenart.engine import pipeline
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import CorruptModel, Model
from eigenart.personalisation import artefacts
from eigenart.personalisation.models import ModelRun, RunStatus

RESIDUAL: Final = 1e-9
PROBE: Final = 20
"""So many items are ranked with a new model before it is promoted."""


class Superseded(Exception):
    """Another run was promoted while this one was made. Not final: make it again from that one."""

    code = "superseded"
    is_final = False


@transaction.atomic
def promote(run: ModelRun, *, at: datetime | None = None, over: UUID | None = None) -> None:
    """Let this run rank from the next request on; the one before it is kept for a roll-back.

    over: the run that must still be the promoted one. Raises Superseded if it is not; nothing changes then.
    """
    held = ModelRun.objects.select_for_update().filter(surface=run.surface, status=RunStatus.PROMOTED)
    if over is not None and [each.pk for each in held] != [over]:
        raise Superseded(run.surface)
    held.exclude(pk=run.pk).update(status=RunStatus.RETIRED)
    run.status, run.promoted_at = RunStatus.PROMOTED, at or datetime.now(UTC)
    run.save(update_fields=["status", "promoted_at"])


def promoted(surface_key: str) -> ModelRun | None:
    return ModelRun.objects.filter(surface=surface_key, status=RunStatus.PROMOTED).first()


def fault_of(run: ModelRun, catalogue: Catalogue, at: datetime) -> str:
    """What is wrong with a saved run, "" if nothing: readable, finite, and additive on a first list."""
    try:
        model = artefacts.load(run)
    except CorruptModel as problem:
        return problem.reason
    probe = [Candidate(item) for item in catalogue.items[:PROBE]]
    return next(faults(model, probe, catalogue, at), "")


def faults(model: Model, probe: list[Candidate], catalogue: Catalogue, at: datetime) -> Iterator[str]:
    """probe: what is ranked for nobody in particular."""
    if not all(isfinite(weight) and weight >= 0 for weight in model.weights.ravel()):
        yield "a weight is negative or not a number"
    view = ProfileView.empty(at=at, refusal="probe")
    for ranked in pipeline.rank(view, probe, model=model, catalogue=catalogue, n=len(probe), explore=False):
        if not abs(sum(c.amount for c in ranked.contributions) - ranked.score) < RESIDUAL:
            yield "contributions do not sum to the score"
