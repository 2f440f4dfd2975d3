"""Finds items by words: full text in German and English with prefixes, parts of long words, then similar spelling.

Called by the catalogue page; `index` by the import after every change.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q
from rapidfuzz import fuzz, process

from eigenart.core.vocabulary import FactKind
from eigenart.profiles import sources
from eigenart.profiles.folding import fold
from eigenart.surfaces.learning import catalogue, topics
from eigenart.surfaces.learning.models import LearningItem

PAGE_SIZE: Final = 12
INDEX_CHUNK: Final = 500
SIMILAR_ENOUGH: Final = 75.0
"""Of 100, rapidfuzz WRatio of folded texts."""
LEAST_PART: Final = 4
"""Letters that a part inside a longer word needs (`sicherheit` in `Arbeitssicherheit`)."""
SORTS: Final = ("relevance", "title", "shortest", "newest")
_CONFIGURATIONS: Final = {"de": "german", "en": "english"}


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. page: from 1. is_guess: nothing fitted the words, so these are similar in spelling."""

    items: tuple[LearningItem, ...]
    total: int
    page: int
    pages: int
    is_guess: bool = False


def search(
    query: str = "",
    *,
    formats: Collection[str] = (),
    topics: Collection[str] = (),
    max_minutes: int | None = None,
    level: int | None = None,
    language: str = "",
    sort: str = "relevance",
    page: int = 1,
    in_language: str = "de",
) -> SearchPage:
    """Active items that fit the words and every filter; the same for everybody.

    language: of the item. in_language: of the reader; decides ties and the order of titles. sort: one of SORTS.
    """
    catalogue.version()
    found = LearningItem.objects.filter(is_active=True).defer("search_de", "search_en")
    if formats:
        found = found.filter(format__in=formats)
    if topics:
        found = found.filter(topics__overlap=list(topics))
    if max_minutes is not None:
        found = found.filter(minutes__lte=max_minutes)
    if level is not None:
        found = found.filter(level=level)
    if language:
        found = found.filter(languages__contains=[language])
    scores, is_guess = _scores(query, in_language) if fold(query) else (None, False)
    rows = list(found if scores is None else found.filter(pk__in=scores))
    rows.sort(key=lambda row: _place(row, scores or {}, sort, in_language))
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return SearchPage(tuple(shown), len(rows), page, pages, is_guess and bool(rows))


def index(numbers: Collection[str] | None = None) -> None:
    """Write the search vectors of these items, or of all: title first, then topics and skills, then the summary."""
    rows = LearningItem.objects.all() if numbers is None else LearningItem.objects.filter(number__in=numbers)
    held = list(rows.defer("search_de", "search_en"))
    topic_labels = topics.labels({code for row in held for code in row.topics})
    skills = sources.labels_for(FactKind.SKILL, sorted({skill for row in held for skill in row.skills}))
    lines = []
    for row in held:
        about = [topic_labels[code] for code in row.topics] + [skills[s] for s in row.skills if s in skills]
        german = _texts("de", row.title_de, " ".join(t.de for t in about), row.summary_de)
        english = _texts("en", row.title_en, " ".join(t.en for t in about), row.summary_en)
        lines.append({"id": row.pk, **german, **english})
    with connection.cursor() as cursor:
        for start in range(0, len(lines), INDEX_CHUNK):
            cursor.execute(_INDEX, [json.dumps(lines[start : start + INDEX_CHUNK])])


def _texts(language: str, title: str, about: str, summary: str) -> dict[str, str]:
    """Each text once as the language has it and once folded, so that `Qualitaet` finds `Qualität`."""
    weighted = (("a", title), ("b", about), ("c", summary))
    return {f"{language}_{weight}": text for weight, text in weighted} | {
        f"{language}_{weight}_folded": fold(text) for weight, text in weighted
    }


def _vector(language: str, configuration: str) -> str:
    parts = (
        f"setweight(to_tsvector('{configuration}', line.{language}_{weight}), '{weight}') || "
        f"setweight(to_tsvector('simple', line.{language}_{weight}_folded), '{weight}')"
        for weight in "abc"
    )
    return " || ".join(parts)


_COLUMNS: Final = ", ".join(
    f"{name} text" for language in _CONFIGURATIONS for name in _texts(language, "", "", "")
)
_INDEX: Final = (
    f"UPDATE {LearningItem._meta.db_table} AS item "  # noqa: S608 - made of constants, values are parameters
    f"SET search_de = {_vector('de', 'german')}, search_en = {_vector('en', 'english')} "
    f"FROM json_to_recordset(%s::json) AS line(id bigint, {_COLUMNS}) WHERE item.id = line.id"
)


def _scores(query: str, in_language: str) -> tuple[dict[int, float], bool]:
    """Row -> score, higher first; and whether only the spelling is similar."""
    found = _by_text(query, in_language) | {}
    for pk, score in _by_part(query).items():
        found.setdefault(pk, score)
    return (found, False) if found else (_by_spelling(query), True)


def _by_text(query: str, in_language: str) -> dict[int, float]:
    words = ["".join(c for c in word if c.isalnum()) for word in query.split()]
    each = [_word_query(word) for word in words if word]
    if not each:
        return {}
    wanted = reduce(and_, each)
    hits = LearningItem.objects.filter(Q(search_de=wanted) | Q(search_en=wanted))
    other = "en" if in_language == "de" else "de"
    rank = SearchRank(F(f"search_{in_language}"), wanted) + 0.5 * SearchRank(F(f"search_{other}"), wanted)
    return {pk: 1.0 + float(score or 0.0) for pk, score in hits.values_list("pk", rank)}


def _word_query(word: str) -> SearchQuery:
    queries = [
        SearchQuery(f"{word.lower()}:*", config=c, search_type="raw") for c in _CONFIGURATIONS.values()
    ]
    queries += [
        SearchQuery(f"{part}:*", config="simple", search_type="raw") for part in fold(word).split()[:1]
    ]
    return reduce(or_, queries)


def _by_part(query: str) -> dict[int, float]:
    """Items whose title or topics hold every word somewhere, also inside a longer word."""
    words = fold(query).split()
    if any(len(word) < LEAST_PART for word in words):
        return {}
    return {pk: 0.5 for pk, texts in _titles().items() if any(all(w in t for w in words) for t in texts)}


def _by_spelling(query: str) -> dict[int, float]:
    wanted = fold(query)
    flat = [(pk, text) for pk, texts in _titles().items() for text in texts if text]
    hits = process.extract(
        wanted, [text for _, text in flat], scorer=fuzz.WRatio, score_cutoff=SIMILAR_ENOUGH, limit=None
    )
    scores: dict[int, float] = {}
    for _, score, place in hits:
        pk = flat[place][0]
        scores[pk] = max(scores.get(pk, 0.0), score / 1000)
    return scores


def _titles() -> dict[int, tuple[str, ...]]:
    return _folded_titles(catalogue.seen())


@lru_cache(maxsize=2)
def _folded_titles(version: str) -> dict[int, tuple[str, ...]]:
    rows = LearningItem.objects.filter(is_active=True).values_list("pk", "title_de", "title_en")
    return {pk: (fold(de), fold(en)) for pk, de, en in rows}


def _place(
    row: LearningItem, scores: dict[int, float], sort: str, in_language: str
) -> tuple[float, str, str]:
    own, other = (row.title_de, row.title_en) if in_language == "de" else (row.title_en, row.title_de)
    title = fold(own or other)
    match sort:
        case "title":
            return (0.0, title, row.number)
        case "shortest":
            return (float("inf") if row.minutes is None else row.minutes, title, row.number)
        case "newest":
            return (-float(row.available_from.toordinal() if row.available_from else 0), title, row.number)
        case _:
            return (-scores.get(row.pk, 0.0), title, row.number)
