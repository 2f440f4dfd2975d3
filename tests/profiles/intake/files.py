"""Small files as HR systems write them, and the way of one file through all steps."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.profiles import intake

HR = Actor(user_id=None, employee_id=None, roles=frozenset({Role.HR}))
DATA = Path(__file__).resolve().parents[2] / "data" / "intake"
PEOPLE_HEADINGS = (
    "Personalnummer;Vorname;Nachname;E-Mail;Standort;Abteilung;Stelle;Vorgesetzter;"
    "Eintritt;Austritt;Wochenstunden;Arbeitsmodell;Sprache;Fähigkeiten"
)


def people_csv(*rows: str) -> bytes:
    return "\r\n".join((PEOPLE_HEADINGS, *rows, "")).encode("cp1252")


def workbook(
    rows: Sequence[Sequence[Any]], *, merged: Sequence[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """An XLSX file; dates and numbers become typed cells, as Excel has them."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Personal")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    for first_row, first_column, last_row, last_column, text in merged:
        sheet.merge_range(first_row, first_column, last_row, last_column, text)
    book.close()
    return target.getvalue()


def inspected(kind: str, content: bytes, name: str = "datei.csv", **mapping: str) -> intake.IntakeBatch:
    batch = intake.receive(HR, kind, name, content)
    if mapping:
        intake.remap(batch, mapping)
    intake.inspect(batch)
    return batch


def applied(kind: str, content: bytes, name: str = "datei.csv") -> intake.IntakeBatch:
    return intake.apply(HR, inspected(kind, content, name))
