"""`eigenart doctor`: is this installation as it must be, and what to do if not."""

import json
import sys

import click
from rich.console import Console
from rich.table import Table

from eigenart.delivery.cli import EXIT_FOUND, set_up

MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def doctor(*, as_json: bool) -> None:
    """Check database, roles, migrations, register, keys, worker, static files and mail."""
    set_up(role="owner")
    from eigenart.delivery.cli.checks import all_findings

    findings = all_findings()
    if as_json:
        click.echo(json.dumps([f.as_dict() for f in findings], ensure_ascii=False, indent=2))
    else:
        table = Table(show_lines=False)
        for name in ("Check", "State", "Finding", "What to do"):
            table.add_column(name, overflow="fold")
        for finding in findings:
            table.add_row(finding.title, MARKS[finding.state], finding.text, finding.remedy)
        Console().print(table)
    if any(f.state == "wrong" for f in findings):
        sys.exit(EXIT_FOUND)
