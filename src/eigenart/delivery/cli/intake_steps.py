"""The steps of one import on the command line: receive, inspect, preview, confirm, apply."""

from pathlib import Path

import click
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
        inspect(console, batch)
        if mapping:
            intake.remap(batch, mapping)
            inspect(console, batch)
    except intake.IntakeError as error:
        console.print(intake.words.sentence(error, language), style="red")
        return False
    batch.refresh_from_db()
    show_report(console, batch, language)
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


def show_report(console: Console, batch: intake.IntakeBatch, language: str) -> None:
    """Counts, quality by dimension, and the first issues in words."""
    summary = intake.summary(batch)
    table = Table(title=f"{batch.file_name}: {summary.rows:,} rows, {summary.rejected:,} refused")
    table.add_column("Dimension")
    table.add_column("Checked", justify="right")
    table.add_column("Issues", justify="right")
    table.add_column("Share good", justify="right")
    for line in summary.dimensions:
        table.add_row(line.dimension, f"{line.checked:,}", f"{line.issues:,}", f"{line.good_share:.1%}")
    console.print(table)
    issues = summary.issues[:SHOWN_ISSUES]
    for issue in issues:
        console.print(
            f"  {intake.words.sentence(issue, language)}", style="red" if issue.is_refusal else "yellow"
        )
    if summary.issue_count > len(issues):
        console.print(f"  … and {summary.issue_count - len(issues):,} more; write all with --report FILE.")
    for name, value in intake.preview(batch, OPERATOR).counts.items():
        console.print(f"  {name}: {value:,}")
