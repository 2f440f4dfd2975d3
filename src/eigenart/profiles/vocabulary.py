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
    found = ((label, index.exact.get(folding.fold(label)) or index.ids.get(label.strip())) for label in labels)
    return {label: concept_id for label, concept_id in found if concept_id is not None}
