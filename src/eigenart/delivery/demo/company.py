"""The demo company Kesselried Anlagenbau: an invented German machine builder of 250 invented people, as files.

`generate` writes what a German HR system would export; everything enters through the product's own importers.
The same seed and day give the same bytes. The files hold no protected attribute (no gender, birth date, origin).

How real is the log? `bench/demo_statistics.py` puts it beside the real log mars_en. Without the yearly mandatory
trainings (mars_en has none) the figures are of the same order, not the same; over the seeds 7 to 10: Gini of item
popularity 0.54 to 0.58 (real 0.67, of 1,167 items), 34 to 49 % of the active people have one or two events (54 %),
48 to 54 % of the events come within a day after the previous one (68 %), the last item gives the next one away in
24 to 32 % (28 %). Two things differ plainly: the median pause is about an hour, not four minutes, because our items
last longer than a clip; and popularity alone guesses the next item in 3 to 8 % (1 %), because there are fewer items.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from eigenart.delivery.demo import activity, catalogue, staff
from eigenart.delivery.demo.staff import Worker

COMPANY_NAME = "Kesselried Anlagenbau GmbH"
PEOPLE = (
    "Personalnummer",
    "Vorname",
    "Nachname",
    "E-Mail",
    "Standort",
    "Abteilung",
    "Stelle",
    "Vorgesetzte/r (Personalnummer)",
    "Eintrittsdatum",
    "Austrittsdatum",
    "Wochenstunden",
    "Arbeitsmodell",
    "Sprache",
    "Kenntnisse",
)
CATALOGUE = (
    "Kursnummer",
    "Titel deutsch",
    "Titel englisch",
    "Beschreibung deutsch",
    "Beschreibung englisch",
    "Lernformat",
    "Dauer (Minuten)",
    "Niveau",
    "Sprachen",
    "Themen",
    "Kompetenzen",
    "Voraussetzungen",
    "Pflicht",
    "Verfügbar ab",
    "Verfügbar bis",
    "Anbieter",
    "Kosten",
)
ACTIVITY = ("Personalnummer", "Kursnummer", "Status", "Datum")
POSITIONS = ("Stelle", "Bezeichnung deutsch", "Bezeichnung englisch", "Benötigte Fähigkeiten")
VOCABULARY = ("id", "label_de", "label_en", "alt_de", "alt_en", "group")


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where `generate` put the files, in the order in which they are imported."""

    vocabulary: Path
    positions: Path
    people: Path
    catalogue: Path
    activity: Path


def generate(folder: Path, *, seed: int = 7, today: date) -> DemoFiles:
    """Write the five files into `folder` (made if missing); all dates are relative to `today`."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(seed)  # noqa: S311 - invented data, nothing secret
    workers = staff.hire(random, today)
    lines = activity.record(workers, random, today)
    return DemoFiles(
        vocabulary=_write(folder / "vocabulary.csv", VOCABULARY, _vocabulary_rows()),
        positions=_write(folder / "positions.csv", POSITIONS, _position_rows()),
        people=_write(folder / "people.csv", PEOPLE, map(_person_row, workers)),
        catalogue=_write(folder / "catalogue.csv", CATALOGUE, _catalogue_rows(today)),
        activity=_write(folder / "activity.csv", ACTIVITY, map(_activity_row, lines)),
    )


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(heading)
        writer.writerows(rows)
    return path


def _person_row(worker: Worker) -> tuple[str, ...]:
    return (
        worker.number,
        worker.given,
        worker.family,
        worker.mail,
        worker.site,
        worker.unit,
        worker.position,
        worker.manager,
        _german_date(worker.entered),
        _german_date(worker.leaves),
        _german_number(worker.hours),
        worker.mode,
        worker.language,
        _skill_list(worker.skills),
    )


def _catalogue_rows(today: date) -> Iterable[tuple[str, ...]]:
    for entry in catalogue.entries().values():
        yield (
            entry.number,
            entry.title.de,
            entry.title.en,
            entry.summary.de,
            entry.summary.en,
            entry.format,
            str(entry.minutes),
            str(entry.level),
            ", ".join(entry.languages),
            ", ".join(entry.topics),
            _skill_list(entry.teaches),
            ", ".join(entry.needs),
            "ja" if entry.must == "all" else "nein",
            _german_date(entry.opens_on(today)),
            _german_date(entry.closes_on(today)),
            entry.provider,
            f"{entry.cost:.2f}".replace(".", ","),
        )


def _position_rows() -> Iterable[tuple[str, ...]]:
    for job in catalogue.jobs().values():
        yield job.code, job.title.de, job.title.en, _skill_list(job.needs)


def _vocabulary_rows() -> Iterable[tuple[str, ...]]:
    for skill in catalogue.skills().values():
        also_de, also_en = "|".join(skill.also_de), "|".join(skill.also_en)
        yield f"skill:{skill.slug}", skill.label.de, skill.label.en, also_de, also_en, skill.group


def _activity_row(line: activity.Line) -> tuple[str, ...]:
    return line.number, line.item, line.state.value, _german_moment(line.at)


def _skill_list(skills: Mapping[str, int]) -> str:
    """`Fräsen:3, Drehen:2` with German labels, as HR keeps it."""
    known = catalogue.skills()
    return ", ".join(f"{known[slug].label.de}:{level}" for slug, level in skills.items())


def _german_date(day: date | None) -> str:
    return "" if day is None else f"{day:%d.%m.%Y}"


def _german_moment(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M}"


def _german_number(number: float) -> str:
    return f"{number:g}".replace(".", ",")
