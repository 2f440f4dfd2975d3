"""`eigenart keys`: exchange the master key. What people's own keys seal stays; only their wrapping is made anew."""

import sys

import click
from rich.console import Console

from eigenart.delivery.cli import EXIT_FOUND, set_up
from eigenart.delivery.cli.progress import progress_bar


@click.group("keys")
def keys() -> None:
    """Exchange the master key of sealed data."""


@keys.command("rotate")
def rotate() -> None:
    """Make a new master key and seal everything with it; may be stopped and repeated.

    Where EIGENART_DATA_KEY comes from the environment, set the new key there and the old one as
    EIGENART_DATA_KEY_BEFORE first, restart portal and worker, run this, then take EIGENART_DATA_KEY_BEFORE away.
    """
    set_up()
    from django.conf import settings

    from eigenart.privacy import data_keys, rotation

    try:
        rotation.begin()
        with progress_bar(Console()) as progress:
            people = progress.add_task("Keys of people", total=None)
            files = progress.add_task("Sealed files", total=None)
            done = rotation.run(
                lambda part, whole: progress.update(people, completed=part, total=whole),
                lambda part, whole: progress.update(files, completed=part, total=whole),
            )
    except rotation.NothingToRotate:
        click.echo(
            "Set the new EIGENART_DATA_KEY and the old one as EIGENART_DATA_KEY_BEFORE first; see eigenart keys"
            " rotate --help.",
            err=True,
        )
        sys.exit(EXIT_FOUND)
    except data_keys.DataKeyLost:
        click.echo(
            "A key cannot be opened with the present master key, nor with the one before it. Nothing was thrown"
            " away: put the right key back and repeat.",
            err=True,
        )
        sys.exit(EXIT_FOUND)
    rotation.end()
    click.echo(f"{done.people} keys and {done.files} files are sealed with the new master key.")
    if settings.EIGENART.data_key is not None:
        click.echo("Now take EIGENART_DATA_KEY_BEFORE away and restart portal and worker.")
