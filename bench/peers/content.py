"""Content tf-idf: items like those of the history by words and tags. Item vectors serve EASE's side information, too.

Source: Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, section 6.4: 1 + ln tf, smoothed
idf, unit length; single words and pairs of neighbours of title and text that stand in two items or more.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, product

import numpy as np
from scipy.sparse import csr_array, hstack

from bench.peers.peer import NotApplicable, Params, Task
from bench.peers.popularity import TIE_BREAK, fallback
from eigenart.core.vocabulary import Item
from eigenart.engine.arrays import FloatArray, floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query

EVERYTHING = 10_000


class Content:
    """last: how many items of the history count. decay: share per step back. tags: their share of the likeness."""

    name = "content"
    needs = ()
    grid: Sequence[Params] = [
        {"last": last, "decay": decay, "tags": tags}
        for (last, decay), tags in product(
            ((1, 1.0), (3, 0.5), (10, 0.5), (10, 0.8), (EVERYTHING, 1.0)), (0.2, 0.5, 0.8)
        )
    ]

    def fit(self, task: Task, *, last: int, decay: float, tags: float) -> None:
        self._vectors = features(task.catalogue, tags=tags)
        if not self._vectors.nnz:
            raise NotApplicable("the set has neither texts nor tags")
        self._last, self._decay, self._popular = last, decay, fallback(task)

    def scores(self, query: Query) -> FloatArray:
        past = query.state.past_rows[::-1][: self._last]
        if not len(past):
            return self._popular
        shares = self._decay ** np.arange(len(past))
        taste = np.asarray(shares @ self._vectors[past]).ravel() / shares.sum()
        return np.asarray(self._vectors @ taste + TIE_BREAK * self._popular, dtype=np.float64)


def features(catalogue: Catalogue, *, tags: float = 0.5) -> csr_array:
    """(n_items, n_terms): cosines of words and of tags weighed (1 - tags) : tags. Nothing said gives a zero row."""
    by_word, by_tag = _blocks(catalogue)
    return csr_array(hstack([by_word * np.sqrt(1 - tags), by_tag * np.sqrt(tags)]))


@lru_cache(maxsize=1)
def _blocks(catalogue: Catalogue) -> tuple[csr_array, csr_array]:
    return (
        _tf_idf([_grams(item) for item in catalogue.items], least=2),
        _tf_idf([list(item.topics) for item in catalogue.items], least=1),
    )


def _grams(item: Item) -> list[str]:
    words = re.findall(
        r"\w{2,}", f"{item.title.de} {item.title.en} {item.summary.de} {item.summary.en}".lower()
    )
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _tf_idf(documents: Sequence[Sequence[str]], *, least: int) -> csr_array:
    counts = [Counter(document) for document in documents]
    spread = Counter(term for count in counts for term in count)
    column = {term: place for place, term in enumerate(sorted(t for t, n in spread.items() if n >= least))}
    rows, columns, values = [], [], []
    for row, count in enumerate(counts):
        for term, n in sorted(count.items()):
            if term in column:
                rows.append(row)
                columns.append(column[term])
                rarity = np.log((1 + len(counts)) / (1 + spread[term])) + 1
                values.append(float((1 + np.log(n)) * rarity))
    cells = (floats(values), (ints(rows), ints(columns)))
    matrix = csr_array(cells, shape=(len(counts), max(len(column), 1)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data = matrix.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(matrix.indptr))
    return matrix
