"""Files that harm: bombs, entities, lies about size and kind, hostile names; and formulas in files that go out."""

import ast
import csv
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eigenart.people.models import Employee, Role
from eigenart.privacy import export_archive
from eigenart.profiles import intake
from eigenart.profiles.intake import decode, report, table
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.table import open_table
from tests.factories.people import sign_in
from tests.profiles.intake.files import HR, people_csv, workbook

PACKAGE = Path(__file__).resolve().parents[2] / "src/eigenart"
KNOWN = frozenset({"personalnummer", "vorname"})
ROWS = [["Personalnummer", "Vorname"], ["1", "Ida"]]
READS_ITS_OWN = {"delivery/drills/evidence.py": "reads the results that pytest wrote a moment before"}
HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")')


@pytest.fixture
def hr(make_employee: Callable[..., Employee], approved_register: None) -> Client:
    return sign_in(Client(raise_request_exception=False), make_employee(roles=[Role.HR]))


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def said_to_be(content: bytes, size: int) -> bytes:
    """The same archive, that says in both its places that its one part has this size."""
    changed = bytearray(content)
    changed[22:26] = struct.pack("<I", size)
    directory = content.rindex(b"PK\x01\x02")
    changed[directory + 24 : directory + 28] = struct.pack("<I", size)
    return bytes(changed)


def rewritten(content: bytes, change: Callable[[str], str]) -> bytes:
    """A workbook with another text in its sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, change(text.decode()) if "sharedStrings" in name else text)
    return target.getvalue()


class TestArchives:
    def test_a_bomb_that_lies_about_its_size_is_not_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decode, "LARGEST_UNPACKED_BYTES", 5 * 2**20)
        bomb = said_to_be(zipped("xl/worksheets/sheet1.xml", bytes(20 * 2**20)), 1_000)
        with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
            assert archive.infolist()[0].file_size == 1_000
        with pytest.raises(IntakeError, match="too_large"):
            decode.is_workbook(bomb)

    def test_counting_stops_just_beyond_the_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decode, "LARGEST_UNPACKED_BYTES", 2**20)
        bomb = said_to_be(zipped("xl/a.xml", bytes(50 * 2**20)), 10)
        assert 2**20 < decode.unpacked_size(bomb) <= 3 * 2**20

    def test_an_honest_workbook_counts_what_it_says(self) -> None:
        content = workbook(ROWS)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said = sum(part.file_size for part in archive.infolist())
        assert decode.unpacked_size(content) == said
        assert decode.is_workbook(content)

    def test_thousands_of_parts_are_refused(self) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for number in range(decode.MOST_PARTS + 1):
                archive.writestr(f"xl/{number}", "")
        with pytest.raises(IntakeError, match="too_large"):
            decode.is_workbook(target.getvalue())

    def test_an_archive_in_an_archive_is_not_unpacked(self) -> None:
        with pytest.raises(IntakeError, match="wrong_type"):
            decode.is_workbook(zipped("people.csv", people_csv("1;Ida;Kern")))
        with pytest.raises(IntakeError, match="wrong_type"):
            decode.is_workbook(b"\x1f\x8b" + bytes(100))


class TestEntities:
    LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    SECRET = '<!ENTITY file SYSTEM "file:///etc/passwd">'

    @pytest.mark.parametrize(
        ("declared", "used"), [('<!ENTITY l0 "ha">' + LAUGHS, "&l9;"), (SECRET, "&file;")]
    )
    def test_no_entity_is_resolved(self, declared: str, used: str) -> None:
        def planted(text: str) -> str:
            head, mark, rest = text.partition("?>")
            assert "Ida" in rest
            return f"{head}{mark}<!DOCTYPE sst [{declared}]>{rest.replace('Ida', used)}"

        read = str(outcome(rewritten(workbook(ROWS), planted)))
        assert "haha" not in read
        assert "root:" not in read
        assert "Vorname" in read or "broken_workbook" in read

    def test_nothing_of_the_house_reads_xml_by_itself(self) -> None:
        found = imports_of({"xml", "lxml", "pickle", "marshal", "shelve", "tarfile"})
        assert set(found) == set(READS_ITS_OWN)

    def test_control_an_import_is_seen(self) -> None:
        assert "profiles/intake/table.py" in imports_of({"fastexcel"})


def outcome(content: bytes) -> list[list[str]] | str:
    """The headings and cells of a workbook, or why it was refused."""
    try:
        opened = open_table(content, KNOWN)
        return [list(opened.headings), *(cells for _, cells, _ in opened.records())]
    except IntakeError as refused:
        return refused.code


def imports_of(names: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if hits := names.intersection(module.split(".")[0] for module in modules):
                found.setdefault(path.relative_to(PACKAGE).as_posix(), set()).update(hits)
    return found


class TestSize:
    def test_too_many_rows_and_columns_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(table, "MOST_ROWS", 3)
        with pytest.raises(IntakeError, match="too_many_cells"):
            open_table(people_csv(*(f"{n};Ida;Kern" for n in range(4))), KNOWN)
        monkeypatch.setattr(table, "MOST_ROWS", 1_000)
        monkeypatch.setattr(table, "MOST_COLUMNS", 2)
        with pytest.raises(IntakeError, match="too_many_cells"):
            open_table(people_csv("1;Ida;Kern"), KNOWN)

    @pytest.mark.parametrize(("path", "length"), [("/login/", 6 * 2**20), ("/hr/intake/", 62 * 2**20)])
    def test_a_body_too_large_is_refused_unread(self, hr: Client, path: str, length: int) -> None:
        answer = hr.generic(
            "POST", path, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(length)
        )
        assert answer.status_code == 413
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_more_fields_than_any_form_has_are_refused(self, hr: Client) -> None:
        assert hr.post("/settings/theme/", {f"f{n}": "1" for n in range(1_001)}).status_code == 400


class TestNamesAndKinds:
    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd.csv",
            "..\\..\\boot.csv",
            "a\x00b.csv",
            "a\r\nSet-Cookie: x.csv",
            "‮vsc.exe",
            "x" * 900,
        ],
    )
    def test_a_hostile_name_reaches_no_path_and_no_header(self, hr: Client, name: str) -> None:
        file = SimpleUploadedFile("plain.csv", people_csv("1;Ida;Kern"))
        file.name = name
        try:
            answer = hr.post("/hr/intake/", {"kind": "people", "file": file})
        except ValueError:
            return
        assert answer.status_code in (302, 400, 422)
        for batch in intake.batches(10):
            assert "/" not in batch.file_name
            assert "\\" not in batch.file_name
            assert batch.file_name.isprintable()
            assert len(batch.file_name) <= 200
            assert batch.stored_as.removesuffix(".raw").isalnum()
            assert name not in str(hr.get(f"/hr/intake/{batch.pk}/report.csv").headers)

    @pytest.mark.parametrize(
        ("content", "code"), [(b"%PDF-1.7", "wrong_type"), (b"MZ\x90\x00", "wrong_type")]
    )
    def test_the_content_decides_and_not_the_name(self, db: None, content: bytes, code: str) -> None:
        with pytest.raises(IntakeError, match=code):
            intake.receive(HR, "people", "people.csv", content)
        assert list(intake.batches(1)) == []


def armed(text: str, delimiter: str) -> list[str]:
    """Cells that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


class TestFormulas:
    WRITERS = {"privacy/export_archive.py", "profiles/intake/report.py"}

    def test_every_place_that_writes_tables_is_tested_here(self) -> None:
        found = {
            path.relative_to(PACKAGE).as_posix()
            for path in PACKAGE.rglob("*.py")
            if "demo" not in path.parts  # it writes the invented company's own files
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and node.attr in {"writer", "DictWriter", "write_csv", "write_excel"}
        }
        assert found == self.WRITERS

    @pytest.mark.parametrize("cell", HOSTILE)
    def test_a_copy_of_ones_data(self, cell: str) -> None:
        text = export_archive.table([{"a": cell, cell: "x", "nested": [cell]}])
        assert armed(text, ",") == []
        assert cell.strip() in text.replace('""', '"')

    @pytest.mark.parametrize("cell", HOSTILE)
    def test_the_report_on_a_file(self, cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
        seen = SimpleNamespace(
            refused=[SimpleNamespace(heading=cell, reason="health")], issues=[], heading_of={}, issue_count=0
        )
        monkeypatch.setattr(report, "summary", lambda _: seen)
        monkeypatch.setattr(report.words, "refused_column", lambda heading, reason: heading)
        batch: Any = None
        assert armed(report.report_csv(batch, "de"), ";") == []

    def test_control_an_armed_cell_is_found(self) -> None:
        assert armed("a,=1+1\r\n", ",") == ["=1+1"]
