"""`eigenart register`: what works council and data protection officer sign is what runs."""

import json
import sys

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up


@click.group("register")
def register() -> None:
    """Check, show or approve the purpose register."""


@register.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(*, as_json: bool) -> None:
    """Check the register itself and compare it with the running database."""
    set_up()
    from eigenart.delivery.cli.checks import register_findings

    findings = register_findings()
    if as_json:
        click.echo(json.dumps([f.as_dict() for f in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.title}: {finding.text}")
    if findings:
        sys.exit(EXIT_FOUND)
    click.echo("Register and database agree." if not as_json else "", nl=not as_json)


@register.command("show")
def show() -> None:
    """Print the hash of the running register and who has approved it."""
    set_up()
    from eigenart.privacy import approvals
    from eigenart.privacy.in_force import register

    click.echo(f"hash {register().hash}")
    for one in approvals.state():
        if one.is_required:
            at = f"{one.approved_at:%Y-%m-%d %H:%M}" if one.approved_at else "waiting"
            click.echo(f"{one.party.value}: {at}{' (demo)' if one.is_demo else ''}")
