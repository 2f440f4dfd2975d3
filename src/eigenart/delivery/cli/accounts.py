"""`eigenart account`: logins for an installation without single sign-on."""

import sys

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up

ROLES = ("hr", "employer", "works_council", "dpo", "admin", "manager")


@click.group("account")
def account() -> None:
    """Make or change a login."""


@account.command("set")
@click.argument("login")
@click.option("--employee", "number", help="Personnel number of the employee behind the login.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="Role beyond employee; may be repeated."
)
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if left out."
)
def set_account(*, login: str, number: str | None, roles: tuple[str, ...], password: str) -> None:
    """Make LOGIN or change its password, employee and roles. Roles not named are taken away."""
    set_up()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from eigenart.people.models import Role
    from eigenart.people.services import UnknownEmployee, set_login

    try:
        validate_password(password)
        set_login(login, password=password, personnel_number=number, roles=[Role(r) for r in roles])
    except ValidationError as error:
        click.echo(" ".join(error.messages), err=True)
        sys.exit(EXIT_FOUND)
    except UnknownEmployee as error:
        click.echo(f"No employee has the personnel number {error}. Import people first.", err=True)
        sys.exit(EXIT_FOUND)
    click.echo(f"Login “{login}” is ready. Roles: {', '.join(roles) or 'employee'}.")


@account.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(*, login: str) -> None:
    """Take the second factor from LOGIN, whose device is lost, and end its sessions. Check first who asks."""
    set_up()
    from django.contrib.auth import get_user_model

    from eigenart.delivery.web import second_factor

    user = get_user_model().objects.filter(username=login).first()
    if user is None:
        click.echo(f"There is no login “{login}”.", err=True)
        sys.exit(EXIT_FOUND)
    ended = second_factor.reset(user)
    click.echo(
        f"The second factor of “{login}” is gone; sessions ended: {ended}. A new one is set up at next login."
    )
