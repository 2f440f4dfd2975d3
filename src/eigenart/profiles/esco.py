"""Reads an ESCO release (CSV, plain, .gz or in the official .zip) into the skill vocabulary, German and English.

Official layout: `skills_<language>.csv` with conceptUri, preferredLabel, altLabels, description. Excerpts that were
published elsewhere (`concept_uri,preferred_label`; `conceptUri,prefLabel_de`) are read as well, and fill gaps only.
Source: European Commission, DG EMPL, ESCO classification (reuse under Decision 2011/833/EU).
"""

import contextlib
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, cast

from eigenart.profiles import vocabulary
from eigenart.profiles.models import SkillConcept

Progress = Callable[[int, int, str], None]
ESCO_URI = "http://data.europa.eu/esco/"
SKILL_URI = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f]{8}-[0-9a-f-]{27}")
FILE_NAME = re.compile(r"skills_(?P<rest>.+)\.csv(\.gz)?", re.IGNORECASE)
GROUPS_NAME = re.compile(r"skillGroups_(?P<rest>.+)\.csv(\.gz)?", re.IGNORECASE)
UNREADABLE = (OSError, EOFError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile)
LANGUAGES = ("de", "en")
LONGEST_LABEL = 300
LONGEST_DESCRIPTION = 4_000
KEPT_PROBLEMS = 200
ORIGIN = "esco"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out. code: no_skill_uri | no_label | unreadable; line: of the file."""

    file: str
    line: int
    code: str


@dataclass(frozen=True, slots=True)
class EscoResult:
    """What an import did. files: those that were read; problem_count: all, `problems` the first 200.

    with_german, with_english: concepts that have a label in that language after the import.
    """

    files: tuple[str, ...]
    added: int
    changed: int
    unchanged: int
    with_german: int
    with_english: int
    problems: tuple[Problem, ...]
    problem_count: int

    @property
    def concepts(self) -> int:
        """How many concepts the files hold; 0 if the folder holds no release."""
        return self.added + self.changed + self.unchanged

    def counts(self) -> dict[str, int]:
        """What to show, in this order."""
        return {
            "files": len(self.files),
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "with German label": self.with_german,
            "with English label": self.with_english,
            "rows left out": self.problem_count,
        }


@dataclass(frozen=True, slots=True)
class _File:
    """A skills file: rank orders them, official files first."""

    name: str
    language: str
    rank: int
    open: Callable[[], IO[bytes]]


@dataclass
class _Gathering:
    """Concepts in the making; the first file that has a text for a concept gives it. groups: URIs that are no skill."""

    groups: frozenset[str] = frozenset()
    concepts: dict[str, SkillConcept] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def problem(self, file: str, line: int, code: str) -> None:
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(file, line, code))


def no_progress(done: int, total: int, stage: str) -> None:
    """For callers that show none."""


def import_release(folder: Path, progress: Progress = no_progress) -> EscoResult:
    """Read all skills files below a folder; repeating it changes nothing. One transaction.

    progress: (done, total, stage) with stages read and write. A folder without a release gives an empty result.
    """
    files = sorted(_files(folder, FILE_NAME), key=lambda f: (f.rank, f.name))
    gathering = _Gathering(groups=_groups(folder))
    for place, file in enumerate(files):
        progress(place, len(files), "read")
        _read(file, gathering)
    progress(len(files), len(files), "read")
    concepts = [c for c in gathering.concepts.values() if c.label_de or c.label_en]
    progress(0, len(concepts), "write")
    result = vocabulary.store(concepts)
    progress(len(concepts), len(concepts), "write")
    stored = SkillConcept.objects.filter(origin=ORIGIN)
    return EscoResult(
        files=tuple(file.name for file in files),
        added=result.added,
        changed=result.changed,
        unchanged=result.unchanged,
        with_german=stored.exclude(label_de="").count(),
        with_english=stored.exclude(label_en="").count(),
        problems=tuple(gathering.problems),
        problem_count=gathering.problem_count,
    )


def _files(folder: Path, pattern: re.Pattern[str]) -> Iterator[_File]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".zip":
            yield from _zipped(path, pattern)
        elif path.is_file() and (language := _language(path.name, pattern)):
            yield _File(path.name, language, _rank(path.name), partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _open_zipped(path: Path, name: str) -> IO[bytes]:
    with zipfile.ZipFile(path) as archive:
        return io.BytesIO(archive.read(name))


def _zipped(path: Path, pattern: re.Pattern[str]) -> Iterator[_File]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return
    for name in names:
        short = name.rsplit("/", 1)[-1]
        if language := _language(short, pattern):
            yield _File(short, language, _rank(short), partial(_open_zipped, path, name))


def _groups(folder: Path) -> frozenset[str]:
    """Groups of skills have URIs like skills; the release names them in files of their own."""
    found: set[str] = set()
    for file in _files(folder, GROUPS_NAME):
        with contextlib.suppress(*UNREADABLE), file.open() as raw:
            found |= {_first(row, "conceptUri") for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig"))}
    return frozenset(found)


def _language(name: str, pattern: re.Pattern[str]) -> str:
    """`skills_de.csv`, `skills_labels_de_x.csv.gz` -> de; other files of a release -> ""."""
    match = pattern.fullmatch(name)
    parts = match["rest"].lower().split("_") if match else []
    return next((part for part in parts if part in LANGUAGES), "")


def _rank(name: str) -> int:
    return 0 if re.fullmatch(r"skills_(de|en)\.csv(\.gz)?", name.lower()) else 1


def _read(file: _File, gathering: _Gathering) -> None:
    try:
        with file.open() as raw:
            reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
            for row in reader:
                _row(row, file=file, line=reader.line_num, gathering=gathering)
    except UNREADABLE:
        gathering.problem(file.name, 0, "unreadable")


def _row(row: Mapping[str, str | None], *, file: _File, line: int, gathering: _Gathering) -> None:
    uri = _first(row, "conceptUri", "concept_uri")
    if uri in gathering.groups or (uri.startswith(ESCO_URI) and not SKILL_URI.fullmatch(uri)):
        return
    if not uri.startswith(ESCO_URI):
        gathering.problem(file.name, line, "no_skill_uri")
        return
    label = " ".join(_first(row, "preferredLabel", "preferred_label", f"prefLabel_{file.language}").split())
    if not label:
        gathering.problem(file.name, line, "no_label")
        return
    if row.get("conceptType") == "SkillGroup":
        return
    concept = gathering.concepts.setdefault(uri, SkillConcept(concept_id=uri, origin=ORIGIN))
    texts = {
        "label": label[:LONGEST_LABEL],
        "alt": _alternatives(_first(row, "altLabels", "alt_labels", f"altLabels_{file.language}"), label),
        "description": _first(row, "description", "definition", f"definition_{file.language}")[
            :LONGEST_DESCRIPTION
        ],
    }
    for name, text in texts.items():
        column = f"{name}_{file.language}"
        if text and not getattr(concept, column):
            setattr(concept, column, text)


def _first(row: Mapping[str, str | None], *names: str) -> str:
    return next((text.strip() for name in names if (text := row.get(name)) and text.strip()), "")


def _alternatives(text: str, label: str) -> str:
    """One a line, without the preferred label and repetitions."""
    parts = (" ".join(part.split()) for part in re.split(r"[\n|]", text))
    return "\n".join(dict.fromkeys(part[:LONGEST_LABEL] for part in parts if part and part != label))
