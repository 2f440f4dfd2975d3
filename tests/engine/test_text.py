"""Words and vectors of German and English texts."""

import numpy as np
import pytest

from eigenart.engine.catalogue import Catalogue
from eigenart.engine.text import grams, tf_idf, words
from tests.engine import small_company as small


def test_words_keep_umlauts_and_drop_the_commonest() -> None:
    assert words("Über die Prüfung der Anlage, and the 5S-Audit") == ["prüfung", "anlage", "5s", "audit"]
    assert grams("Laser Schweißen Kurs") == [
        "laser",
        "schweißen",
        "kurs",
        "laser schweißen",
        "schweißen kurs",
    ]


def test_vectors_by_hand() -> None:
    vectors = tf_idf([["a", "a", "b"], ["b"], []]).toarray()
    rare = (1 + np.log(2)) * (np.log(4 / 2) + 1)
    common = np.log(4 / 3) + 1
    assert vectors[0].tolist() == pytest.approx([x / np.hypot(rare, common) for x in (rare, common)])
    assert vectors[1].tolist() == [0, 1]
    assert not vectors[2].any()


def test_items_are_like_themselves_and_like_their_topic() -> None:
    items = small.catalogue()
    rows = np.arange(24, dtype=np.intp)
    alike = items.similarity(rows, rows)
    np.testing.assert_allclose(np.diagonal(alike), 1.0)
    np.testing.assert_allclose(alike, alike.T)
    assert alike[0, 4] > alike[0, 1]


def test_two_items_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="share a key"):
        Catalogue((small.item(1), small.item(1)))
