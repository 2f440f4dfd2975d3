"""`eigenart bench`: the measurements of the source checkout. An installed wheel has none, and says so."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import click

from eigenart.delivery.cli import EXIT_USAGE

REPOSITORY = Path(__file__).resolve().parents[4]
BENCHES = {
    "live": "Rank each later event with the history known at that instant, beside all peers (protocol B).",
    "static": "Rank what people did after a cut, with their state frozen at it, beside all peers (protocol A).",
    "speed": "Seconds and megabytes of the engine for companies up to a million people.",
    "company-sizes": "People without any history, in companies of 100, 500 and 5,000.",
    "demo-statistics": "The demo company's log beside a real one.",
    "real-company": "A real log through import, training and Home under load.",
    "audit": "The access log: what a line costs, and a million lines verified.",
}


@click.group("bench")
def bench() -> None:
    """Measure quality and speed. Each bench has its own --help; `make bench` runs all."""


def command_of(name: str, summary: str) -> click.Command:
    @click.command(
        name,
        help=summary,
        context_settings={"ignore_unknown_options": True, "help_option_names": []},
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def command(arguments: tuple[str, ...]) -> None:
        run(name, arguments)

    return command


for each, words in BENCHES.items():
    bench.add_command(command_of(each, words))


def run(name: str, arguments: tuple[str, ...]) -> None:
    """Run one bench as a script would. Leaves with code 2 where there is no source checkout."""
    path = REPOSITORY / "bench" / f"{name.replace('-', '_')}.py"
    spec = spec_from_file_location(f"bench.{path.stem}", path) if path.exists() else None
    if spec is None or spec.loader is None:
        click.echo("The benches come with the source, not with the installed package.", err=True)
        sys.exit(EXIT_USAGE)
    sys.path.insert(0, str(REPOSITORY))
    sys.argv = [f"eigenart bench {name}", *arguments]
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    sys.exit(module.main())
