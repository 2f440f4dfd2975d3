"""`eigenart import`: the same intake as in the browser, from the command line."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eigenart.delivery.cli import EXIT_FOUND, set_up
from eigenart.delivery.cli.progress import progress_bar

KINDS = ("people", "positions", "catalogue", "activity")


@click.group("import", invoke_without_command=False)
def import_() -> None:
    """Read people, positions, catalogue, activity or ESCO from files. Nothing changes before it is confirmed."""


def file_command(kind: str) -> click.Command:
    @click.command(kind, help=f"Import {kind} from a CSV or XLSX file.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--yes", is_flag=True, help="Apply without asking, if the file has no refused rows.")
    @click.option(
        "--accept-rejected", is_flag=True, help="Apply the good rows even if some rows are refused."
    )
    @click.option("--check", is_flag=True, help="Only inspect and preview.")
    @click.option(
        "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as CSV."
    )
    @click.option(
        "--map",
        "mapped",
        multiple=True,
        metavar="COLUMN=FIELD",
        help="Read COLUMN as FIELD; - leaves it out.",
    )
    @click.option("--language", type=click.Choice(["de", "en"]), default="en", show_default=True)
    def command(
        file: Path,
        *,
        yes: bool,
        accept_rejected: bool,
        check: bool,
        report: Path | None,
        mapped: tuple[str, ...],
        language: str,
    ) -> None:
        set_up()
        from eigenart.delivery.cli.intake_steps import run

        console = Console()
        done = run(
            console,
            kind=kind,
            file=file,
            may_apply=False if check else (True if yes else None),
            accept_rejected=accept_rejected,
            report=report,
            mapping=dict(pair.split("=", 1) for pair in mapped if "=" in pair),
            language=language,
        )
        if not done:
            sys.exit(EXIT_FOUND)

    return command


for each in KINDS:
    import_.add_command(file_command(each))


@import_.command("esco")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def esco_release(folder: Path) -> None:
    """Read the official ESCO CSV release (German and English) into the skill vocabulary."""
    set_up()
    from eigenart.profiles import esco

    console = Console()
    with progress_bar(console) as progress:
        task = progress.add_task("Reading ESCO", total=None)

        def report(done: int, total: int, stage: str) -> None:
            progress.update(task, completed=done, total=total or None, description=stage)

        result = esco.import_release(folder, report)
    table = Table(title="ESCO", show_header=False)
    for name, value in result.counts().items():
        table.add_row(name, f"{value:,}")
    console.print(table)
    if not result.concepts:
        console.print("No ESCO files were found in this folder.", style="red")
        sys.exit(EXIT_FOUND)
