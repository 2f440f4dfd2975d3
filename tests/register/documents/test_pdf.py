"""PDF/UA-1: tagged, titled, in its language; every value literal; the same bytes for the same material."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from eigenart.register.documents import pdf
from eigenart.register.documents.catalogue import DOCUMENTS, LANGUAGES, document
from eigenart.register.documents.material import Material

HOSTILE = '#panic("x") *bold* _low_ $x^2$ @ref <label> `raw` \\u{41} [a] // no = title'
HEAVY = "ÄÖÜ äöü ß § – „Zitat“ Łukasz Ğ Š é 100 %"


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    """Without line breaks and soft hyphens, which the layout adds."""
    pages = "\n".join(page.extract_text() for page in read(content).pages)
    return "".join(pages.replace("\u00ad\n", "").replace("\u00ad", "").split())


def put(text: str) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        plain["controller"]["name"] = text
        plain["data_types"]["skills"]["title"] = {"de": text, "en": text}

    return change


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", DOCUMENTS)
def test_it_is_tagged_and_says_what_it_is(code: str, language: str, material: Material) -> None:
    compiled = document(code, material)
    reader = read(pdf.render(compiled, language))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == compiled.title.in_language(language)
    assert reader.metadata["/Keywords"] == material.register.hash


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [HOSTILE, HEAVY])
def test_every_value_comes_out_literally(text: str, language: str, changed: Callable[..., Material]) -> None:
    content = pdf.render(document("deletion", changed(put(text))), language)
    assert text_of(content).count("".join(text.split())) >= 2


def test_it_carries_hash_version_and_date(material: Material) -> None:
    found = text_of(pdf.render(document("record", material), "de"))
    assert material.register.hash in found
    assert "Version1" in found
    assert "24.11.2026" in found


def test_the_same_material_gives_the_same_bytes(material: Material) -> None:
    compiled = document("vendors", material)
    first = pdf.render(compiled, "de")
    pdf._compiled.cache_clear()
    assert pdf.render(compiled, "de") == first


def test_another_day_or_register_gives_other_bytes(
    material: Material, changed: Callable[..., Material]
) -> None:
    first = pdf.render(document("vendors", material), "de")
    later = Material(register=material.register, made_on=date(2026, 11, 25))
    assert pdf.render(document("vendors", later), "de") != first
    assert pdf.render(document("vendors", changed(put("Andere AG"))), "de") != first


def test_only_fonts_that_ship_are_used(material: Material) -> None:
    fonts: set[str] = set()
    for page in read(pdf.render(document("record", material), "de")).pages:
        resources: Any = page["/Resources"]
        fonts |= {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    names = {font.split("+")[-1].split("-")[0] for font in fonts}
    assert names
    assert names <= {"Figtree", "FigtreeExtended", "DejaVuSansMono", "LibertinusSerif"}
