"""`eigenart import`: the same intake as in the browser, from the command line."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eigenart.delivery.cli import EXIT_FOUND, set_up
from eigenart.delivery.cli.portable import person
from eigenart.delivery.cli.progress import progress_bar

KINDS = ("people", "positions", "catalogue", "activity")


@click.group("import", invoke_without_command=False)
def import_() -> None:
    """Read people, positions, catalogue, activity or ESCO from files.

    Nothing changes before it is confirmed: a file is checked, its report and the differences are shown, and only a
    yes (or --yes) applies it, as a whole or not at all. HR can take it back in the browser.

    \b
    eigenart import fields people            which columns are understood
    eigenart import people FILE --check      only check and compare
    eigenart import people FILE --map "Pers.ID=personnel_number" --map Bemerkung=-

    Import people and positions before activity, and the catalogue before activity too.
    Exit code 1: the file is refused, or has refused rows that were not accepted; others: eigenart --help.
    """


def pairs(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`COLUMN=FIELD` -> {COLUMN: FIELD}; the last `=` parts them, because a heading may hold one."""
    for pair in given:
        if not all(part.strip() for part in pair.rpartition("=")):
            raise click.BadParameter(f"“{pair}” is not COLUMN=FIELD.", context, option)
    return {column.strip(): field.strip() for column, _, field in (pair.rpartition("=") for pair in given)}


def file_command(kind: str) -> click.Command:
    @click.command(
        kind,
        help=f"Import {kind} from a CSV or XLSX file.",
        epilog=f"Fields for --map: eigenart import fields {kind}",
    )
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--yes", is_flag=True, help="Apply without asking, if the file has no refused rows.")
    @click.option(
        "--accept-rejected", is_flag=True, help="Apply the good rows even if some rows are refused."
    )
    @click.option("--check", is_flag=True, help="Only check and compare; nothing is applied.")
    @click.option(
        "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as CSV."
    )
    @click.option(
        "--map",
        "mapped",
        multiple=True,
        metavar="COLUMN=FIELD",
        callback=pairs,
        help="Read COLUMN of the file as FIELD; COLUMN=- leaves it out. May be repeated.",
    )
    @click.option(
        "--language",
        type=click.Choice(["de", "en"]),
        default="en",
        show_default=True,
        help="Of the findings and the report.",
    )
    def command(
        file: Path,
        *,
        yes: bool,
        accept_rejected: bool,
        check: bool,
        report: Path | None,
        mapped: dict[str, str],
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
            mapping=mapped,
            language=language,
        )
        if not done:
            sys.exit(EXIT_FOUND)

    return command


for each in KINDS:
    import_.add_command(file_command(each))
import_.add_command(person)


@import_.command("fields")
@click.argument("kind", type=click.Choice(KINDS))
def fields(kind: str) -> None:
    """Show the fields of a kind of file and the headings under which they are found."""
    set_up()
    from eigenart.profiles import intake

    table = Table("Field", "Needed", "Headings")
    for heading in intake.target_of(kind).headings:
        table.add_row(
            heading.column.name, "yes" if heading.column.is_required else "", ", ".join(heading.synonyms)
        )
    Console().print(table)


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
