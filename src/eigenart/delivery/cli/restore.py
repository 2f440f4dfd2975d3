"""`eigenart restore check`, and the same before portal and worker start: a restore must not bring back the erased."""

import sys

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up


@click.group("restore")
def restore() -> None:
    """After the database was restored from a backup."""


@restore.command("check")
@click.option("--dry-run", is_flag=True, help="Only say what a replay would do.")
def check(*, dry_run: bool) -> None:
    """Erase again whoever was erased since the backup. `serve` and `worker` do the same before they open."""
    set_up()
    if dry_run:
        click.echo(f"{len(_lost())} erasures are not known to this database.")
        return
    replay_or_leave(is_quiet=False)


def replay_or_leave(*, is_quiet: bool = True) -> None:
    """Replay what the database has forgotten; leave with code 1 and one sentence if it cannot be done."""
    from eigenart.privacy import erasure
    from eigenart.privacy import restore as restores

    _lost()
    try:
        done = restores.replay()
    except erasure.ErasureStuck as error:
        click.echo(
            f"The database was restored, and an erasure cannot be repeated yet: {error}. The portal stays closed.",
            err=True,
        )
        sys.exit(EXIT_FOUND)
    if done.again or done.unknown or not is_quiet:
        click.echo(
            f"{done.again} erasures repeated, {done.unknown} about people this database does not know,"
            f" {done.unfinished} still under way."
        )


def _lost() -> list[object]:
    from eigenart.privacy import installation_key
    from eigenart.privacy import restore as restores
    from eigenart.privacy.tombstones import TombstonesDamaged

    try:
        return list(restores.lost())
    except TombstonesDamaged as error:
        click.echo(
            f"tombstones.jsonl is damaged in line {error.line}, or installation.key is not the one it was written"
            " with. Put both back from a copy; the portal stays closed until then.",
            err=True,
        )
        sys.exit(EXIT_FOUND)
    except installation_key.KeyUnusable:
        click.echo(
            "installation.key is damaged. Put it back from a copy; the portal stays closed until then.",
            err=True,
        )
        sys.exit(EXIT_FOUND)
