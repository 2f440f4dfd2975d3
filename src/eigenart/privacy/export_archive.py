"""One ZIP from the content of an export: HTML to read, JSON for machines, CSV for tables, both schemas. Pure."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from eigenart.privacy import export_schemas

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Spreadsheets take a CSV for UTF-8 only with it."""


def zipped(content: Mapping[str, Any], portable: Mapping[str, Any], pages: Mapping[str, str]) -> bytes:
    """pages: further files by name, such as `index.html` and its style sheet."""
    files = {
        **pages,
        "export.json": _json(content),
        "portable.json": _json(portable),
        **{f"schema/{name}.schema.json": export_schemas.text(name) for name in export_schemas.NAMES},
        **{f"csv/{name}.csv": _table(kind["rows"]) for name, kind in content["data_types"].items()},
        **{f"csv/{name}.csv": table(rows) for name, rows in _flat(content["parts"])},
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """A CSV that no spreadsheet takes for formulas: a text that starts like one gets an apostrophe before it."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([cell(name) for name in columns])
    writer.writerows([[cell(row.get(name)) for name in columns] for row in rows])
    return BYTE_ORDER_MARK + held.getvalue()


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _table(rows: Iterable[Mapping[str, Any]]) -> str:
    return table(
        [
            {**row["values"], "kept_until": row["kept_until"], "last_used_at": row["last_used_at"]}
            for row in rows
        ]
    )


def _flat(parts: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Parts that are lists of rows are tables as well."""
    return [
        (name, part)
        for name, part in parts.items()
        if isinstance(part, list) and all(isinstance(row, Mapping) for row in part)
    ]


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=False)
