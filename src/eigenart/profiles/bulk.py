"""Very many rows at once: look-ups by an array, inserts by one document. For intake, which writes whole companies.

Django sends one literal per value and builds one object per row: 100,000 people are 700,000 rows. Here the database
unpacks one JSON document per chunk. The gate stays as it is: callers pass `Model.under(grant)`, and the role of the
grant writes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL

CHUNK = 5_000

Line = Sequence[object]
"""The values of one row, in the order of the columns; dates and UUIDs as text, JSON as it is."""


def among(values: Iterable[UUID | str]) -> Any:
    """For `column__in=`: the values as one array instead of one literal each. All UUIDs or all texts."""
    wanted = list(values)
    if not wanted:
        return wanted  # Django then asks nothing at all
    kind = "uuid" if isinstance(wanted[0], UUID) else "varchar"
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [wanted])  # noqa: S611 - the kind is one of two words


def insert(
    rows: models.QuerySet[Any],
    columns: Sequence[str],
    lines: Sequence[Line],
    *,
    constants: Mapping[str, object] | None = None,
    unique: Sequence[str] = (),
    updated: Sequence[str] = (),
) -> None:
    """Add rows to the table of a query set, at most CHUNK in one statement.

    columns: names in the database, one per value of a line. constants: columns with one value for all lines; others
    get the default of their field. unique: where a row with the same values exists, its `updated` columns are
    written; without `updated` it stays as it is. No two lines of a chunk may have the same `unique` values then.
    """
    statement, parameters = _statement(
        rows.model, columns, constants=constants or {}, unique=unique, updated=updated
    )
    with connection.cursor() as cursor:
        for start in range(0, len(lines), CHUNK):
            document = json.dumps(
                [dict(zip(columns, line, strict=True)) for line in lines[start : start + CHUNK]]
            )
            cursor.execute(statement, [*parameters, document])


def _statement(
    model: type[models.Model],
    columns: Sequence[str],
    *,
    constants: Mapping[str, object],
    unique: Sequence[str],
    updated: Sequence[str],
) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    named: list[str] = []
    values: list[str] = []
    parameters: list[Any] = []
    for name, field in fields.items():
        if name in columns:
            named.append(quote(name))
            values.append(f"line.{quote(name)}")
        elif field.primary_key:
            if isinstance(field, models.UUIDField):
                named.append(quote(name))
                values.append("gen_random_uuid()")
        else:
            value = constants[name] if name in constants else field.get_default()
            named.append(quote(name))
            values.append(f"%s::{_type(field)}")
            parameters.append(field.get_db_prep_save(value, connection))
    unpacked = ", ".join(f"{quote(name)} {_type(fields[name])}" for name in columns)
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(named)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM json_to_recordset(%s::json) AS line({unpacked}){_on_conflict(unique, updated)}"
    )
    return sql, parameters


def _on_conflict(unique: Sequence[str], updated: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    if not unique:
        return ""
    target = ", ".join(map(quote, unique))
    writes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in updated)
    return f" ON CONFLICT ({target}) DO " + (f"UPDATE SET {writes}" if writes else "NOTHING")


def _type(field: "models.Field[Any, Any]") -> str:
    """Without a length: a text that is too long is an error of the table, and is not cut off here."""
    return str(field.db_type(connection)).split("(")[0]
