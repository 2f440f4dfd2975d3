"""HTML: well-formed, every value escaped, marked where the company has to fill."""

from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from eigenart.register.documents import html
from eigenart.register.documents.catalogue import DOCUMENTS, LANGUAGES, document
from eigenart.register.documents.material import Material

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' {{ 7*7 }}"
VOID = {"meta", "br", "link"}


class Reader(HTMLParser):
    """Collects text and headings; fails on a tag that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    assert reader.open == []
    return reader


def hostile(plain: dict[str, Any]) -> None:
    plain["controller"]["name"] = HOSTILE
    for entry in plain["purposes"]:
        entry["title"] = {"de": HOSTILE, "en": HOSTILE}
    plain["ai_systems"]["learning_recommender"]["title"] = {"de": HOSTILE, "en": HOSTILE}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_value_comes_out_literally(code: str, language: str, changed: Callable[..., Material]) -> None:
    reader = read(html.page(document(code, changed(hostile)), language))
    assert "script" not in reader.tags
    assert HOSTILE in reader.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", DOCUMENTS)
def test_the_page_is_sound(code: str, language: str, material: Material) -> None:
    reader = read(html.page(document(code, material), language))
    levels = [int(tag[1]) for tag in reader.tags if tag in {"h1", "h2", "h3", "h4", "h5"}]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert len(reader.ids) == len(set(reader.ids))
    assert material.register.hash in reader.text


def test_the_languages_differ_and_the_open_places_are_marked(material: Material) -> None:
    compiled = document("deletion", material)
    german, english = html.body(compiled, "de"), html.body(compiled, "en")
    assert "<mark>Vom Unternehmen auszufüllen" in german
    assert "<mark>To be filled by the company" in english
    assert german.__html__() == german
