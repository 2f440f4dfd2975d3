"""`eigenart report`: the closed list of counts about groups, counted for a quarter that is over."""

import json
import sys
from dataclasses import asdict

import click

from eigenart.delivery.cli import EXIT_FOUND, EXIT_USAGE, set_up


@click.group("report")
def report() -> None:
    """Count the reports of the register's closed list for a quarter."""


@report.command("list")
def list_reports() -> None:
    """Print every report that there is, with its question."""
    set_up()
    from eigenart.privacy.in_force import register

    for name, entry in register().content.reports.items():
        click.echo(f"{name}: {entry.question.en}")


@report.command("run")
@click.option("--quarter", "text", help="Such as 2026-Q3; the last one that is over unless told.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def run(*, text: str | None, as_json: bool) -> None:
    """Count all reports for one quarter. What was decided once stays."""
    set_up()
    from django.utils import timezone

    from eigenart.insight import reports

    try:
        quarter = reports.Quarter.parse(text) if text else reports.Quarter.of(timezone.localdate()).before
    except ValueError:
        click.echo(f"“{text}” is no quarter; write it like 2026-Q3.", err=True)
        sys.exit(EXIT_USAGE)
    try:
        found = reports.run_all(quarter)
    except reports.ReportRefused as refused:
        click.echo(f"Refused: {refused.code}.", err=True)
        sys.exit(EXIT_FOUND)
    if as_json:
        click.echo(
            json.dumps({name: [asdict(one) for one in all_] for name, all_ in found.items()}, indent=2)
        )
        return
    for name, all_ in found.items():
        for one in all_:
            place = " > ".join(one.path) or "everybody"
            click.echo(
                f"{name}, {place}: {'withheld, ' + one.code if one.share is None else f'{one.share} %'}"
            )
