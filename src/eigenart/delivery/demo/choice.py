"""What people learn next: fame of items, fit to the job and the place of work, habitual chains. Read by `activity`."""

from collections.abc import Mapping
from functools import cache
from random import Random

from eigenart.delivery.demo import catalogue
from eigenart.delivery.demo.catalogue import Entry
from eigenart.delivery.demo.staff import Worker

WELCOME = ("LI-0101", "LI-0105", "LI-0106", "LI-0102", "LI-0103", "LI-0104")
FORMAT_TASTE = {
    "field": {
        "audio": 4.0,
        "video": 1.6,
        "reading": 1.0,
        "selfstudy": 0.5,
        "workshop": 0.5,
        "task": 0.3,
        "coaching": 0.5,
    },
    "shop": {
        "audio": 0.3,
        "video": 1.4,
        "reading": 0.5,
        "selfstudy": 0.6,
        "workshop": 1.4,
        "task": 1.5,
        "coaching": 0.3,
    },
    "desk": {
        "audio": 0.5,
        "video": 1.6,
        "reading": 0.9,
        "selfstudy": 1.2,
        "workshop": 0.6,
        "task": 0.7,
        "coaching": 0.4,
    },
}


def fame(random: Random) -> Mapping[str, float]:
    """How well known each item is: a heavy tail, short and easy ones nearer the top, by nothing but chance."""
    entries = catalogue.entries()
    luck = {
        n: random.random() * (0.5 if e.minutes <= 25 else 1.0) * (0.7 + 0.3 * e.level)
        for n, e in entries.items()
    }
    return {number: 1 / (rank + 2) ** 1.15 for rank, number in enumerate(sorted(luck, key=luck.__getitem__))}


@cache
def successors() -> Mapping[str, str]:
    """The habitual next item: what builds on this one, else the neighbour in the same part of the catalogue."""
    entries = catalogue.entries()
    numbers = list(entries)
    found: dict[str, str] = {}
    for place, number in enumerate(numbers):
        builds_on_it = [n for n in numbers if number in entries[n].needs]
        neighbour = numbers[(place + 1) % len(numbers)]
        same_part = neighbour[:5] == number[:5]
        found[number] = builds_on_it[0] if builds_on_it else neighbour if same_part else f"{number[:5]}01"
    return found


@cache
def home_topics(position: str) -> frozenset[str]:
    """Topics of the items that teach what the position needs."""
    needs = catalogue.jobs()[position].needs.keys()
    return frozenset(t for e in catalogue.entries().values() if needs & e.teaches.keys() for t in e.topics)


def fit(worker: Worker, entry: Entry) -> float:
    """How well an item suits a job and a place of work; 1 is middling. Positive, so that anything can happen."""
    job = catalogue.jobs()[worker.position]
    home = home_topics(worker.position)
    place = (
        "field" if worker.mode == "field" else "shop" if job.kind in {"production", "apprentice"} else "desk"
    )
    fit = FORMAT_TASTE[place][entry.format]
    fit *= 9.0 if set(entry.teaches) & set(job.needs) else 2.5 if home.intersection(entry.topics) else 0.35
    if "leadership" in entry.topics and job.kind != "leaders":
        fit *= 0.15
    if entry.must or entry.number in WELCOME:
        fit *= 0.02
    return fit
