"""The skill vocabulary: find a skill by words in German or English, forgiving of typing errors. About no person."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import transaction
from django.db.models import F, Q

from eigenart.profiles import folding
from eigenart.profiles.label_index import LabelIndex
from eigenart.profiles.models import SkillConcept

CONFIGURATIONS = {"de": "german", "en": "english"}
CANDIDATES = 60
CORRECTED = 0.9
"""What a hit counts that needed a corrected word."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did; repeating it gives 0 added and 0 changed."""

    added: int
    changed: int
    unchanged: int


def find(query: str, language: str = "de", limit: int = 10) -> list[SkillConcept]:
    """Skills that fit the words, best first: exact label, beginning of a label, full text, similar spelling.

    Both languages are searched; `language` only breaks ties, so a German word finds its skill on an English page.
    """
    wanted = folding.fold(query)
    if not wanted:
        return []
    index = _index(_version())
    scores = index.by_label(wanted)
    _raise(scores, _by_text(folding.words(query), language))
    corrected = index.corrected(folding.words(query))
    if corrected:
        _raise(scores, _by_text(corrected, language), damping=CORRECTED)
    best = sorted(scores, key=lambda concept_id: (-scores[concept_id], concept_id))[:limit]
    found = SkillConcept.objects.defer("search_de", "search_en").in_bulk(best)
    return [found[concept_id] for concept_id in best if concept_id in found]


def _raise(scores: dict[str, float], others: Mapping[str, float], *, damping: float = 1.0) -> None:
    for concept_id, score in others.items():
        scores[concept_id] = max(score * damping, scores.get(concept_id, 0.0))


def concept_for_label(label: str) -> SkillConcept | None:
    """The one skill with exactly this name, preferred or alternative, in either language; case and umlauts are free."""
    concept_id = concept_ids_by_label([label]).get(label)
    return None if concept_id is None else SkillConcept.objects.filter(pk=concept_id).first()


def concept_ids_by_label(labels: Iterable[str]) -> dict[str, str]:
    """As `concept_for_label`, for many at once; labels that nothing fits are missing. A concept id fits itself."""
    index = _index(_version())
    found = ((label, index.concept(label)) for label in labels)
    return {label: concept_id for label, concept_id in found if concept_id is not None}


def load_vocabulary(csv_path: Path) -> LoadResult:
    """Load an own vocabulary: columns id, label_de, label_en, alt_de, alt_en, group, parted by semicolons or commas;
    alternatives by `|`.

    Idempotent. Raises OSError, and KeyError where a column is missing.
    """
    with csv_path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        concepts = [
            SkillConcept(
                concept_id=row["id"].strip(),
                label_de=row["label_de"].strip(),
                label_en=row["label_en"].strip(),
                alt_de=_lines(row["alt_de"]),
                alt_en=_lines(row["alt_en"]),
                group=row["group"].strip(),
                origin="own",
            )
            for row in csv.DictReader(file, delimiter=delimiter)
            if row["id"].strip()
        ]
    return store(concepts)


def store(concepts: Sequence[SkillConcept], *, batch_size: int = 1_000) -> LoadResult:
    """Add or bring up to date; texts that a concept already has are kept where the new one is empty."""
    known = SkillConcept.objects.defer("search_de", "search_en").in_bulk([c.concept_id for c in concepts])
    fresh, changed, unchanged = [], [], 0
    for concept in concepts:
        before = known.get(concept.concept_id)
        if before is None:
            fresh.append(concept)
            continue
        for name in TEXTS:
            setattr(concept, name, getattr(concept, name) or getattr(before, name))
        is_same = all(getattr(concept, name) == getattr(before, name) for name in TEXTS)
        unchanged += is_same
        changed += [] if is_same else [concept]
    with transaction.atomic():
        SkillConcept.objects.bulk_create(fresh, batch_size=batch_size)
        SkillConcept.objects.bulk_update(changed, TEXTS, batch_size=batch_size // 4)
    _index.cache_clear()
    return LoadResult(len(fresh), len(changed), unchanged)


TEXTS = ("label_de", "label_en", "alt_de", "alt_en", "description_de", "description_en", "group")


def _lines(text: str) -> str:
    separator = "|" if "|" in text else ";"
    return "\n".join(part.strip() for part in text.split(separator) if part.strip())


def _version() -> tuple[int, str]:
    """Changes whenever a concept is added, in whichever process; texts change only together with a load."""
    newest = SkillConcept.objects.order_by("-concept_id").values_list("concept_id", flat=True).first()
    return SkillConcept.objects.count(), newest or ""


@lru_cache(maxsize=1)
def _index(version: tuple[int, str]) -> LabelIndex:
    columns = ("concept_id", "label_de", "label_en", "alt_de", "alt_en")
    return LabelIndex.of(SkillConcept.objects.values_list(*columns))


def _by_text(words: Sequence[str], language: str) -> dict[str, float]:
    """Full text with stemming and prefixes, 0.45 .. 0.72; the language asked for is a small bonus."""
    scores: dict[str, float] = {}
    if not words:
        return scores
    for code, configuration in CONFIGURATIONS.items():
        typed = SearchQuery(" ".join(words), config=configuration, search_type="plain")
        raw = " & ".join(f"{word}:*" for word in words)
        prefixed = SearchQuery(raw, config=configuration, search_type="raw")
        column = f"search_{code}"
        found = (
            SkillConcept.objects.filter(Q(**{column: typed}) | Q(**{column: prefixed}))
            .annotate(rank=SearchRank(F(column), prefixed, normalization=2) + SearchRank(F(column), typed))
            .order_by("-rank", "concept_id")
            .values_list("concept_id", "rank")[:CANDIDATES]
        )
        bonus = 0.02 if code == language[:2] else 0.0
        for place, (concept_id, rank) in enumerate(found):
            score = 0.5 + min(rank, 1.0) * 0.2 - place * 0.0008 + bonus
            scores[concept_id] = max(score, scores.get(concept_id, 0.0))
    return scores
