"""`eigenart train`: what the nightly job does, by hand and with progress."""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from eigenart.delivery.cli import EXIT_FOUND, set_up

MINUTES = 15.0


def train_surfaces(console: Console, *, minutes: float = MINUTES) -> bool:
    """Train each surface with a progress bar. Returns whether every run was promoted."""
    from eigenart.people.services import Actor
    from eigenart.personalisation import registry, training

    all_promoted = True
    for surface in registry.all_surfaces():
        with Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
        ) as progress:
            bar = progress.add_task(f"Training {surface.key}", total=1.0)

            def report(stage: str, share: float, bar: object = bar, progress: Progress = progress) -> None:
                progress.update(bar, completed=share, description=f"Training: {stage}")  # type: ignore[arg-type]

            run = training.train(Actor.system(), surface.key, progress=report, seconds=60 * minutes)
        console.print(f"{surface.key}: run {run.pk}, {run.status}")
        all_promoted = all_promoted and run.status == "promoted"
    return all_promoted


@click.command("train")
@click.option(
    "--minutes", default=MINUTES, show_default=True, help="End the search for settings after so long."
)
def train(*, minutes: float) -> None:
    """Train the models of every surface and promote them if they are good enough."""
    set_up()
    if not train_surfaces(Console(), minutes=minutes):
        sys.exit(EXIT_FOUND)
