"""Words of German and English texts, and their tf-idf vectors. `catalogue` builds content vectors with it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from eigenart.engine.arrays import Sparse

_WORD = re.compile(r"[^\W_]{2,}")
_COMMON = (
    "aber alle als am an auch auf aus bei bis da damit das dass dem den der des die diese dieser dieses du durch "
    "ein eine einem einen einer eines er es für haben hat hier ich ihr ihre im in ist ja kann können mehr mit nach "
    "nicht noch nur oder ob sein sich sie sind so über um und uns "
    "unter vom von vor war was weil wenn werden wie wir "  # codespell:ignore unter
    "wird wo zu zum zur a about after all also an and any are as at be been but by can do for from get had has have "
    "he her his how if into is it its just like more no not now of on one or our out she so some such than that the "
    "their them then there these they this those to up use was we were what when where which while who will with "
    "would you your "
)
_STOP = frozenset(_COMMON.split())


def words(text: str) -> list[str]:
    """Lower-case words of at least two letters or digits, without the commonest German and English ones."""
    return [word for word in _WORD.findall(text.lower()) if word not in _STOP]


def grams(text: str) -> list[str]:
    """Words and pairs of neighbouring words."""
    single = words(text)
    return single + [f"{a} {b}" for a, b in pairwise(single)]


def tf_idf(documents: Sequence[Sequence[str]], *, least: int = 1) -> Sparse:
    """One unit vector per document (n_documents, n_terms); empty documents get a zero row.

    A term counts 1 + ln(frequency) times ln((1 + n) / (1 + documents with it)) + 1; terms in fewer than `least`
    documents are left out. Source: Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval,
    section 6.4 (sublinear tf, smoothed idf as common libraries have it).
    """
    counts = [Counter(document) for document in documents]
    spread = Counter(term for document in counts for term in document)
    column = {term: i for i, term in enumerate(sorted(t for t, n in spread.items() if n >= least))}
    indptr, indices, values = [0], [], []
    for document in counts:
        for term, count in sorted(document.items()):
            if term in column:
                indices.append(column[term])
                rarity = np.log((1 + len(counts)) / (1 + spread[term])) + 1
                values.append((1 + np.log(count)) * rarity)
        indptr.append(len(indices))
    matrix = csr_array(
        (
            np.array(values, dtype=np.float64),
            np.array(indices, dtype=np.int32),
            np.array(indptr, dtype=np.int32),
        ),
        shape=(len(counts), max(len(column), 1)),
    )
    return unit_rows(matrix)


def unit_rows(matrix: Sparse) -> Sparse:
    """Each row scaled to length 1; zero rows stay zero."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    length[length == 0] = 1.0
    scaled = matrix.copy()
    scaled.data = scaled.data / np.repeat(length, np.diff(matrix.indptr))
    return scaled
