"""Seconds, megabytes and milliseconds of the engine for companies of any size, beside EASE and implicit's ALS.

    eigenart bench speed [--people N --items M --events E] [--only NAME ...] [--largest EVENTS] [--json FILE]

Every contestant at every size runs in a process of its own, on an invented log that is always the same (`company_log`).
`read ms` is a list with the terms of three reasons per item read; `follow s` is from one more event to a model with it.
ALS needs the benches' own environment (`.venv-bench`); where that is missing, the table says so.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.company_log import Size
from bench.speed_contestant import CONTESTANTS

REPOSITORY = Path(__file__).resolve().parents[1]
PEERS = REPOSITORY / ".venv-bench" / "bin" / "python"
SIZES = (
    Size(250, 200, 2_500),
    Size(5_000, 2_000, 100_000),
    Size(50_000, 5_000, 1_000_000),
    Size(1_000_000, 20_000, 50_000_000),
)
Found = Mapping[str, Any]
"""What one contestant printed, or {"missing": why}."""
_WORDS = {
    "validation_events": "settings and weights judged on {:,} events of drawn people",
    "tuning_items": "EASE's settings found among the {:,} most used items",
    "ease_items": "EASE over the {:,} most used items only",
    "together_items": "pairs of people counted among the {:,} most used items only",
    "rp3beta_items": "RP3beta's ways among the {:,} most used items only",
    "tuning_people": "settings of RP3beta and next steps found on one of {:,} people",
}


def measured(name: str, size: Size) -> Found:
    """Runs one contestant; whatever goes wrong becomes the reason in its row."""
    python = PEERS if name.startswith("implicit") else Path(sys.executable)
    if not python.exists():
        return {"missing": "needs the benches' environment (make bench makes it)"}
    arguments = [name, str(size.people), str(size.items), str(size.events)]
    done = subprocess.run(
        [str(python), "-m", "bench.speed_contestant", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"EIGENART_WITHOUT_DATABASE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return {"missing": said[-1] if said else f"ended with {done.returncode}"}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def exponent(events: Sequence[int], seconds: Sequence[float]) -> float | None:
    """Of the power of events that the seconds grow by, least squares in logarithms; None below two sizes."""
    if len(events) < 2:
        return None
    return float(np.polyfit(np.log(events), np.log(seconds), 1)[0])


def exponents(results: Mapping[Size, Mapping[str, Found]]) -> dict[str, float]:
    """Contestant -> exponent of its fit seconds, over the sizes that it finished."""
    found = {}
    for name in dict.fromkeys(name for row in results.values() for name in row):
        fits = [
            (size.events, row[name]["fit_s"]) for size, row in results.items() if "fit_s" in row.get(name, {})
        ]
        grown = exponent([events for events, _ in fits], [seconds for _, seconds in fits])
        if grown is not None:
            found[name] = grown
    return found


def line(name: str, found: Found) -> str:
    if "missing" in found:
        return f"{name:14}  {found['missing']}"
    moves = "".join(f"{_or_dash(found[move]):>12}" for move in ("update_ms", "downdate_ms", "follow_s"))
    return (
        f"{name:14}{found['fit_s']:>10.1f}{found['fit_cpu_s']:>10.1f}{found['peak_mb']:>10,.0f}{moves}"
        f"{found['p50_ms']:>9.2f}{found['p99_ms']:>9.2f}{_or_dash(found['read_p50_ms'], places=2):>9}"
        f"{found['people_per_s']:>11,.0f}  {found['notes']}"
    )


def approximations(found: Found) -> list[str]:
    return [_WORDS[code].format(number) for code, number in found.get("approximated", {}).items()]


def _or_dash(amount: float | None, *, places: int = 1) -> str:
    return "-" if amount is None else f"{amount:.{places}f}"


def _print_size(size: Size, found: Mapping[str, Found]) -> None:
    header = (
        f"{'':14}{'fit s':>10}{'of cpu':>10}{'peak MB':>10}{'update ms':>12}{'forget ms':>12}{'follow s':>12}"
        f"{'p50 ms':>9}{'p99 ms':>9}{'read ms':>9}{'people/s':>11}"
    )
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"\n{size}, load at its end {load}\n{header}")
    for name, figures in found.items():
        print(line(name, figures))
    for name, figures in found.items():
        for words in approximations(figures):
            print(f"  {name}: {words}")
    sys.stdout.flush()


def _as_json(results: Mapping[Size, Mapping[str, Found]]) -> str:
    sizes = [{**vars(size), "contestants": dict(row)} for size, row in results.items()]
    return json.dumps({"sizes": sizes, "fit_exponent": exponents(results)}, indent=1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="eigenart bench speed", description=(__doc__ or "").splitlines()[0])
    for name in ("people", "items", "events"):
        parser.add_argument(f"--{name}", type=int, help="together with the other two: this size only")
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--largest", type=int, help="leave out sizes with more events")
    parser.add_argument("--json", type=Path, help="write all figures there, after every size")
    arguments = parser.parse_args()
    own = [arguments.people, arguments.items, arguments.events]
    if any(own) and not all(own):
        parser.error("--people, --items and --events go together")
    return arguments


def main() -> None:
    arguments = _arguments()
    own = Size(arguments.people, arguments.items, arguments.events) if arguments.people else None
    sizes = [own] if own else [s for s in SIZES if s.events <= (arguments.largest or s.events)]
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    print(f"{os.cpu_count()} cores, {threads} threads; top 10 for one person at a time, in-process")
    results: dict[Size, dict[str, Found]] = {}
    for size in sizes:
        results[size] = {name: measured(name, size) for name in arguments.only}
        _print_size(size, results[size])
        if arguments.json:
            arguments.json.write_text(_as_json(results), encoding="utf-8")
    print()
    for name, power in exponents(results).items():
        print(f"{name}: fit seconds grow with events to the power of {power:.2f}")


if __name__ == "__main__":
    main()
