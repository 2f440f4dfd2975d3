"""Gathers what documents are rendered from: register, approvals, trained models, drills. Called by pages and commands.

Nothing in it is about a person.
"""

from datetime import UTC, date, datetime

from eigenart import __version__
from eigenart.personalisation import registry
from eigenart.personalisation.promotion import promoted
from eigenart.privacy import approvals, stops
from eigenart.privacy.in_force import register as register_in_force
from eigenart.register.documents.material import Approval, Material, Stopped, TrainedModel, reported
from eigenart.register.read import NotRegistered, Register


def material(*, made_on: date | None = None) -> Material:
    """For the register in force, today. Raises RegisterUnreadable or RegisterInvalid."""
    register = register_in_force()
    return Material(
        register=register,
        made_on=made_on or datetime.now(UTC).date(),
        approvals=tuple(
            Approval(
                party=state.party.value,
                on=state.approved_at.date() if state.approved_at else None,
                is_required=state.is_required,
                is_demo=state.is_demo,
            )
            for state in approvals.state()
        ),
        models=trained_models(register),
        drills=reported(),
        stops={
            state.system: Stopped(state.since.date(), state.stops[0].party, state.stops[0].reason)
            for state in stops.states()
            if state.since is not None
        },
        software=__version__,
    )


def trained_models(register: Register) -> dict[str, TrainedModel]:
    """The model in use, by AI system of the register; a system without one is missing."""
    found: dict[str, TrainedModel] = {}
    for surface in registry.all_surfaces():
        try:
            system = register.purpose(surface.purpose).ai_system
        except NotRegistered:
            continue
        run = promoted(surface.key)
        if system is not None and run is not None:
            found[system] = TrainedModel(
                surface=surface.key,
                trained_on=run.created_at.date(),
                digest=run.digest,
                register_hash=run.register_hash,
                catalogue_version=run.catalogue_version,
                metrics=run.metrics,
            )
    return found
