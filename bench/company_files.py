"""Writes a folder of interactions as the files of an HR and a learning system, the German way."""

import csv
from pathlib import Path

import polars as pl

FORMATS = {
    "tutorial": "selfstudy",
    "use case": "task",
    "video": "video",
    "webcast": "video",
    "tip": "reading",
}
LEVELS = {"Beginner": "1", "Intermediate": "2", "Advanced": "3"}


def write_files(source: Path, folder: Path) -> list[tuple[str, Path]]:
    """(kind, file) in the order in which they must be imported. Names are made up from the user's number."""
    folder.mkdir(parents=True)
    return [
        ("people", people(source, folder / "people.csv")),
        ("catalogue", catalogue(source, folder / "catalogue.csv")),
        ("activity", activity(source, folder / "activity.csv")),
    ]


def people(source: Path, path: Path) -> Path:
    seen = pl.read_parquet(source / "interactions.parquet").select("user_id").unique(maintain_order=True)
    groups: dict[str, str | None] = {}
    if (source / "users.parquet").exists():
        groups = dict(pl.read_parquet(source / "users.parquet").iter_rows())
    header = [
        "Personalnummer",
        "Vorname",
        "Nachname",
        "E-Mail",
        "Abteilung",
        "Stelle",
        "Eintrittsdatum",
        "Sprache",
    ]
    rows = (
        [user, "Person", f"Nr. {user}", f"p{user}@example.org", name, name, "01.10.2016", "en"]
        for (user,) in seen.iter_rows()
        for name in [(groups.get(user) or "").strip().title() or "Unbekannt"]
    )
    return write(path, header, rows, encoding="cp1252")


def catalogue(source: Path, path: Path) -> Path:
    header = ["Nummer", "Titel (EN)", "Beschreibung (EN)", "Format", "Niveau", "Themen", "Sprachen"]
    rows = []
    for item, title, text, tags in pl.read_parquet(source / "items.parquet").iter_rows():
        facets = [tag.partition(":")[::2] for tag in tags or []]
        kind = next((FORMATS.get(value) for name, value in facets if name == "type"), None)
        level = next((LEVELS.get(value) for name, value in facets if name == "difficulty"), None)
        topics = [
            value.lower().replace(" ", "-") for name, value in facets if name in ("software", "theme", "job")
        ]
        rows.append(
            [item, title, text or "", kind or "reading", level or "", ", ".join(dict.fromkeys(topics)), "en"]
        )
    return write(path, header, rows, encoding="utf-8-sig")


def activity(source: Path, path: Path) -> Path:
    header = ["Personalnummer", "Nummer", "Status", "Datum"]
    log = pl.read_parquet(source / "interactions.parquet").sort("ts")
    rows = ([user, item, "abgeschlossen", f"{ts:%d.%m.%Y %H:%M:%S}"] for user, item, ts in log.iter_rows())
    return write(path, header, rows, encoding="utf-8")


def write(path: Path, header: list[str], rows: object, *, encoding: str) -> Path:
    with path.open("w", newline="", encoding=encoding, errors="replace") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]
    return path
