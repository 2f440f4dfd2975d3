"""The command `eigenart`. Django is loaded inside a command, so that `--help` needs no database.

Exit codes: 0 done, 1 something was found wrong or refused, 2 wrong use or configuration, 3 no database, 130 stopped.
"""

import os
import sys

import click

EXIT_FOUND = 1
EXIT_USAGE = 2
EXIT_NO_DATABASE = 3
EXIT_STOPPED = 130


def set_up(*, role: str = "default") -> None:
    """Load Django. Leaves with code 3 and one sentence if PostgreSQL does not answer as this role."""
    import django
    from django.db import OperationalError, connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eigenart.config.settings")
    django.setup()
    try:
        connections[role].ensure_connection()
    except OperationalError as error:
        click.echo(f"PostgreSQL does not answer: {str(error).splitlines()[0]}", err=True)
        sys.exit(EXIT_NO_DATABASE)


def main() -> None:
    """Entry point of the console script."""
    from eigenart.delivery.cli.commands import eigenart

    try:
        eigenart(standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(EXIT_STOPPED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
