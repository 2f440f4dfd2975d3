"""A document as HTML: the part that a page of the portal shows, or a whole page to keep.

Every value is escaped here, once; nothing of a register is ever markup.
"""

from html import escape
from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import words as w
from eigenart.register.documents.model import (
    Block,
    Code,
    Document,
    Fact,
    Facts,
    Listing,
    Paragraph,
    Section,
    Table,
    ToFill,
)
from eigenart.register.documents.words import both

FIRST_LEVEL: Final = 2
TO_FILL: Final = both("Vom Unternehmen auszufüllen", "To be filled by the company")
STYLE: Final = (
    "body{font-family:system-ui,sans-serif;line-height:1.5;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid "
    "#888;padding:.4rem .6rem;"
    "text-align:left;vertical-align:top}caption{text-align:left;font-weight:600}dt{font-weight:600}"
    "mark{background:#fde68a;color:#000}code{overflow-wrap:anywhere}"
)


class Markup(str):
    """HTML that is already escaped; templates take it as it is."""

    def __html__(self) -> str:
        return self


def body(document: Document, language: str) -> Markup:
    """The sections, from heading level 2 down; the page around it has the title."""
    return Markup("".join(_section(section, "", FIRST_LEVEL, language) for section in document.sections))


def page(document: Document, language: str) -> Markup:
    """A whole page that needs nothing else."""
    stamp = document.stamp
    title = _text(document.title, language)
    return Markup(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="register-hash" content="{stamp.register_hash}"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{_text(document.lead, language)}</p>{_stamp(document, language)}{body(document, language)}"
        "</main></body></html>"
    )


def stamp_lines(document: Document) -> tuple[tuple[LocalText, LocalText], ...]:
    """What every rendering of a document says about itself, as (label, value)."""
    stamp = document.stamp
    return (
        (both("Unternehmen", "Company"), w.same(stamp.company)),
        (both("Vorschrift", "Rule"), document.law),
        (
            both("Register", "Register"),
            w.fill(both("{id}, Version {n}", "{id}, version {n}"), id=stamp.register_id, n=stamp.version),
        ),
        (both("Prüfsumme", "Fingerprint"), w.code((stamp.register_hash,))),
        (both("Erzeugt am", "Made on"), w.day(stamp.made_on)),
    )


def _stamp(document: Document, language: str) -> str:
    rows = (f"<dt>{_text(a, language)}</dt><dd>{_text(b, language)}</dd>" for a, b in stamp_lines(document))
    return f'<dl class="ei-terms">{"".join(rows)}</dl>'


def _section(section: Section, above: str, level: int, language: str) -> str:
    address = escape(f"{above}{section.code}".replace(".", "-"))
    blocks = "".join(_block(block, language) for block in section.blocks)
    inner = "".join(_section(one, f"{address}-", level + 1, language) for one in section.sections)
    heading = f'<h{level} id="{address}">{_text(section.title, language)}</h{level}>'
    named = f' class="ei-part" aria-labelledby="{address}"' if level == FIRST_LEVEL else ""
    return f"<section{named}>{heading}{blocks}{inner}</section>"


def _block(block: Block, language: str) -> str:
    match block:
        case Paragraph():
            return f"<p>{_text(block.text, language)}</p>"
        case Listing():
            return f"<ul>{''.join(f'<li>{_text(item, language)}</li>' for item in block.items)}</ul>"
        case Facts():
            return f'<dl class="ei-terms">{"".join(_fact(row, language) for row in block.rows)}</dl>'
        case Table():
            return _table(block, language)


def _fact(row: Fact, language: str) -> str:
    values = "".join(f"<dd>{_text(value, language)}</dd>" for value in row.values)
    return f'<dt data-code="{escape(row.code)}">{_text(row.label, language)}</dt>{values}'


def _table(table: Table, language: str) -> str:
    labels = [_text(one, language) for one in table.head]
    head = "".join(f'<th scope="col">{label}</th>' for label in labels)
    rows = "".join(f"<tr>{_row(row, labels, language)}</tr>" for row in table.rows)
    caption = _text(table.caption, language)
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="{caption}">'
        f'<table class="table ei-table ei-stack"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: tuple[LocalText, ...], labels: list[str], language: str) -> str:
    first = f'<th scope="row">{_text(row[0], language)}</th>'
    cells = (
        f'<td data-label="{label}">{_text(cell, language)}</td>'
        for label, cell in zip(labels[1:], row[1:], strict=True)
    )
    return first + "".join(cells)


def _text(text: LocalText, language: str) -> str:
    spoken = escape(text.in_language(language))
    if isinstance(text, ToFill):
        return f"<mark>{escape(TO_FILL.in_language(language))}: {spoken}</mark>"
    return f"<code>{spoken}</code>" if isinstance(text, Code) else spoken
