"""`eigenart model`: which model ranks, and how to go back to an earlier one."""

import sys
from typing import Any

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up
from eigenart.delivery.cli.model_check import check

REASONS = {
    "unknown_run": "No run is called {run}. `eigenart model list` shows them; give at least four signs.",
    "ambiguous_run": "Several runs begin with {run}. Give more of the number.",
    "refused_run": "Run {run} did not pass its check and cannot rank.",
    "corrupt_model": "The files of run {run} are damaged or were deleted, so it cannot rank.",
}


@click.group("model")
def model() -> None:
    """List the models of each surface, choose which one ranks, and check how it does."""


model.add_command(check)


@model.command("list")
@click.option("--surface", "surface_key", help="Only this surface.")
@click.option("--limit", default=20, show_default=True, help="So many runs per surface.")
def list_(*, surface_key: str | None, limit: int) -> None:
    """List runs, newest first: number, when, how it came about, status, people and events, files."""
    set_up()
    from eigenart.personalisation import registry, runs
    from eigenart.personalisation.registry import UnknownSurface

    for key in [surface_key] if surface_key else [surface.key for surface in registry.all_surfaces()]:
        try:
            found = runs.newest(key, limit=limit)
        except UnknownSurface as problem:
            _refuse(str(problem))
        if not found:
            click.echo(f"{key}: no model was trained yet; `eigenart train` does it")
        for run in found:
            click.echo(_line(run, is_kept=runs.is_kept(run)))


@model.command("promote")
@click.argument("run")
def promote(run: str) -> None:
    """Let RUN rank: its number, or the beginning of it. It is brought up to the present log at once."""
    set_up()
    from eigenart.personalisation import runs
    from eigenart.personalisation.runs import RunNotUsable

    try:
        ranks = runs.put_to_work(runs.find(run))
    except RunNotUsable as problem:
        _refuse(REASONS[problem.code].format(run=run))
    _say(ranks)


@model.command("roll-back")
@click.argument("surface")
def roll_back(surface: str) -> None:
    """Go back to the training before the one that ranks in SURFACE, brought up to the present log."""
    set_up()
    from eigenart.personalisation import runs
    from eigenart.personalisation.registry import UnknownSurface
    from eigenart.personalisation.runs import NothingToRollBackTo

    try:
        ranks = runs.roll_back(surface)
    except UnknownSurface as problem:
        _refuse(str(problem))
    except NothingToRollBackTo:
        _refuse(f"{surface}: there is no earlier training with readable files. What ranks stays.")
    _say(ranks)


def _line(run: Any, *, is_kept: bool) -> str:
    people, events = run.metrics.get("n_people", "?"), run.metrics.get("n_events", "?")
    base = f" of {str(run.base)[:8]}" if run.base else ""
    files = "" if is_kept else ", files deleted"
    made = f"{run.created_at:%Y-%m-%d %H:%M}"
    return f"{run.surface} {run.pk}  {made}  {run.kind}{base}, {run.status}, {people} people, {events} events{files}"


def _say(run: Any) -> None:
    how = f"follows the log from training {str(run.base)[:8]}" if run.base else "as it was trained"
    click.echo(f"{run.surface}: run {run.pk} ranks now ({how}).")


def _refuse(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(EXIT_FOUND)
