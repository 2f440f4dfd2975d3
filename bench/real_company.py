"""A real log as a company: files in, trained, opened in a browser, and loaded at 20 requests a second.

`mars_en` (3,007 people, 1,167 items, 14,949 events of corporate training) becomes people, catalogue and activity
files as an HR system writes them, and goes through the product's own commands in processes of their own.

    python bench/real_company.py [--set mars_en] [--seconds 30] [--rate 20] [--json FILE]
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from bench.company_files import write_files
from bench.load import drive
from bench.measure import Step, run_measured
from bench.portal import approve, look_as, portal, sessions

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EIGENART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
LOOKED_AT = 10
LOADED = 200


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--set", default="mars_en")
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--rate", type=int, default=20)
    options.add_argument("--json", type=Path)
    options.add_argument(
        "--pictures", type=Path, help="Keep a screenshot of each of the ten Home pages here."
    )
    chosen = options.parse_args()
    source = SHARED / "interactions" / chosen.set
    if not source.is_dir():
        sys.stderr.write(
            f"{chosen.set} is missing: set EIGENART_SHARED_DATA to the folder with interactions/.\n"
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="eigenart-bench-") as space:
        result = measure(
            Path(space), source, seconds=chosen.seconds, rate=chosen.rate, pictures=chosen.pictures
        )
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=2))
    return 0


def measure(
    space: Path, source: Path, *, seconds: int, rate: int, pictures: Path | None
) -> dict[str, object]:
    files = write_files(source, space / "files")
    os.environ |= {"EIGENART_MODE": "demo", "EIGENART_DATA_DIR": str(space / "data")}
    steps = [run_measured("migrate", "migrate")]
    approve()
    steps += [
        *(
            run_measured(f"import {kind}", "import", kind, str(path), "--yes", "--accept-rejected")
            for kind, path in files
        ),
        run_measured("train", "train"),
    ]
    show_steps(steps)
    total = sum(step.seconds for step in steps if step.name != "migrate")
    say(f"\nImport and training together: {total:.1f} s (goal: under 60 s)\n")
    cookies = sessions(max(LOADED, LOOKED_AT))
    with portal() as address:
        seen = look_as(address, cookies[:LOOKED_AT], pictures)
        say("\nHome in a real browser, ten people: " + ", ".join(f"{n} cards" for n in seen) + "\n")
        load = drive(address, cookies, rate=rate, seconds=seconds)
    say(load.table(goal_p50_ms=60, goal_p99_ms=200))
    return {
        "set": source.name,
        "steps": [step.as_dict() for step in steps],
        "import_and_training_s": total,
        "home": load.as_dict(),
        "cards_seen": seen,
    }


def show_steps(steps: list[Step]) -> None:
    say(f"\n{'step':<20}{'accepted':>10}{'refused':>9}{'seconds':>9}{'peak MB':>9}\n")
    for step in steps:
        accepted = "" if step.accepted is None else f"{step.accepted:,}"
        refused = "" if step.refused is None else f"{step.refused:,}"
        say(f"{step.name:<20}{accepted:>10}{refused:>9}{step.seconds:>9.1f}{step.peak_mb:>9.0f}\n")
    say("Peak MB is the command's own process; PostgreSQL runs beside it.\n")


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
