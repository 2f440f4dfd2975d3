"""Our engine beside its peers on any folder of interactions, each model in a process of its own.

`bench.live` and `bench.static` are the two commands. A folder that cannot be measured is named, the others still run,
and the exit code is 2 then. The same folders give the same table, but for seconds, milliseconds and megabytes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.ours import NAME, SIGNALS
from bench.parcel import Answers, Parcel
from bench.peers import IN_OWN_ENVIRONMENT, REGISTRY
from bench.questions import TEST, VALIDATION, Protocol, parts_of, people_to_ask
from bench.report import COLD_USES, Examined, Row, rows_of, table
from bench.sets import InteractionSet, UnusableSet, load

REPOSITORY = Path(__file__).resolve().parent.parent
PEERS_PYTHON = REPOSITORY / ".venv-bench" / "bin" / "python"
MOST_VALIDATION = 2_000
EXIT_UNUSABLE = 2


@dataclass(frozen=True)
class Options:
    """models: in the order of running. seconds: per model. most_tests: questions of the test, whole people."""

    models: tuple[str, ...]
    seconds: float
    most_tests: int
    all_items: bool


def compare(folders: Sequence[Path], protocol: Protocol, options: Options, to: Path | None) -> int:
    """Prints a table per set, writes the JSON after each. Returns the exit code."""
    found: dict[str, dict[str, object]] = {}
    unusable = []
    if IN_OWN_ENVIRONMENT.intersection(options.models) and not PEERS_PYTHON.exists():
        _note("There is no .venv-bench with the libraries of some peers; `make bench-quality` makes it.")
    for folder in folders:
        try:
            data = load(folder, all_items=options.all_items)
            rows = compare_on(data, _possible(protocol, data), options)
        except UnusableSet as error:
            unusable.append(str(error))
            _note(f"cannot measure {error}")
            continue
        found[_free_name(data.name, folder, found)] = {row.model: row.as_dict() for row in rows}
        if to:
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if unusable:
        _note(f"{len(unusable)} of {len(folders)} folders could not be measured:")
        for reason in unusable:
            _note(f"  {reason}")
    return EXIT_UNUSABLE if unusable else 0


def _possible(protocol: Protocol, data: InteractionSet) -> Protocol:
    if protocol is Protocol.LIVE and not data.is_timed:
        _say(f"\n{data.name} has no times, so nothing can be ranked as it happened: protocol A instead of B.")
        return Protocol.STATIC
    return protocol


def _free_name(name: str, folder: Path, taken: Iterable[str]) -> str:
    return name if name not in taken else str(folder)


def compare_on(data: InteractionSet, protocol: Protocol, options: Options) -> list[Row]:
    """Raises UnusableSet where nothing is left to ask."""
    parcel = packed(data, protocol, options)
    with tempfile.TemporaryDirectory(prefix="eigenart-bench-") as space:
        parcel.save(Path(space))
        answers = {}
        for number, model in enumerate(options.models, start=1):
            started = time.perf_counter()
            answers[model] = ask(Path(space), model, seconds=options.seconds)
            _note(
                f"{data.name} {protocol}: model {number} of {len(options.models)}, {model}, "
                f"{time.perf_counter() - started:.1f} s {_chosen(answers[model])}"
            )
    questions = parcel.questions(TEST)
    uses = np.bincount(parcel.task(TEST).log.item_rows, minlength=len(parcel.catalogue))
    rows = rows_of(answers, Examined(questions, uses), peers=tuple(REGISTRY))
    best = next((row.model for row in rows if row.model in REGISTRY and not row.missing), None)
    _say(_heading(parcel, data, n_questions=len(questions), best=best))
    _say(table(rows))
    return rows


def packed(data: InteractionSet, protocol: Protocol, options: Options) -> Parcel:
    events = data.log.first_events()
    parts = parts_of(events)
    asked = {
        part: people_to_ask(events, parts, part, protocol, most=most)
        for part, most in ((VALIDATION, MOST_VALIDATION), (TEST, options.most_tests))
    }
    if not len(asked[TEST]) or not (parts < TEST).any():
        raise UnusableSet(Path(data.name), f"{len(events)} events are too few to learn from and to ask about")
    return Parcel(data.name, protocol, events, parts, data.catalogue, data.users, asked)


def ask(space: Path, model: str, *, seconds: float) -> Answers:
    """Runs the contestant; a missing interpreter, a crash or a time-out become the reason in its row."""
    python = sys.executable
    if model in IN_OWN_ENVIRONMENT and PEERS_PYTHON.exists():
        python = str(PEERS_PYTHON)
    one_thread = {
        f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "POLARS_MAX")
    }
    paths = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "src")])}
    command = [python, "-m", "bench.contestant", str(space), model]
    try:
        done = subprocess.run(
            command,
            env=os.environ | one_thread | paths | {"PYTHONHASHSEED": "0"},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answers(missing=f"not done within {seconds / 60:g} minutes")
    if done.returncode < 0:
        return Answers(missing=f"killed by signal {-done.returncode}; perhaps out of memory")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        return Answers(missing=f"ended with code {done.returncode}: {last}")
    return Answers.load(space, model)


def _chosen(answers: Answers) -> str:
    if answers.missing:
        return f"(missing: {answers.missing})"
    settings = ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in answers.chosen.items()
    )
    return f"({settings})" if settings else ""


def _heading(parcel: Parcel, data: InteractionSet, *, n_questions: int, best: str | None) -> str:
    events, asked = parcel.events, parcel.asked[TEST]
    split = "80/10/10 by time" if events.is_timed else "20 % of each person's items drawn"
    kind = "B, live" if parcel.protocol is Protocol.LIVE else "A, static"
    compared = f"- best: minus {best}, the best peer" if best else "no peer to compare with"
    lines = [
        f"\n{parcel.name}, protocol {kind}: {len(events):,} events of {len(np.unique(events.user_rows)):,} people, "
        f"{len(parcel.catalogue):,} items; {split}; {n_questions:,} questions to {len(asked):,} people",
        f"{compared}; cold: right answers with <= {COLD_USES} uses before the cut; fit s: the last fit, "
        "peers have chosen their settings before it,",
        f"eigenart chooses within; Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, "
        "one thread and one process per model",
    ]
    return "\n".join([*lines, *data.notes])


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def chosen_models(peers: str, *, signals: bool) -> tuple[str, ...]:
    """Raises ValueError with the names there are."""
    names = {"all": list(REGISTRY), "none": []}.get(peers, [n.strip() for n in peers.split(",") if n.strip()])
    unknown = [name for name in names if name not in REGISTRY]
    if unknown:
        raise ValueError(f"no such peer: {', '.join(unknown)}; there are {', '.join(REGISTRY)}")
    return (NAME, *(SIGNALS if signals else ()), *dict.fromkeys(names))


def main(protocol: Protocol, summary: str) -> int:
    parser = argparse.ArgumentParser(prog=f"eigenart bench {protocol}", description=summary)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="holds interactions.parquet")
    parser.add_argument("--peers", default="all", help=f"all, none, or names of {', '.join(REGISTRY)}")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--signals", action="store_true", help="each of our signals alone, too; these are no peers"
    )
    parser.add_argument("--all-items", action="store_true", help="rank items that nobody ever used, too")
    parser.add_argument("--minutes", type=float, default=30.0, help="time-out per model (30)")
    parser.add_argument(
        "--most-tests", type=int, default=50_000, help="questions at most, whole people drawn (50000)"
    )
    given = parser.parse_args()
    try:
        models = chosen_models(given.peers, signals=given.signals)
    except ValueError as error:
        parser.error(str(error))
    options = Options(
        models, seconds=given.minutes * 60, most_tests=given.most_tests, all_items=given.all_items
    )
    return compare(given.folders, protocol, options, given.json)
