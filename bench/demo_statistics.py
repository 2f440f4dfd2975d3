"""Compare the invented activity of the demo company with a real learning log (MARS, English part).

Run `python bench/demo_statistics.py [--seed 7]`. It prints both columns side by side; nothing is asserted here,
the reader judges. `demo, chosen` leaves out the yearly mandatory trainings, which the real log does not have.
`delivery/demo/company.py` was tuned by these figures and names the differences that remain.
"""

import argparse
import csv
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import polars as pl

from eigenart.delivery.demo import catalogue
from eigenart.delivery.demo.company import generate

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """A person touches an item for the first time."""

    person: str
    item: str
    at: datetime


def shared_data() -> Path:
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("EIGENART_SHARED_DATA", default))


def read_mars(folder: Path) -> tuple[list[Event], int]:
    """First contacts of the real log and the number of registered people, active or not."""
    rows = pl.read_parquet(folder / "interactions.parquet").iter_rows()
    people = pl.read_parquet(folder / "users.parquet").height
    return first_contacts(Event(str(person), str(item), at) for person, item, at in rows), people


def read_demo(folder: Path) -> tuple[list[Event], int]:
    """First contacts of the generated log: planning something is no contact yet."""
    with (folder / "activity.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    events = (
        Event(row[0], row[1], datetime.strptime(row[3], "%d.%m.%Y %H:%M").replace(tzinfo=UTC))
        for row in rows
        if row[2] != "planned"
    )
    with (folder / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        people = sum(1 for _ in csv.reader(file, delimiter=";")) - 1
    return first_contacts(events), people


def first_contacts(events: Iterable[Event]) -> list[Event]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for event in sorted(events, key=lambda e: e.at):
        if (event.person, event.item) not in seen:
            seen.add((event.person, event.item))
            kept.append(event)
    return kept


def gini(values: Sequence[int]) -> float:
    """0: all items equally popular, 1: one item takes all."""
    ordered = sorted(values)
    total = sum(ordered)
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def histories(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.person].append(event)
    return found


def next_item_hits(events: Sequence[Event], *, n: int) -> tuple[float, float]:
    """Share of next items of the last 20 % of events that the n likeliest guesses contain.

    First figure: most frequent transition of the first 80 %, filled up with popular items. Second: popularity alone.
    Items that the person already met are no guess in either.
    """
    start = events[len(events) * 8 // 10].at
    popular = [item for item, _ in Counter(e.item for e in events if e.at < start).most_common()]
    follows: dict[str, Counter[str]] = defaultdict(Counter)
    for history in histories(e for e in events if e.at < start).values():
        for before, after in pairwise(history):
            follows[before.item][after.item] += 1
    asked = by_transition = by_popularity = 0
    for history in histories(events).values():
        seen: set[str] = set()
        for before, after in pairwise(history):
            seen.add(before.item)
            if after.at < start:
                continue
            likely = [item for item, _ in follows[before.item].most_common() if item not in seen]
            fresh = [item for item in popular if item not in seen]
            guesses = likely[:n] + [item for item in fresh if item not in likely[:n]]
            asked += 1
            by_transition += after.item in guesses[:n]
            by_popularity += after.item in fresh[:n]
    return by_transition / asked, by_popularity / asked


def measure(events: Sequence[Event], people: int) -> dict[str, str]:
    """Figures of one log, formatted; `people` counts everybody, also those without an event."""
    by_person = histories(events)
    sizes = [len(history) for history in by_person.values()]
    gaps = [after.at - before.at for history in by_person.values() for before, after in pairwise(history)]
    popularity = Counter(event.item for event in events)
    span = events[-1].at - events[0].at
    late = events[0].at + span * 0.8
    newcomers = sum(history[0].at >= late for history in by_person.values())
    transition1, popular1 = next_item_hits(events, n=1)
    transition5, popular5 = next_item_hits(events, n=5)
    top = sum(count for _, count in popularity.most_common(len(popularity) // 10)) / len(events)
    return {
        "people": str(people),
        "events (first contacts)": str(len(events)),
        "items touched": str(len(popularity)),
        "years": f"{span / timedelta(days=365):.1f}",
        "people with no event": f"{1 - len(sizes) / people:.0%}",
        "active people with 1-2 events": f"{sum(s <= 2 for s in sizes) / len(sizes):.0%}",
        "active people with 3 or more": f"{sum(s >= 3 for s in sizes) / len(sizes):.0%}",
        "median events per active person": f"{median(sizes):.0f}",
        "largest tenth of people has events": f"{sum(sorted(sizes)[-len(sizes) // 10 :]) / sum(sizes):.0%}",
        "Gini of item popularity": f"{gini(list(popularity.values())):.2f}",
        "top tenth of items has events": f"{top:.0%}",
        "events < 1 day after the previous": f"{sum(gap < DAY for gap in gaps) / len(events):.0%}",
        "median gap, hours": f"{median(gap / timedelta(hours=1) for gap in gaps):.2f}",
        "next item by transition, top 1": f"{transition1:.1%}",
        "next item by popularity, top 1": f"{popular1:.1%}",
        "next item by transition, top 5": f"{transition5:.1%}",
        "next item by popularity, top 5": f"{popular5:.1%}",
        "new people in last 20 % of time": f"{newcomers / len(sizes):.0%}",
        "events in August": f"{sum(e.at.month == 8 for e in events) / len(events):.1%}",
        "events 20 December to 6 January": f"{sum(is_christmas(e.at) for e in events) / len(events):.1%}",
    }


def is_christmas(at: datetime) -> bool:
    return (at.month, at.day) >= (12, 20) or (at.month, at.day) <= (1, 6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    options = parser.parse_args()
    real_folder = shared_data() / "interactions" / "mars_en"
    if not real_folder.is_dir():
        raise SystemExit(f"No real log to compare with: {real_folder} is missing (set EIGENART_SHARED_DATA).")
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), seed=options.seed, today=options.today)
        events, people = read_demo(Path(folder))
    everything = measure(events, people)
    chosen = measure([event for event in events if not catalogue.entries()[event.item].must], people)
    real = measure(*read_mars(real_folder))
    print(f"{'figure':38}{'demo, all':>12}{'demo, chosen':>14}{'mars_en':>10}")
    for name, value in everything.items():
        print(f"{name:38}{value:>12}{chosen[name]:>14}{real[name]:>10}")


if __name__ == "__main__":
    main()
