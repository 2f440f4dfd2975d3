"""A document as PDF/UA-1 (ISO 14289-1), tagged, by typst and without anything from the system.

The template is fixed and reads the document as data, so that no value of a register is ever read as markup.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import html
from eigenart.register.documents.model import (
    Block,
    Code,
    Document,
    Facts,
    Listing,
    Paragraph,
    Section,
    Table,
    ToFill,
)
from eigenart.register.documents.words import both

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "document.typ"
FONTS: Final = HERE / "fonts"
STANDARD: Final = "ua-1"
KEPT: Final = 32
"""So many finished documents are remembered: the same material gives the same bytes."""

PAGE: Final = both("Seite", "Page")
FINGERPRINT: Final = both("Prüfsumme", "Fingerprint")
CONTENTS: Final = both("Inhalt", "Contents")


def render(document: Document, language: str) -> bytes:
    """The bytes of the PDF; the same document gives the same bytes on every machine."""
    return _compiled(json.dumps(_plain(document, language), ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _compiled(data: str) -> bytes:
    made = typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[STANDARD],
        sys_inputs={"document": data},
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def _plain(document: Document, language: str) -> dict[str, Any]:
    stamp = document.stamp
    return {
        "language": language,
        "title": document.title.in_language(language),
        "lead": document.lead.in_language(language),
        "company": stamp.company,
        "hash": stamp.register_hash,
        "made_on": [stamp.made_on.year, stamp.made_on.month, stamp.made_on.day],
        "stamp": [
            [_cell(label, language), _cell(value, language)] for label, value in html.stamp_lines(document)
        ],
        "sections": [_section(section, language) for section in document.sections],
        "words": {
            "page": PAGE.in_language(language),
            "fingerprint": FINGERPRINT.in_language(language),
            "contents": CONTENTS.in_language(language),
            "to_fill": html.TO_FILL.in_language(language),
        },
    }


def _section(section: Section, language: str) -> dict[str, Any]:
    is_captioned = sum(isinstance(block, Table) for block in section.blocks) > 1
    return {
        "title": section.title.in_language(language),
        "blocks": [_block(block, language, is_captioned=is_captioned) for block in section.blocks],
        "sections": [_section(inner, language) for inner in section.sections],
    }


def _block(block: Block, language: str, *, is_captioned: bool) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": _cell(block.text, language)}
        case Listing():
            return {"kind": "listing", "items": [_cell(item, language) for item in block.items]}
        case Facts():
            rows = [
                [_cell(row.label, language), [_cell(v, language) for v in row.values]] for row in block.rows
            ]
            return {"kind": "facts", "rows": rows}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption.in_language(language) if is_captioned else "",
                "head": [_cell(one, language) for one in block.head],
                "rows": [[_cell(cell, language) for cell in row] for row in block.rows],
                "widths": list(block.widths),
            }


def _cell(text: LocalText, language: str) -> dict[str, str]:
    kind = "fill" if isinstance(text, ToFill) else "code" if isinstance(text, Code) else "text"
    return {"kind": kind, "text": text.in_language(language)}
