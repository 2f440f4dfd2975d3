"""Fourth lock: PostgreSQL roles, column grants and row policies, compiled from register and models.

Called by `eigenart migrate` and by doctor (`verify`). Runs as the owner, in one transaction, and may be repeated.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from eigenart.core.consent import DataCategory
from eigenart.privacy import approvals, catalog
from eigenart.privacy.catalog import Difference
from eigenart.privacy.database_role import role_of
from eigenart.privacy.in_force import register, serves_the_person
from eigenart.privacy.models import (
    AccessLog,
    AccessReach,
    Approval,
    AuditAnchor,
    AuditSeal,
    Consent,
    DriftCheck,
    Incident,
    IncidentStep,
    PartyKey,
    Proposal,
    Question,
    ReportOutcome,
    RightsRequest,
    StopEvent,
    SuiteResult,
)
from eigenart.privacy.subject import subject_models
from eigenart.register.read import Register
from eigenart.register.schema import PurposeData, PurposeEntry

FUNCTIONS: Final = Path(__file__).with_name("functions.sql")
CHAIN: Final = Path(__file__).with_name("audit.sql")
LOCK: Final = 702
READ_ONLY: Final = ("django_migrations", AuditSeal._meta.db_table)
ADD_ONLY: Final = tuple(
    model._meta.db_table
    for model in (
        AuditAnchor,
        DriftCheck,
        Incident,
        IncidentStep,
        PartyKey,
        Proposal,
        Question,
        ReportOutcome,
        StopEvent,
        SuiteResult,
    )
)
CHAINED: Final = AccessLog._meta.db_table
APPEND_ONLY: Final = (Approval._meta.db_table,)

REACHED: Final = """
    CREATE POLICY {name} ON {table} FOR SELECT TO {role} USING (
        subject_id IS NULL AND subject_tag = '' AND outcome = 'granted' AND EXISTS (
            SELECT 1 FROM public.privacy_accessreach AS r
            WHERE r.subject_id = (SELECT nullif(current_setting('eigenart.subject', true), '')::uuid)
                AND r.purpose = {table}.purpose AND r.since <= {table}.at
                AND (r.until IS NULL OR {table}.at < r.until)))"""


def app_role() -> str:
    return str(settings.DATABASES["default"]["USER"])


def shared_role() -> str:
    """The role that holds the rights on tables about nobody; every purpose role inherits it."""
    return f"{app_role()}_shared"


def compile_policies(connection_alias: str = "owner") -> None:
    """Make the database allow exactly what the register in force allows. All or nothing.

    Raises RegisterUnreadable or RegisterInvalid, and django.db.Error if the owner lacks a right.
    """
    connection = connections[connection_alias]
    with transaction.atomic(using=connection_alias), connection.cursor() as cursor:
        _Compiler(cursor, register()).run()


def verify(connection: BaseDatabaseWrapper | None = None) -> tuple[Difference, ...]:
    """What the database allows and the register does not, or the other way round; empty if they agree.

    Compiles in a transaction that is taken back, so the comparison is exact. Waits at most five seconds for locks.
    """
    connection = connection or connections["owner"]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        before = catalog.snapshot(cursor, app_role())
        _Compiler(cursor, register()).run()
        after = catalog.snapshot(cursor, app_role())
        transaction.set_rollback(True, using=connection.alias)
    return (*catalog.compare(before, after), *catalog.weaknesses(before))


class _Compiler:
    """One compilation: cursor of the owner and the register to compile."""

    def __init__(self, cursor: CursorWrapper, source: Register) -> None:
        self.cursor = cursor
        self.register = source
        self.app, self.shared = app_role(), shared_role()
        self.tables = {model.category: model._meta.db_table for model in subject_models()}

    def run(self) -> None:
        self.cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        self.cursor.execute(FUNCTIONS.read_text(encoding="utf-8"))
        period = self.register.retention(AccessLog.category).period
        self.cursor.execute(CHAIN.read_text(encoding="utf-8").replace("{period}", period))
        wanted = {role_of(entry.id) for entry in self.register.content.purposes}
        self._roles(wanted)
        self._shared_tables()
        for table in self.tables.values():
            self._close(table)
        self._functions()
        for entry in self.register.content.purposes:
            self._purpose(entry)
        self._owner_reads_consents()
        self._drop_roles(self._existing(f"{self.app}_p_") - wanted)

    def _do(self, statement: str, **names: sql.Composable | str) -> None:
        """Run a statement; plain strings are identifiers."""
        parts = {k: sql.Identifier(v) if isinstance(v, str) else v for k, v in names.items()}
        self.cursor.execute(sql.SQL(statement).format(**parts).as_string(None))

    def _existing(self, prefix: str) -> set[str]:
        self.cursor.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [prefix])
        return {name for (name,) in self.cursor.fetchall()}

    def _roles(self, wanted: set[str]) -> None:
        existing = self._existing(f"{self.app}_")
        for role in sorted({self.shared, *wanted} - existing):
            self._do("CREATE ROLE {role} NOLOGIN", role=role)
        can_set = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if self._version() >= 160000 else "")
        for role in sorted(wanted):
            self._do("GRANT {shared} TO {role}", shared=self.shared, role=role)
            self._do("GRANT {role} TO {app}{how}", role=role, app=self.app, how=can_set)

    def _version(self) -> int:
        self.cursor.execute("SELECT current_setting('server_version_num')::int")
        return int(self.cursor.fetchone()[0])

    def _shared_tables(self) -> None:
        """Tables about nobody: open to the app's role and to every purpose."""
        for role in (self.app, self.shared):
            self._do("GRANT USAGE ON SCHEMA public TO {role}", role=role)
            self._do("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}", role=role)
            self._do(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}", role=role
            )
            for table in READ_ONLY:
                self._do("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}", table=table, role=role)
            for table in ADD_ONLY:
                self._do("REVOKE UPDATE, DELETE ON {table} FROM {role}", table=table, role=role)
            for table in APPEND_ONLY:
                self._do("REVOKE UPDATE, DELETE ON {table} FROM {role}", table=table, role=role)
                self._do("GRANT UPDATE (signed_by_id) ON {table} TO {role}", table=table, role=role)

    def _close(self, table: str) -> None:
        """Take every right and every policy away from a table about people."""
        self.cursor.execute(
            "SELECT DISTINCT r.rolname FROM pg_class c CROSS JOIN LATERAL (SELECT a.grantee FROM aclexplode(c.relacl) a"
            " UNION SELECT a.grantee FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = c.oid) g"
            " JOIN pg_roles r ON r.oid = g.grantee WHERE c.oid = %s::regclass AND g.grantee <> c.relowner",
            [f"public.{table}"],
        )
        for (role,) in self.cursor.fetchall():
            self._do("REVOKE ALL ON {table} FROM {role}", table=table, role=role)
        self._do("REVOKE ALL ON {table} FROM PUBLIC", table=table)
        self.cursor.execute(
            "SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [f"public.{table}"]
        )
        for (policy,) in self.cursor.fetchall():
            self._do("DROP POLICY {policy} ON {table}", policy=policy, table=table)
        self._do("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", table=table)
        self._do("ALTER TABLE {table} FORCE ROW LEVEL SECURITY", table=table)

    def _functions(self) -> None:
        for signature in (*catalog.FUNCTIONS, *catalog.AUDIT_FUNCTIONS, catalog.AUDIT_TRIGGER):
            self._do("REVOKE ALL ON FUNCTION {f} FROM PUBLIC", f=sql.SQL(signature))

    def _purpose(self, entry: PurposeEntry) -> None:
        role = role_of(entry.id)
        for data in entry.data:
            table = self.tables.get(DataCategory(data.type))
            if table is None:
                continue
            for right in self._rights(entry, data):
                self._do("GRANT {right} ON {table} TO {role}", right=right, table=table, role=role)
            self._do(
                "CREATE POLICY {name} ON {table} TO {role} USING ({rule}) WITH CHECK ({rule})",
                name=f"p_{role.removeprefix(f'{self.app}_p_')}",
                table=table,
                role=role,
                rule=self._rule(entry),
            )
            if table == CHAINED:
                self._chained(entry, data, role)
        if entry.status == "active":
            for signature in catalog.FUNCTIONS:
                self._do("GRANT EXECUTE ON FUNCTION {f} TO {role}", f=sql.SQL(signature), role=role)

    def _chained(self, entry: PurposeEntry, data: PurposeData, role: str) -> None:
        """The log: who may remove lines may ask for it only; a person sees lines for everybody that reached her."""
        if entry.status == "active" and "remove" in data.writes:
            for signature in catalog.AUDIT_FUNCTIONS:
                self._do("GRANT EXECUTE ON FUNCTION {f} TO {role}", f=sql.SQL(signature), role=role)
        if entry.scope == "person" and self.register.entry(entry.id, AccessReach.category) is not None:
            self._do(REACHED, name=f"r_{role.removeprefix(f'{self.app}_p_')}", table=CHAINED, role=role)

    def _rights(self, entry: PurposeEntry, data: PurposeData) -> Iterator[sql.Composable]:
        if entry.status != "active":
            return
        declared = sorted(self.register.columns(entry.id, data.type))
        yield sql.SQL("SELECT ({})").format(_list(["id", "subject_id", *declared]))
        if "add" in data.writes:
            yield sql.SQL("INSERT")
        if "change" in data.writes:
            yield sql.SQL("UPDATE ({})").format(_list(["subject_id", *declared]))
        if "remove" in data.writes and self.tables[DataCategory(data.type)] != CHAINED:
            yield sql.SQL("DELETE")

    def _rule(self, entry: PurposeEntry) -> sql.Composable:
        """Approved, and: this person with a basis, or the people with a basis, or (the gate) everybody."""
        parts: list[sql.Composable] = []
        parties = approvals.required_for(entry)
        if parties:
            parts.append(
                sql.SQL("(SELECT public.eigenart_is_approved({hash}, {parties}, {demo}))").format(
                    hash=sql.Literal(self.register.hash),
                    parties=sql.SQL("{}::text[]").format(sql.Literal(list(parties))),
                    demo=sql.Literal(settings.EIGENART.is_demo),
                )
            )
        if entry.ai_system:
            stopped = sql.SQL("NOT (SELECT public.eigenart_is_stopped({}))")
            parts.append(stopped.format(sql.Literal(entry.ai_system)))
        terms = self.register.terms(entry.id)
        asked = sql.SQL(", ").join(
            sql.Literal(value) for value in (entry.id, entry.version, terms.basis.value, terms.text_hash)
        )
        is_switchable = approvals.is_optional(entry)
        if is_switchable:
            parts.append(sql.SQL("(SELECT public.eigenart_is_clear())"))
        if not serves_the_person(entry):
            parts.append(sql.SQL("coalesce(subject_id NOT IN (SELECT public.eigenart_restricted()), true)"))
        if entry.scope in ("person", "request"):
            who = sql.SQL("(SELECT nullif(current_setting('eigenart.subject', true), '')::uuid)")
            parts.append(sql.SQL("subject_id = {}").format(who))
            if is_switchable:
                parts.append(sql.SQL("(SELECT public.eigenart_permits({}, {}))").format(who, asked))
        elif entry.scope == "population" and is_switchable:
            parts.append(sql.SQL("subject_id IN (SELECT public.eigenart_permitted({}))").format(asked))
        return sql.SQL(" AND ").join(parts) if parts else sql.SQL("true")

    def _owner_reads_consents(self) -> None:
        """The functions run as the owner, whom FORCE would otherwise stop too."""
        for model in (Consent, RightsRequest):
            self._do(
                "CREATE POLICY {name} ON {table} FOR SELECT TO CURRENT_USER USING (true)",
                name="owner_reads",
                table=model._meta.db_table,
            )
        self._do("CREATE POLICY owner_keeps ON {table} TO CURRENT_USER USING (true)", table=CHAINED)

    def _drop_roles(self, vanished: set[str]) -> None:
        """Take a vanished purpose's rights away here; the role itself goes unless another database uses it."""
        for role in sorted(vanished):
            for signature in (*catalog.FUNCTIONS, *catalog.AUDIT_FUNCTIONS):
                self._do("REVOKE ALL ON FUNCTION {f} FROM {role}", f=sql.SQL(signature), role=role)
            self._do(
                "DO $$ BEGIN DROP ROLE {role}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$",
                role=role,
            )


def _list(columns: list[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(column) for column in columns)
