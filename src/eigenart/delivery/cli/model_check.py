"""`eigenart model check`: whether the order does better than chance, from logged draws. `models` adds it."""

import sys
from typing import TYPE_CHECKING

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up

if TYPE_CHECKING:
    from eigenart.engine.off_policy import Decided, Estimate, Undecided

VERDICTS = {
    "better": "the order does better than a blind draw",
    "worse": "the order does worse than a blind draw",
    "no_difference_seen": "no difference to a blind draw can be seen",
}


@click.command("check")
@click.argument("surface")
def check(surface: str) -> None:
    """Say whether the order in SURFACE is better than chance, or how many draws are missing to tell."""
    set_up()
    from eigenart.people.services import Actor
    from eigenart.personalisation import model_check
    from eigenart.personalisation.registry import UnknownSurface

    try:
        found = model_check.check(Actor.system(), surface)
    except UnknownSurface as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_FOUND)
    except model_check.CheckRefused as problem:
        click.echo(f"{surface}: answers may not be read for this ({problem.code}).", err=True)
        sys.exit(EXIT_FOUND)
    click.echo(f"{surface}: {_words(found)}")


def _words(found: "Decided | Undecided") -> str:
    from eigenart.engine.off_policy import LEAST_EFFECTIVE, Decided

    if not isinstance(found, Decided):
        return (
            f"undecided. {found.n:,} draws of the exploration place count as {found.effective:,.0f} effective samples; "
            f"a verdict needs {LEAST_EFFECTIVE:,}: about {found.needs:,} draws more."
        )
    return (
        f"{VERDICTS[found.code]}. Accepted: {_share(found.logged)} of {found.logged.n:,} draws; a blind draw would "
        f"have brought {_share(found.target)} ({found.target.effective:,.0f} effective samples). Difference: "
        f"{100 * found.gain.value:+.1f} points, 95 % interval {100 * found.gain.low:+.1f} to "
        f"{100 * found.gain.high:+.1f}."
    )


def _share(estimate: "Estimate") -> str:
    return f"{100 * estimate.value:.1f} % ({100 * estimate.low:.1f} to {100 * estimate.high:.1f})"
