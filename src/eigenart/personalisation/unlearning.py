"""Erasure in the store of models: learned anew without the person, and every model that still knew them deleted.

Registered by this app's config; see `privacy.erasure_stores`.
"""

import shutil

from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, promotion, registry, training
from eigenart.personalisation.models import ModelRun, RunStatus
from eigenart.privacy import erasure_stores
from eigenart.privacy.erasure_stores import Commission, Outcome

STORE = "model"


class NotRelearned(Exception):
    """The new model was refused, so the old one could not be deleted. Not final: it is tried again."""

    code = "not_relearned"
    is_final = False


def register() -> None:
    erasure_stores.register_eraser(STORE, "runs", unlearn)


def unlearn(commission: Commission) -> Outcome:
    """Train each surface that has a model, unless that happened since the rows went; then delete the older models.

    Raises NotRelearned, and TrainingRefused while the gate does not open the log.
    """
    if commission.database_at is None:
        raise NotRelearned
    gone = 0
    for surface in registry.all_surfaces():
        runs = ModelRun.objects.filter(surface=surface.key)
        if not runs.exists():
            continue
        fresh = runs.filter(kind="full", created_at__gte=commission.database_at).exclude(
            status=RunStatus.REFUSED
        )
        if not fresh.exists():
            training.train(Actor.system(), surface.key)
        held = promotion.promoted(surface.key)
        if held is None or held.created_at < commission.database_at:
            raise NotRelearned
        known = list(fresh.values_list("pk", flat=True))
        for run in runs.exclude(pk__in=known).exclude(base__in=known):
            shutil.rmtree(artefacts.folder(run), ignore_errors=True)
            run.delete()
            gone += 1
        artefacts.prune(surface.key)
    return Outcome({"models": gone} if gone else {})
