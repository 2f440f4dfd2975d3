"""The steps of one import on the command line: receive, inspect, preview, confirm, apply."""

from pathlib import Path

import click
from django.utils import translation
from rich.console import Console
from rich.table import Table

from eigenart.delivery.cli.progress import progress_bar
from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.profiles import intake

OPERATOR = Actor(user_id=None, employee_id=None, roles=frozenset({Role.HR}), is_system=True)
SHOWN_ISSUES = 20


def run(
    console: Console,
    *,
    kind: str,
    file: Path,
    may_apply: bool | None,
    accept_rejected: bool,
    report: Path | None,
    mapping: dict[str, str],
    language: str,
) -> bool:
    """One import. may_apply: True without asking, False never, None asks. Returns whether all went well."""
    try:
        batch = intake.receive(OPERATOR, kind, file.name, file.read_bytes())
        if mapping:
            intake.remap(batch, mapping)
        inspect(console, batch)
    except intake.IntakeError as error:
        console.print(intake.words.sentence(error, language), style="red")
        return False
    batch.refresh_from_db()
    with translation.override(language):
        show_columns(console, batch)
        show_report(console, batch)
        show_differences(console, batch)
    if report is not None:
        report.write_text(intake.report_csv(batch, language), encoding="utf-8-sig")
        console.print(f"Report written to {report}.")
    if not batch.is_applicable or (batch.rejected and not accept_rejected):
        console.print("Nothing was changed.", style="yellow")
        return False
    if may_apply is False:
        return True
    if may_apply is None and not click.confirm("Apply these changes?"):
        console.print("Nothing was changed.")
        return True
    return apply(console, batch, language)


def inspect(console: Console, batch: intake.IntakeBatch) -> None:
    with progress_bar(console) as progress:
        task = progress.add_task("Inspecting", total=None)

        def advance(done: int, total: int, stage: str) -> None:
            progress.update(task, completed=done, total=total or None, description=f"Inspecting: {stage}")

        intake.inspect(batch, advance)


def apply(console: Console, batch: intake.IntakeBatch, language: str) -> bool:
    try:
        with progress_bar(console) as progress:
            task = progress.add_task("Applying", total=None)

            def advance(done: int, total: int, stage: str) -> None:
                progress.update(task, completed=done, total=total or None, description=f"Applying: {stage}")

            intake.apply(OPERATOR, batch, advance)
    except intake.IntakeError as error:
        console.print(intake.words.sentence(error, language), style="red")
        return False
    batch.refresh_from_db()
    counts = (
        ", ".join(f"{value:,} {name}" for name, value in batch.counts.items() if value) or "nothing to change"
    )
    console.print(f"Applied: {counts}. Undo in the browser under HR import, batch {batch.pk}.", style="green")
    return True


def show_columns(console: Console, batch: intake.IntakeBatch) -> None:
    """What became of each column of the file, and which needed ones are missing."""
    summary = intake.summary(batch)
    layout = batch.layout
    table = Table("Column of the file", "Read as", "Why", title=f"{batch.file_name}, {layout['encoding']}")
    for proposal in summary.proposals:
        why = str(intake.words.HOW[proposal.how])
        if proposal.reason:
            why = f"{why}: {intake.words.REASONS[proposal.reason]}"
        table.add_row(
            proposal.heading, proposal.column or "–", why, style="" if proposal.column else "bright_black"
        )
    console.print(table)
    for name in summary.missing_columns:
        heading = f"--map COLUMN={name}"
        console.print(f"No column for {name}, which is needed. Name it with {heading}.", style="red")


def show_report(console: Console, batch: intake.IntakeBatch) -> None:
    """Counts, quality by dimension, and each kind of finding once, with how often it occurs."""
    summary = intake.summary(batch)
    table = Table(title=f"{batch.file_name}: {summary.rows:,} rows, {summary.rejected:,} refused")
    table.add_column("Dimension")
    table.add_column("Checked", justify="right")
    table.add_column("Issues", justify="right")
    table.add_column("Share good", justify="right")
    for line in summary.dimensions:
        name = str(intake.words.DIMENSIONS[line.dimension])
        table.add_row(name, f"{line.checked:,}", f"{line.issues:,}", f"{line.good_share:.1%}")
    console.print(table)
    first_of = {(issue.code, issue.column): issue for issue in reversed(summary.issues)}
    for counted in summary.counts[:SHOWN_ISSUES]:
        issue = first_of.get((counted.code, counted.column))
        if issue is not None:
            more = f" ({counted.count:,}×)" if counted.count > 1 else ""
            style = "red" if issue.is_refusal else "yellow"
            console.print(f"  {intake.words.sentence(issue)}{more}", style=style, soft_wrap=True)
    if summary.issue_count:
        console.print("  Every single one: --report FILE", style="bright_black")


def show_differences(console: Console, batch: intake.IntakeBatch) -> None:
    if not batch.is_applicable:
        return
    for name, value in intake.preview(batch, OPERATOR).counts.items():
        console.print(f"  {intake.words.COUNTS[name]}: {value:,}")
