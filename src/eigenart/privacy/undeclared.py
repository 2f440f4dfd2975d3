"""What is in the database and nobody declared: tables, columns, functions, rights, members and ways out.

`rls.verify` finds what a compilation would put right; this finds what none touches. Called by `drift`.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from eigenart.privacy import catalog
from eigenart.privacy.catalog import Difference
from eigenart.privacy.database_role import role_of
from eigenart.privacy.models import AccessLog
from eigenart.privacy.subject import subject_models
from eigenart.register.read import Register

QUEUE: Final = "procrastinate_"
HARMLESS_EXTENSIONS: Final = (
    "plpgsql",
    "pg_stat_statements",
    "pgcrypto",
    "pg_trgm",
    "citext",
    "unaccent",
    "btree_gin",
)

QUESTIONS: Final = Path(__file__).with_name("undeclared.sql")
OURS: Final = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
PORTAL: Final = (
    "(r.rolname = %(app)s OR starts_with(r.rolname, %(app)s || '_p_') OR r.rolname = %(app)s || '_shared')"
)

COLUMNS: Final = """
    SELECT c.relname, t.attname, format_type(t.atttypid, t.atttypmod), t.attnotnull
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relname = ANY(%(tables)s) AND t.attnum > 0 AND NOT t.attisdropped"""


def undeclared(connection: BaseDatabaseWrapper, *, app_role: str, source: Register) -> tuple[Difference, ...]:
    """Everything that no model, no purpose and no library of the portal accounts for. As the owner; changes nothing."""
    functions = [*catalog.FUNCTIONS, *catalog.AUDIT_FUNCTIONS, catalog.AUDIT_TRIGGER]
    tables = _tables()
    parameters: dict[str, Any] = {
        "app": app_role,
        "tables": sorted({*tables, *_queue_tables(), MigrationRecorder.Migration._meta.db_table}),
        "people": [model._meta.db_table for model in subject_models()],
        "functions": functions,
        "bodies": _queue_bodies(),
        "extensions": list(HARMLESS_EXTENSIONS),
        "log": AccessLog._meta.db_table,
    }
    found: list[Difference] = []
    with connection.cursor() as cursor:
        for code, question in _questions():
            cursor.execute(question, parameters)
            lines = {str(line) for (line,) in cursor.fetchall()}
            if code == "function_right":
                cursor.execute(
                    "SELECT f, to_regprocedure(f)::text FROM unnest(%(functions)s::text[]) AS f", parameters
                )
                lines -= set(_expected_rights(source, dict(cursor.fetchall())))
            found += [Difference(code, line) for line in sorted(lines)]
        cursor.execute(COLUMNS, {"tables": sorted(tables)})
        found += _columns(connection, tables, cursor.fetchall())
    return tuple(found)


def _questions() -> Iterator[tuple[str, str]]:
    text = QUESTIONS.read_text(encoding="utf-8").replace("{ours}", OURS).replace("{portal}", PORTAL)
    _, *parts = re.split(r"^-- ([a-z_]+)$", text, flags=re.MULTILINE)
    yield from zip(parts[::2], parts[1::2], strict=True)


def _tables() -> dict[str, type[models.Model]]:
    """The tables of our own and Django's models, by name."""
    every = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return {m._meta.db_table: m for m in every if not m._meta.db_table.startswith(QUEUE)}


def _columns(
    connection: BaseDatabaseWrapper, tables: dict[str, type[models.Model]], rows: list[tuple[Any, ...]]
) -> Iterator[Difference]:
    """What the database computes by itself, and what Django makes between two tables, is compared by name alone."""
    wanted: dict[tuple[str, str], tuple[str, bool] | None] = {}
    for table, model in tables.items():
        for field in model._meta.concrete_fields:
            is_free = isinstance(field, models.GeneratedField) or model._meta.auto_created
            kind = (_type(field.db_type(connection)), not field.null)
            wanted[table, str(field.column)] = None if is_free else kind
    found = {(table, name): (kind, required) for table, name, kind, required in rows}
    for table, name in sorted(found.keys() | wanted.keys()):
        here, there = found.get((table, name)), wanted.get((table, name))
        if (table, name) not in wanted:
            yield Difference("column_undeclared", f"{table}.{name}")
        elif here is None:
            yield Difference("column_missing", f"{table}.{name}")
        elif there is not None and here != there:
            yield Difference(
                "column_other", f"{table}.{name}: {here[0]}{'' if here[1] else ', may be empty'}"
            )


def _type(declared: str | None) -> str:
    return re.sub(r"^varchar", "character varying", declared or "")


def _expected_rights(source: Register, names: dict[str, str]) -> Iterator[str]:
    for entry in source.content.purposes:
        if entry.status != "active":
            continue
        removes = any(d.type == AccessLog.category and "remove" in d.writes for d in entry.data)
        for function in (*catalog.FUNCTIONS, *(catalog.AUDIT_FUNCTIONS if removes else ())):
            yield f"{names[function]}: {role_of(entry.id)}"


def _queue_schema() -> str:
    return (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")


def _queue_tables() -> list[str]:
    return re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", _queue_schema())


def _queue_bodies() -> list[str]:
    """Digests of the functions that the job queue brings, as its library ships them."""
    bodies = re.findall(r"\$\$(.*?)\$\$", _queue_schema(), re.DOTALL)
    return [hashlib.md5(body.encode(), usedforsecurity=False).hexdigest() for body in bodies]
