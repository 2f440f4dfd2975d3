"""Encodings by our own rule, and files that are no text at all."""

import io
import zipfile

import pytest

from eigenart.profiles.intake import decode as decode_module
from eigenart.profiles.intake.decode import LARGEST_BYTES, decode, is_workbook
from eigenart.profiles.intake.errors import IntakeError
from tests.profiles.intake.files import DATA, workbook


@pytest.mark.parametrize(
    ("name", "encoding"), [("cp1252.csv", "cp1252"), ("utf8_bom.csv", "utf-8-sig"), ("utf16.csv", "utf-16")]
)
def test_an_encoding_is_found_and_names_stay_whole(name: str, encoding: str) -> None:
    decoded = decode((DATA / name).read_bytes())
    assert decoded.encoding == encoding
    assert "Renée" in decoded.text
    assert "Müßig" in decoded.text
    assert not decoded.text.startswith("\ufeff")


def test_every_latin_letter_of_cp1252_survives() -> None:
    letters = "äöüßÄÖÜéèàñøçłŠ€".replace("ł", "")
    assert decode(letters.encode("cp1252")).text == letters


def test_plain_utf_8_without_mark() -> None:
    assert decode("Größe".encode()).encoding == "utf-8"


def test_a_nul_character_is_named_with_line_and_place() -> None:
    with pytest.raises(IntakeError) as error:
        decode((DATA / "broken_nul.csv").read_bytes())
    assert (error.value.code, error.value.line, error.value.column) == ("nul_byte", 2, 8)


def test_bytes_of_no_encoding_are_named_with_their_line() -> None:
    with pytest.raises(IntakeError) as error:
        decode((DATA / "broken_encoding.csv").read_bytes())
    assert (error.value.code, error.value.line) == ("unknown_encoding", 2)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("broken_empty.csv", "empty_file"),
        ("broken_blank.csv", "empty_file"),
        ("broken_pdf.csv", "wrong_type"),
        ("broken_html.csv", "wrong_type"),
        ("broken_zip.xlsx", "wrong_type"),
        ("broken_old_excel.xls", "old_excel"),
    ],
)
def test_a_foreign_file_is_refused_by_what_it_is(name: str, code: str) -> None:
    with pytest.raises(IntakeError) as error:
        is_workbook((DATA / name).read_bytes())
    assert error.value.code == code


def test_too_large() -> None:
    with pytest.raises(IntakeError) as error:
        is_workbook(b"x" * (LARGEST_BYTES + 1))
    assert error.value.code == "too_large"


def test_a_workbook_that_unpacks_to_far_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode_module, "LARGEST_UNPACKED_BYTES", 100_000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_001)
    assert len(target.getvalue()) < 1_000
    with pytest.raises(IntakeError) as error:
        is_workbook(target.getvalue())
    assert (error.value.code, error.value.params) == ("too_large", {"limit_mb": 0})


def test_a_workbook_is_known_by_its_content_and_not_by_its_name() -> None:
    assert is_workbook(workbook([["a", "b"], ["1", "2"]]))
    assert not is_workbook(b"a;b\r\n1;2\r\n")
