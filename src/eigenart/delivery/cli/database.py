"""`eigenart migrate`: the owner's only job."""

import click

from eigenart.delivery.cli import set_up


def migrate_all(*, verbosity: int = 0) -> None:
    """Bring tables up to date as the owner, then compile the register into roles and policies. May be repeated."""
    from django.core.management import call_command

    from eigenart.privacy import rls

    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    rls.compile_policies("owner")


@click.command("migrate")
@click.option("-v", "--verbose", is_flag=True, help="Name each migration.")
def migrate(*, verbose: bool) -> None:
    """Prepare or update the database as its owner and compile the register into roles and policies."""
    set_up(role="owner")
    migrate_all(verbosity=1 if verbose else 0)
    click.echo("Database and policies are up to date.")
