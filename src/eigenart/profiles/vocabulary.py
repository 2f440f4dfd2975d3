"""The skill vocabulary: find a skill by words in German or English, forgiving of typing errors. About no person."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import transaction
from django.db.models import F, Q
from rapidfuzz import fuzz, process

from eigenart.profiles import folding
from eigenart.profiles.models import SkillConcept

CONFIGURATIONS = {"de": "german", "en": "english"}
SIMILAR_ENOUGH = 78.0
"""Of 100 (rapidfuzz WRatio after folding)."""
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did; repeating it gives 0 added and 0 changed."""

    added: int
    changed: int
    unchanged: int


def find(query: str, language: str = "de", limit: int = 10) -> list[SkillConcept]:
    """Skills that fit the words, best first: exact label, full text and prefixes of both languages, similar spelling.

    The language only breaks ties: a German word finds its skill on an English page too.
    """
    wanted = folding.fold(query)
    if not wanted:
        return []
    scores = _by_text(query, language)
    for concept_id, score in _by_spelling(wanted, language).items():
        scores[concept_id] = max(score, scores.get(concept_id, 0.0))
    best = sorted(scores, key=lambda concept_id: (-scores[concept_id], concept_id))[:limit]
    found = SkillConcept.objects.defer("search_de", "search_en").in_bulk(best)
    return [found[concept_id] for concept_id in best if concept_id in found]


def concept_for_label(label: str) -> SkillConcept | None:
    """The one skill with exactly this name, preferred or alternative, in either language; case and umlauts are free."""
    concept_id = concept_ids_by_label([label]).get(label)
    return None if concept_id is None else SkillConcept.objects.filter(pk=concept_id).first()


def concept_ids_by_label(labels: Iterable[str]) -> dict[str, str]:
    """As `concept_for_label`, for many at once; labels that nothing fits are missing. A concept id fits itself."""
    index = _index(_version())
    found = (
        (label, index.exact.get(folding.fold(label)) or index.ids.get(label.strip())) for label in labels
    )
    return {label: concept_id for label, concept_id in found if concept_id is not None}


def load_vocabulary(csv_path: Path) -> LoadResult:
    """Load an own vocabulary: columns id, label_de, label_en, alt_de, alt_en, group parted by semicolons, alternatives
    by `|`.

    Idempotent. Raises OSError, and KeyError where a column is missing.
    """
    with csv_path.open(encoding="utf-8-sig", newline="") as file:
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
            for row in csv.DictReader(file, delimiter=";")
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


@dataclass(frozen=True, slots=True)
class _Index:
    """Folded labels of the whole vocabulary, in memory: 14,000 concepts take about 20 MB.

    exact: label -> concept, preferred before alternative. names: every label, beside it its concept in `owners`.
    """

    exact: dict[str, str]
    ids: dict[str, str]
    names: tuple[str, ...]
    owners: tuple[str, ...]
    is_preferred: tuple[bool, ...]


def _version() -> tuple[int, str]:
    """Changes whenever a concept is added, in whichever process; labels change only together with a load."""
    newest = SkillConcept.objects.order_by("-concept_id").values_list("concept_id", flat=True).first()
    return SkillConcept.objects.count(), newest or ""


@lru_cache(maxsize=1)
def _index(version: tuple[int, str]) -> _Index:
    exact: dict[str, str] = {}
    names: list[tuple[str, str, bool]] = []
    concepts = list(
        SkillConcept.objects.values_list("concept_id", "label_de", "label_en", "alt_de", "alt_en")
    )
    for concept_id, *preferred_and_alternative in concepts:
        names += [(folding.fold(label), concept_id, True) for label in preferred_and_alternative[:2] if label]
    for concept_id, _, _, *alternatives in concepts:
        labels = dict.fromkeys(label for text in alternatives for label in text.splitlines() if label)
        names += [(folding.fold(label), concept_id, False) for label in labels]
    for name, concept_id, _ in names:
        exact.setdefault(name, concept_id)
    return _Index(
        exact,
        {concept_id: concept_id for concept_id, *_ in concepts},
        tuple(name for name, _, _ in names),
        tuple(concept_id for _, concept_id, _ in names),
        tuple(is_preferred for _, _, is_preferred in names),
    )


def _by_text(query: str, language: str) -> dict[str, float]:
    """Full text with stemming and prefixes; scores 0..1 before labels, language as a small bonus."""
    scores: dict[str, float] = {}
    words = folding.words(query)
    raw = " & ".join(f"{word}:*" for word in words)
    if not raw:
        return scores
    for code, configuration in CONFIGURATIONS.items():
        typed = SearchQuery(" ".join(words), config=configuration, search_type="plain")
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
            score = 0.5 + min(rank, 1.0) * 0.2 - place * 0.002 + bonus
            scores[concept_id] = max(score, scores.get(concept_id, 0.0))
    return scores


def _by_spelling(wanted: str, language: str) -> dict[str, float]:
    """Exact labels 2.0 (alternative 1.9), labels that begin so 1.x, similar ones up to 1.0."""
    index = _index(_version())
    scores: dict[str, float] = {}
    for name, concept_id, is_preferred in zip(index.names, index.owners, index.is_preferred, strict=True):
        if name == wanted:
            scores[concept_id] = max(2.0 if is_preferred else 1.9, scores.get(concept_id, 0.0))
        elif name.startswith(wanted):
            closeness = len(wanted) / len(name)
            score = (1.0 if is_preferred else 0.7) * closeness
            scores[concept_id] = max(score, scores.get(concept_id, 0.0))
    if len(wanted) < 4:
        return scores
    similar = process.extract(
        wanted, index.names, scorer=fuzz.ratio, processor=None, limit=CANDIDATES, score_cutoff=SIMILAR_ENOUGH
    )
    for _, ratio, place in similar:
        concept_id = index.owners[place]
        scores[concept_id] = max(ratio / 100 * 0.95, scores.get(concept_id, 0.0))
    return scores
