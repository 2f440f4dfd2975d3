"""All documents that exist, who may read each, and what the company still has to fill. Called by pages and commands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents.ai_notice import compile_ai_notice
from eigenart.register.documents.deletion import compile_deletion
from eigenart.register.documents.dpia import compile_dpia
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document
from eigenart.register.documents.notice import compile_notice
from eigenart.register.documents.processing_record import compile_record
from eigenart.register.documents.technical_file import compile_technical_file
from eigenart.register.documents.transparency import compile_transparency
from eigenart.register.documents.vendors import compile_vendors
from eigenart.register.documents.works_agreement import compile_works_agreement

LANGUAGES: Final = ("de", "en")


class UnknownDocument(KeyError):
    """There is no document of this code. Final."""

    code = "unknown_document"
    is_final = True


@dataclass(frozen=True, slots=True)
class Kind:
    """is_public: for everybody, without login; the others are for the offices of the company."""

    compile: Callable[[Material], Document]
    is_public: bool = False


DOCUMENTS: Final[dict[str, Kind]] = {
    "notice": Kind(compile_notice, is_public=True),
    "ai-notice": Kind(compile_ai_notice, is_public=True),
    "transparency": Kind(compile_transparency, is_public=True),
    "record": Kind(compile_record),
    "dpia": Kind(compile_dpia),
    "works-agreement": Kind(compile_works_agreement),
    "deletion": Kind(compile_deletion),
    "technical-file": Kind(compile_technical_file),
    "vendors": Kind(compile_vendors),
}


def kind(code: str) -> Kind:
    """Raises UnknownDocument."""
    try:
        return DOCUMENTS[code]
    except KeyError:
        raise UnknownDocument(code) from None


def document(code: str, material: Material) -> Document:
    """Raises UnknownDocument."""
    return kind(code).compile(material)


def open_points(material: Material) -> tuple[LocalText, ...]:
    """What the company still has to fill, over all documents, each once."""
    every = (compiled.open_points() for compiled in (document(code, material) for code in DOCUMENTS))
    return tuple(dict.fromkeys(point for points in every for point in points))
