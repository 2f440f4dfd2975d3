"""The items as arrays: what the signals and the eligibility rules look up. Callers build one and keep it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from eigenart.core.vocabulary import Candidate, Item, ItemKey
from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, Sparse, ints, weighed_sum
from eigenart.engine.text import grams, tf_idf

_ALWAYS = np.iinfo(np.int64).max
_DENSE = 5_000
"""Up to so many items all cosines are kept, in 200 MB at most."""
_BLOCK = 500
"""Rows of cosines made at once: a sparse product of all would need three times the memory."""


class UnknownItem(ValueError):
    """A candidate that is not in the catalogue it is ranked with."""

    code = "unknown_item"

    def __init__(self, key: ItemKey) -> None:
        super().__init__(f"{key} is not in the catalogue")
        self.key = key


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Immutable; arrays are made on first use. Raises ValueError where two items share a key."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if len(self.row_of) != len(self.items):
            raise ValueError("two items of the catalogue share a key")

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def row_of(self) -> Mapping[ItemKey, int]:
        return {item.key: row for row, item in enumerate(self.items)}

    @cached_property
    def keys(self) -> tuple[ItemKey, ...]:
        return tuple(item.key for item in self.items)

    @cached_property
    def key_places(self) -> IntArray:
        """(n_items,), the place of each key in the order of keys: what decides between equal scores."""
        return ints(np.argsort(np.argsort(np.array(self.keys, dtype=str)))) if self.items else ints([])

    @cached_property
    def minutes(self) -> FloatArray:
        """(n_items,), nan where unknown."""
        return np.array([np.nan if i.minutes is None else i.minutes for i in self.items], dtype=np.float64)

    @cached_property
    def format_row(self) -> Mapping[str, int]:
        return _numbered(item.format for item in self.items)

    @cached_property
    def formats(self) -> IntArray:
        """(n_items,), the number of the item's format in `format_row`."""
        return ints([self.format_row[item.format] for item in self.items])

    @cached_property
    def topic_row(self) -> Mapping[str, int]:
        return _numbered(topic for item in self.items for topic in item.topics)

    @cached_property
    def topics(self) -> Sparse:
        """(n_items, n_topics), 1 where the item has the topic."""
        return _incidence([dict.fromkeys(item.topics, 1.0) for item in self.items], self.topic_row)

    @cached_property
    def topic_counts(self) -> FloatArray:
        """(n_items,), how many topics each has, at least 1."""
        return np.maximum(np.diff(self.topics.indptr), 1).astype(np.float64)

    @cached_property
    def skill_row(self) -> Mapping[str, int]:
        return _numbered(taught.skill for item in self.items for taught in item.skills)

    @cached_property
    def skills(self) -> Sparse:
        """(n_items, n_skills), the level 1..4 up to which the item teaches the skill."""
        taught = [{s.skill: float(s.level) for s in item.skills} for item in self.items]
        return _incidence(taught, self.skill_row)

    @cached_property
    def topic_columns(self) -> csc_array:
        return csc_array(self.topics)

    @cached_property
    def skill_columns(self) -> csc_array:
        return csc_array(self.skills)

    @cached_property
    def prerequisites(self) -> Mapping[int, tuple[ItemKey, ...]]:
        """Row -> what must be finished first; only items that have any."""
        return {row: i.prerequisites for row, i in enumerate(self.items) if i.prerequisites}

    @cached_property
    def duties(self) -> BoolArray:
        """(n_items,), whether everybody has to do the item."""
        return np.array([item.is_mandatory for item in self.items], dtype=np.bool_)

    @cached_property
    def opens(self) -> IntArray:
        """(n_items,), the first day (date ordinal) of availability."""
        return _ordinals([item.available_from for item in self.items], missing=0)

    @cached_property
    def closes(self) -> IntArray:
        """(n_items,), the last day (date ordinal) of availability."""
        return _ordinals([item.available_until for item in self.items], missing=_ALWAYS)

    @cached_property
    def vectors(self) -> Sparse:
        """(n_items, n_terms), unit rows: half words of title and summary in both languages, half topics and skills.

        The cosine of two items is therefore the mean of how alike their words and their topics are. An item
        that has only one of the two is described by that one alone.
        """
        word_block = tf_idf([_grams(item) for item in self.items], least=2 if len(self.items) > 20 else 1)
        code_block = tf_idf([[*i.topics, *(s.skill for s in i.skills)] for i in self.items])
        has_words, has_codes = _filled(word_block), _filled(code_block)
        parts = np.maximum(has_words + has_codes, 1)
        stacked = hstack([_scaled(word_block, np.sqrt(1 / parts)), _scaled(code_block, np.sqrt(1 / parts))])
        return csr_array(stacked)

    def rows(self, candidates: Sequence[Candidate]) -> IntArray:
        """The candidates' rows in their order. Raises UnknownItem."""
        row_of = self.row_of
        try:
            return ints([row_of[candidate.item.key] for candidate in candidates])
        except KeyError as error:
            raise UnknownItem(error.args[0]) from None

    def similarity(self, rows: IntArray, others: IntArray) -> FloatArray:
        """(n_rows, n_others) cosines."""
        if len(self.items) <= _DENSE:
            return np.asarray(self._every_similarity[rows[:, None], others], dtype=np.float64)
        product = self.vectors[rows] @ self.vectors[others].T
        return np.asarray(product.toarray(), dtype=np.float64)

    def likeness_within(self, rows: IntArray) -> Callable[[int], FloatArray]:
        """Place among `rows` -> its cosines with all of them, (n_rows,); one by one where that reads less."""
        if len(self.items) <= _DENSE:
            table = self._every_similarity
            return lambda place: np.asarray(table[rows[place], rows], dtype=np.float64)
        within = self.similarity(rows, rows)
        return lambda place: np.asarray(within[place], dtype=np.float64)

    def likeness(self, rows: IntArray, shares: FloatArray) -> FloatArray:
        """(n_items,), the cosines with the items in `rows`, weighed by their shares (n_rows,)."""
        if len(self.items) <= _DENSE:
            return weighed_sum(self._every_similarity, rows, shares)
        return np.asarray(self.vectors @ (shares @ self.vectors[rows]), dtype=np.float64).ravel()

    def likeness_of_many(self, shares: Sparse) -> FloatArray:
        """(n_states, n_items), `likeness` for a row of shares per state, (n_states, n_items)."""
        if len(self.items) <= _DENSE:
            return np.asarray(shares @ self._every_similarity, dtype=np.float64)
        return np.asarray((self.vectors @ (shares @ self.vectors).toarray().T).T, dtype=np.float64)

    @cached_property
    def _every_similarity(self) -> FloatArray:
        every, turned = np.empty((len(self), len(self))), csr_array(self.vectors.T)
        for low in range(0, len(self), _BLOCK):
            every[low : low + _BLOCK] = (self.vectors[low : low + _BLOCK] @ turned).toarray()
        return every


def _numbered(codes: Iterable[str]) -> dict[str, int]:
    return {code: row for row, code in enumerate(sorted(set(codes)))}


def _incidence(entries: Sequence[Mapping[str, float]], column: Mapping[str, int]) -> Sparse:
    rows = [row for row, entry in enumerate(entries) for _ in entry]
    columns = [column[code] for entry in entries for code in entry]
    values = [value for entry in entries for value in entry.values()]
    shape = (len(entries), max(len(column), 1))
    return csr_array((np.array(values, dtype=np.float64), (ints(rows), ints(columns))), shape=shape)


def _ordinals(days: Sequence[date | None], *, missing: int) -> IntArray:
    return ints([missing if day is None else day.toordinal() for day in days])


def _grams(item: Item) -> list[str]:
    """Titles count three times: they say in a few words what a long summary says in many."""
    titles = {item.title.de, item.title.en} - {""}
    summaries = {item.summary.de, item.summary.en} - {""}
    return [g for text in sorted(titles) for g in grams(text) * 3] + [
        g for text in sorted(summaries) for g in grams(text)
    ]


def _filled(block: Sparse) -> FloatArray:
    return (np.diff(block.indptr) > 0).astype(np.float64)


def _scaled(block: Sparse, factor: FloatArray) -> Sparse:
    scaled = block.copy()
    scaled.data = scaled.data * np.repeat(factor, np.diff(block.indptr))
    return scaled
