"""Loads the demo company through the product's own importers; may be repeated, a finished load is skipped."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rich.console import Console

from eigenart.core.vocabulary import FactKind
from eigenart.delivery.cli.database import migrate_all
from eigenart.delivery.cli.demo_folder import MARK
from eigenart.delivery.cli.intake_steps import OPERATOR, apply, inspect
from eigenart.delivery.cli.training import train_surfaces
from eigenart.delivery.demo import catalogue, company
from eigenart.delivery.demo.personas import PERSONAS, Persona
from eigenart.people.services import actor_of, set_login
from eigenart.privacy import approvals, consent, gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import intake, vocabulary, write
from eigenart.surfaces.learning import topics

VERSION = 2
INTERESTS = "learning.interests"


def load(console: Console) -> None:
    """Migrate, and load the demo company unless that is done."""
    with console.status("Preparing the database"):
        migrate_all()
        approvals.approve_for_demo()  # at every start: a newer version may bring another register
    mark = settings.EIGENART.data_dir / MARK
    if mark.exists() and json.loads(mark.read_text()).get("version") == VERSION:
        return
    with console.status("Inventing 250 people and two years of learning"):
        files = company.generate(settings.EIGENART.data_dir / "demo", today=timezone.localdate())
    with console.status("Loading skills and topics"):
        vocabulary.load_vocabulary(files.vocabulary)
        topics.save(catalogue.topics())
    for kind in ("positions", "people", "catalogue", "activity"):
        import_file(console, kind, getattr(files, kind))
    with console.status("Making ten logins"):
        for persona in PERSONAS:
            log_in_as(persona)
    train_surfaces(console)
    mark.write_text(json.dumps({"version": VERSION, "loaded_at": timezone.now().isoformat()}))


def import_file(console: Console, kind: str, path: Path) -> None:
    batch = intake.receive(OPERATOR, kind, path.name, path.read_bytes())
    inspect(console, batch)
    batch.refresh_from_db()
    if batch.status == intake.Status.APPLIED:
        return
    if not batch.is_applicable:
        raise click.ClickException(f"The demo's own file {path.name} was refused.")
    if not apply(console, batch, "en"):
        raise click.ClickException(f"The demo's own file {path.name} could not be applied.")


@transaction.atomic
def log_in_as(persona: Persona) -> None:
    """A login without a password (only the demo's buttons open it), and what the person stated."""
    user = set_login(persona.login, password=None, personnel_number=persona.number, roles=persona.roles)
    actor = actor_of(user)
    if not persona.stated or actor.employee_id is None:
        return
    consent.give(actor, actor.employee_id, INTERESTS, language=persona.language, at=timezone.now())
    grant = gate.open(actor, actor.employee_id, INTERESTS)
    if not isinstance(grant, Grant):
        raise click.ClickException(f"The gate refused the demo: {grant.code}.")
    writers: dict[str, Callable[[str, str], None]] = {
        FactKind.INTEREST.value: lambda key, _: write.state_interest(grant, key),
        FactKind.PREFERENCE.value: lambda key, value: write.set_preference(grant, key, value),
    }
    for stated in persona.stated:
        writers[stated.kind](stated.key, stated.value)
