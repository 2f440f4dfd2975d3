"""The parts of a generated document: headings, paragraphs, lists, facts and tables, each text in both languages.

Compilers build it; `html` and `pdf` render it. Nothing in it can be edited by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eigenart.core.vocabulary import LocalText


@dataclass(frozen=True, slots=True)
class ToFill(LocalText):
    """A place that the company has to fill in its register; the text says what belongs there."""


@dataclass(frozen=True, slots=True)
class Code(LocalText):
    """Technical names, shown as they stand in the register."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: LocalText
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[LocalText, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One element that a law asks for. code: the checklist's name of it, which the tests compare as sets."""

    code: str
    label: LocalText
    values: tuple[LocalText, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names the row. widths: shares of the columns on paper."""

    caption: LocalText
    head: tuple[LocalText, ...]
    rows: tuple[tuple[LocalText, ...], ...]
    widths: tuple[int, ...]


Block = Paragraph | Listing | Facts | Table


@dataclass(frozen=True, slots=True)
class Section:
    """code: unique among its siblings; becomes the address of the heading."""

    code: str
    title: LocalText
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """From which register, and on which day, a document was rendered."""

    company: str
    register_id: str
    version: int
    register_hash: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """law: the rule that asks for it. lead: what it is, in one or two sentences."""

    code: str
    title: LocalText
    law: LocalText
    lead: LocalText
    stamp: Stamp
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[LocalText]:
        """Every text, in reading order."""
        yield from (self.title, self.law, self.lead)
        for section in self.sections:
            yield from _texts_of(section)

    def open_points(self) -> tuple[LocalText, ...]:
        """What the company still has to fill, each once."""
        found = (text for text in self.texts() if isinstance(text, ToFill))
        return tuple(dict.fromkeys(found))


def facts_of(section: Section) -> dict[str, Fact]:
    """All facts of a section and of those below it, by code."""
    found = {row.code: row for block in section.blocks if isinstance(block, Facts) for row in block.rows}
    for inner in section.sections:
        found |= facts_of(inner)
    return found


def _texts_of(section: Section) -> Iterator[LocalText]:
    yield section.title
    for block in section.blocks:
        yield from _texts_in(block)
    for inner in section.sections:
        yield from _texts_of(inner)


def _texts_in(block: Block) -> Iterator[LocalText]:
    match block:
        case Paragraph():
            yield block.text
        case Listing():
            yield from block.items
        case Facts():
            for fact in block.rows:
                yield fact.label
                yield from fact.values
        case Table():
            yield block.caption
            yield from block.head
            for row in block.rows:
                yield from row
