"""`eigenart drill`: rehearse promises against the running portal, and keep each result for `/transparenz`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from eigenart.delivery.cli import EXIT_FOUND, EXIT_USAGE, set_up
from eigenart.delivery.cli.progress import progress_bar

if TYPE_CHECKING:
    from eigenart.delivery.web.desk.incident_letters import Draft

SEED = 20261124


@click.group("drill")
def drill() -> None:
    """Rehearse a breach, look for the price of switching off, compare twins, write the evidence."""


def refuse_production() -> None:
    """These drills act as invented people would; nobody acts as a real one, not even to take it back."""
    from django.conf import settings

    if settings.EIGENART.mode == "production":
        click.echo("This drill is for the demo or a test installation: it acts in people's names.", err=True)
        sys.exit(EXIT_USAGE)


@drill.command("parity")
@click.option(
    "--pairs", default=1000, show_default=True, type=click.IntRange(min=100), help="Pages drawn twice."
)
@click.option(
    "--people", default=3, show_default=True, type=click.IntRange(min=1), help="People for each purpose."
)
@click.option("--seed", default=SEED, show_default=True)
def parity(*, pairs: int, people: int, seed: int) -> None:
    """Draw pages while one person has a purpose on and off: what does it cost, and who notices. Undoes everything."""
    set_up()
    refuse_production()
    from eigenart.core.vocabulary import LocalText
    from eigenart.delivery.drills import parity as pages
    from eigenart.insight import parity as judged
    from eigenart.privacy import suites

    with progress_bar(Console()) as bar:
        steps = -(-pairs // pages.PAGES_A_WORLD) + people * len(pages.optional_purposes())
        task = bar.add_task("Drawing", total=steps)
        drawn = pages.draw(pairs=pairs, seed=seed, reaches=people, progress=lambda: bar.advance(task))
        bar.update(task, completed=steps)
    guessed = judged.distinguish(drawn.pairs, seed=seed)
    for purpose, lack in drawn.shortfalls:
        click.echo(
            f"{purpose}: {len(lack.items)} items, {len(lack.deadlines)} deadlines, {len(lack.steps)} steps differ,"
            f" {lack.extra_clicks} more clicks."
        )
    for page, number in guessed.pages.items():
        click.echo(f"Differs: {page} ({number})")
    click.echo(
        f"{guessed.pairs} pairs, {guessed.equal} of them equal; the learner is right in {guessed.accuracy:.1%}"
        f" (goal: at most {judged.MOST_ACCURACY:.0%}). {drawn.reaches} reaches, {len(drawn.shortfalls)} with a price."
    )
    is_passed = guessed.is_blind and not drawn.shortfalls
    suites.record(
        "parity",
        is_passed=is_passed,
        figure=LocalText(
            de=f"Erkennbar in {100 * guessed.accuracy:.1f} % von {guessed.pairs} Seitenpaaren (Zufall: 50 %),"
            f" {len(drawn.shortfalls)} von {drawn.reaches} Vergleichen mit Nachteil",
            en=f"Recognisable in {100 * guessed.accuracy:.1f} % of {guessed.pairs} pairs of pages (chance: 50 %),"
            f" {len(drawn.shortfalls)} of {drawn.reaches} comparisons with a disadvantage",
        ),
        details={
            "pairs": guessed.pairs,
            "equal": guessed.equal,
            "told": guessed.told,
            "accuracy": guessed.accuracy,
            "reaches": drawn.reaches,
            "shortfalls": len(drawn.shortfalls),
            "seed": seed,
        },
    )
    if not is_passed:
        sys.exit(EXIT_FOUND)


@drill.command("breach")
@click.option("--seed", default=SEED, show_default=True)
@click.option(
    "--drafts", type=click.Path(file_okay=False, path_type=Path), help="Write the drafts into this folder."
)
def breach(*, seed: int, drafts: Path | None) -> None:
    """Seed a stolen session, answer from the log who is affected, draft notice and letters. Undoes everything."""
    set_up()
    refuse_production()
    from eigenart.core.vocabulary import LocalText
    from eigenart.delivery.drills import breach as rehearsal
    from eigenart.privacy import suites

    with Console().status("Rehearsing"):
        found = rehearsal.rehearse(seed=seed)
    for one in found:
        click.echo(
            f"{one.scenario}: {one.seeded} affected, {one.missed} missed, {one.too_many} too many,"
            f" {one.refused} openings refused, {one.sessions_left} sessions left."
        )
        if drafts:
            write_drafts(drafts / one.scenario, one.drafts)
    seeded = sum(one.seeded for one in found)
    wrong = sum(one.missed + one.too_many for one in found)
    is_passed = all(one.is_passed for one in found)
    suites.record(
        "breach",
        is_passed=is_passed,
        figure=LocalText(
            de=f"{len(found)} Fälle, {seeded} Betroffene aus dem Protokoll, {wrong} falsch benannt",
            en=f"{len(found)} cases, {seeded} people from the log, {wrong} named wrongly",
        ),
        details={"cases": len(found), "seeded": seeded, "wrong": wrong, "seed": seed},
    )
    if not is_passed:
        sys.exit(EXIT_FOUND)


@drill.command("twins")
def twins() -> None:
    """Compare whoever switched something off with people in the same place; what the monthly job does."""
    set_up()
    from eigenart.insight import no_disadvantage, reports

    try:
        found = no_disadvantage.run()
    except reports.ReportRefused as refused:
        click.echo(f"Refused: {refused.code}.", err=True)
        sys.exit(EXIT_FOUND)
    for purpose, verdicts in found.items():
        for one in verdicts:
            needs = f", needs n = {one.needed}" if one.needed else ""
            click.echo(f"{purpose}, {one.measure}: {one.code}, {one.pairs} pairs{needs}")
    if not no_disadvantage.keep(found):
        sys.exit(EXIT_FOUND)


@drill.command("evidence")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--junit",
    "reports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A report of pytest --junitxml; may be repeated.",
)
def evidence(*, file: Path, reports: tuple[Path, ...]) -> None:
    """Write what all drills and suites showed into FILE, with date and hash of the register."""
    set_up()
    from django.utils import timezone

    from eigenart.delivery.drills import evidence as pages

    try:
        text = pages.page(reports, made_on=timezone.localdate())
    except pages.ReportUnreadable as error:
        click.echo(f"Not a report of pytest: {error}.", err=True)
        sys.exit(EXIT_USAGE)
    file.write_text(text, encoding="utf-8")
    click.echo(f"Written to {file}.")


def write_drafts(folder: Path, drafts: "tuple[Draft, ...]") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, draft in enumerate(drafts, start=1):
        (folder / f"{number}.{draft.language}.txt").write_text(draft.text, encoding="utf-8")
