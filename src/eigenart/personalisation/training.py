"""Trains a surface's model from the log without identities, and decides which run ranks.

Called by the nightly job and by `eigenart train`. A run is promoted only if its artefact reads back from disk and
ranks with reasons that sum to its scores; otherwise it is kept as refused and the old one goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from uuid import uuid4

import structlog
from django.db import transaction

from eigenart.core.consent import Purpose
from eigenart.core.vocabulary import ActivityState, Candidate, ProfileView
from eigenart.engine import pipeline
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import CorruptModel, Model
from eigenart.engine.profile_state import STRENGTH
from eigenart.engine.training import fit
from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, catalogues, registry
from eigenart.personalisation.models import ModelRun, RunStatus
from eigenart.privacy import gate
from eigenart.privacy.gate import Refusal
from eigenart.profiles import read as profiles
from eigenart.profiles.read import Interactions

PURPOSE = Purpose("personalisation.training")
RESIDUAL = 1e-9
PROBE = 20
"""So many items are ranked with a new model before it is promoted."""

Progress = Callable[[str, float], None]
"""Called with a step's code and the share done, 0..1."""

log = structlog.get_logger(__name__)


class TrainingRefused(Exception):
    """The gate did not open the log. code: the code of the refusal."""

    def __init__(self, code: str, *, is_final: bool) -> None:
        super().__init__(code)
        self.code, self.is_final = code, is_final


class NothingToRollBackTo(Exception):
    """No earlier run of this surface has a readable artefact. Final until another run is trained."""

    code = "nothing_to_roll_back_to"
    is_final = True


def train(
    actor: Actor, surface_key: str, *, progress: Progress | None = None, at: datetime | None = None
) -> ModelRun:
    """Fit, save, check, and promote what is good. The same log and catalogue give the same digest.

    Works with an empty log: then the weights of day one rank. Raises TrainingRefused, UnknownSurface.
    """
    at = at or datetime.now(UTC)
    surface = registry.surface(surface_key)
    answer = gate.open_population(actor, PURPOSE, at)
    if isinstance(answer, Refusal):
        raise TrainingRefused(answer.code, is_final=answer.is_final)
    versioned = catalogues.of(surface)
    interactions = log_of(profiles.interactions(answer), versioned.catalogue)
    model = fit(interactions, versioned.catalogue, EngineConfig(), progress=progress)
    run = ModelRun(
        id=uuid4(),
        surface=surface_key,
        created_at=at,
        metrics=dict(model.metrics),
        register_hash=answer.register_hash,
        catalogue_version=versioned.version,
    )
    run.digest = model.save(artefacts.folder(run))
    fault = fault_of(run, versioned.catalogue, at)
    run.status = RunStatus.REFUSED if fault else RunStatus.TRAINED
    run.save()
    if fault:
        log.error("run_refused", surface=surface_key, run=str(run.pk), fault=fault)
    else:
        promote(run, at=at)
    artefacts.prune(surface_key)
    return run


def log_of(interactions: Interactions, catalogue: Catalogue) -> InteractionLog:
    """One event per person and item: begun on the first step, worth what the last step says (as in ranking).

    Steps with items that have left the catalogue are left out.
    """
    chains: dict[tuple[int, int], _Chain] = {}
    for step in interactions.rows:
        row = catalogue.row_of.get(step.item_key)  # type: ignore[call-overload]
        if row is not None:
            chains.setdefault((step.user_row, row), _Chain(step.at)).states.append(step.state)
    return InteractionLog(
        user_rows=ints([user for user, _ in chains]),
        item_rows=ints([row for _, row in chains]),
        days=floats([chain.begun_at.timestamp() / 86_400 for chain in chains.values()]),
        strengths=floats([STRENGTH.get(chain.states[-1], 0.0) for chain in chains.values()]),
        org_units=interactions.org_units,
        positions=interactions.positions,
        n_users=interactions.n_users,
    )


@transaction.atomic
def promote(run: ModelRun, *, at: datetime | None = None) -> None:
    """Let this run rank from the next request on; the one before it is kept for a roll-back."""
    held = ModelRun.objects.select_for_update().filter(surface=run.surface, status=RunStatus.PROMOTED)
    held.exclude(pk=run.pk).update(status=RunStatus.RETIRED)
    run.status, run.promoted_at = RunStatus.PROMOTED, at or datetime.now(UTC)
    run.save(update_fields=["status", "promoted_at"])


@transaction.atomic
def roll_back(surface_key: str, *, at: datetime | None = None) -> ModelRun:
    """Go back to the newest run before the one that ranks now. Raises NothingToRollBackTo."""
    current = promoted(surface_key)
    for run in _readable(_before(surface_key, current)):
        promote(run, at=at)
        return run
    raise NothingToRollBackTo(surface_key)


def promoted(surface_key: str) -> ModelRun | None:
    return ModelRun.objects.filter(surface=surface_key, status=RunStatus.PROMOTED).first()


def fault_of(run: ModelRun, catalogue: Catalogue, at: datetime) -> str:
    """What is wrong with a saved run, "" if nothing: readable, finite, and additive on a first list."""
    try:
        model = artefacts.load(run)
    except CorruptModel as problem:
        return problem.reason
    probe = [Candidate(item) for item in catalogue.items[:PROBE]]
    return next(_faults(model, probe, catalogue, at), "")


@dataclass(slots=True)
class _Chain:
    """The steps of one person with one item, oldest first."""

    begun_at: datetime
    states: list[ActivityState] = field(default_factory=list)


def _faults(model: Model, probe: list[Candidate], catalogue: Catalogue, at: datetime) -> Iterator[str]:
    if not all(isfinite(weight) and weight >= 0 for weight in model.weights.ravel()):
        yield "a weight is negative or not a number"
    view = ProfileView.empty(at=at, refusal="probe")
    for ranked in pipeline.rank(view, probe, model=model, catalogue=catalogue, n=len(probe), explore=False):
        if not abs(sum(c.amount for c in ranked.contributions) - ranked.score) < RESIDUAL:
            yield "contributions do not sum to the score"


def _before(surface_key: str, current: ModelRun | None) -> Iterable[ModelRun]:
    runs = ModelRun.objects.filter(surface=surface_key, status=RunStatus.RETIRED)
    return runs.filter(created_at__lt=current.created_at) if current else runs


def _readable(runs: Iterable[ModelRun]) -> Iterator[ModelRun]:
    for run in runs:
        try:
            artefacts.load(run)
        except CorruptModel:
            continue
        yield run
