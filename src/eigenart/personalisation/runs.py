"""The runs of a surface for whoever runs the house: list them, put one to work, go back. Called by `eigenart model`.

Whatever is put to work is moved to the present log in the same transaction: who objected or left since does not
come back with an older run.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from eigenart.engine.model import CorruptModel
from eigenart.personalisation import artefacts, live, promotion, registry
from eigenart.personalisation.models import ModelRun, RunKind, RunStatus

SHORTEST: Final = 4
"""So many signs of a run's number must be given at least."""


class NothingToRollBackTo(Exception):
    """No earlier training of this surface has a readable artefact. Final until another one ran."""

    code = "nothing_to_roll_back_to"
    is_final = True


class RunNotUsable(Exception):
    """The run cannot be put to work; nothing changed. Final.

    code: unknown_run, ambiguous_run, refused_run (it did not pass its check), corrupt_model (damaged or deleted).
    """

    is_final = True

    def __init__(self, code: str, *, run: str) -> None:
        super().__init__(f"{code}: {run}")
        self.code, self.run = code, run


def newest(surface_key: str, *, limit: int = 20) -> list[ModelRun]:
    """The runs that are still in the books, newest first. Raises UnknownSurface."""
    return list(ModelRun.objects.filter(surface=registry.surface(surface_key).key)[:limit])


def is_kept(run: ModelRun) -> bool:
    """Whether its artefact is still on disk."""
    return artefacts.folder(run).is_dir()


def find(number: str) -> ModelRun:
    """By its number or the beginning of it. Raises RunNotUsable."""
    wanted = number.strip().lower()
    named = ModelRun.objects.annotate(number=Cast("id", CharField()))
    found = list(named.filter(number__startswith=wanted)[:2]) if len(wanted) >= SHORTEST else []
    if len(found) != 1:
        raise RunNotUsable("ambiguous_run" if found else "unknown_run", run=number)
    return found[0]


def put_to_work(run: ModelRun, *, at: datetime | None = None) -> ModelRun:
    """Promote a run, then let it follow the present log; returns what ranks now. Raises RunNotUsable."""
    if run.status == RunStatus.REFUSED:
        raise RunNotUsable("refused_run", run=str(run.pk))
    try:
        artefacts.load(run)
    except CorruptModel as problem:
        raise RunNotUsable("corrupt_model", run=str(run.pk)) from problem
    return _promoted(run, at or datetime.now(UTC))


def roll_back(surface_key: str, *, at: datetime | None = None) -> ModelRun:
    """Go back to the newest training before the one that ranks now. Raises NothingToRollBackTo, UnknownSurface."""
    for run in _readable(_before(registry.surface(surface_key).key)):
        return _promoted(run, at or datetime.now(UTC))
    raise NothingToRollBackTo(surface_key)


@transaction.atomic
def _promoted(run: ModelRun, at: datetime) -> ModelRun:
    promotion.promote(run, at=at)
    return live.refresh(run.surface, at=at) or run


def _before(surface_key: str) -> Iterable[ModelRun]:
    trainings = ModelRun.objects.filter(surface=surface_key, kind=RunKind.FULL)
    current = promotion.promoted(surface_key)
    start = trainings.filter(pk=current.base or current.pk).first() if current else None
    earlier = trainings.filter(status__in=(RunStatus.RETIRED, RunStatus.TRAINED))
    return earlier.filter(created_at__lt=start.created_at) if start else earlier


def _readable(runs: Iterable[ModelRun]) -> Iterator[ModelRun]:
    for run in runs:
        try:
            artefacts.load(run)
        except CorruptModel:
            continue
        yield run
