"""What PostgreSQL's own catalogue says about rights: read by `rls.verify`, which compares it with the register."""

from dataclasses import dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper
from psycopg import sql

FUNCTIONS: Final = (
    "public.eigenart_is_approved(text, text[], boolean)",
    "public.eigenart_permits(uuid, text, integer, text, text)",
    "public.eigenart_permitted(text, integer, text, text)",
    "public.eigenart_restricted()",
    "public.eigenart_is_stopped(text)",
    "public.eigenart_is_clear()",
)

AUDIT_FUNCTIONS: Final = (
    "public.eigenart_audit_remove(timestamptz)",
    "public.eigenart_audit_forget(uuid[])",
)
"""For the purposes that may remove lines of the access log: nobody may delete from it."""

AUDIT_TRIGGER: Final = "public.eigenart_audit_link()"

Snapshot = dict[str, frozenset[str]]

QUESTIONS: Final = {
    "table_right": """
        SELECT format('%s: %s %s', c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')""",
    "column_right": """
        SELECT format('%s.%s: %s %s', c.relname, t.attname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type)
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE n.nspname = 'public'""",
    "policy": """
        SELECT format('%s.%s: %s to %s using %s check %s %s', tablename, policyname, cmd, roles, qual, with_check,
                      permissive) FROM pg_policies WHERE schemaname = 'public'""",
    "row_security": """
        SELECT format('%s: enabled %s, forced %s', relname, relrowsecurity, relforcerowsecurity)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND relkind = 'r' AND (relrowsecurity OR relforcerowsecurity)""",
    "function": """
        SELECT format('%s: owner %s, definer %s, %s, rights %s, body %s', p.oid::regprocedure, p.proowner::regrole,
                      p.prosecdef, p.proconfig,
                      (SELECT array_agg(coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                                        ORDER BY r.rolname, a.privilege_type)
                       FROM aclexplode(p.proacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee), md5(p.prosrc))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND starts_with(p.proname, 'eigenart_')""",
    "trigger": """
        SELECT format('%s, enabled %s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid = 'public.privacy_accesslog'::regclass""",
    "role": """
        SELECT format('%s: login %s, superuser %s, bypass %s', rolname, rolcanlogin, rolsuper, rolbypassrls)
        FROM pg_roles WHERE starts_with(rolname, {app} || '_')""",
    "membership": """
        SELECT format('%s in %s', m.member::regrole, m.roleid::regrole) FROM pg_auth_members m
        JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = {app} OR starts_with(r.rolname, {app} || '_')""",
}

WEAKNESSES: Final = {
    "app_is_superuser": "SELECT rolname::text FROM pg_roles WHERE rolname = {app} AND rolsuper",
    "app_bypasses_policies": "SELECT rolname::text FROM pg_roles WHERE rolname = {app} AND rolbypassrls",
    "app_inherits": "SELECT rolname::text FROM pg_roles WHERE rolname = {app} AND rolinherit",
    "app_makes_roles": "SELECT rolname::text FROM pg_roles WHERE rolname = {app} AND rolcreaterole",
    "app_owns_table": "SELECT relname::text FROM pg_class WHERE relowner = {app}::regrole",
    "app_in_foreign_role": """
        SELECT m.roleid::regrole::text FROM pg_auth_members m
        WHERE m.member = {app}::regrole AND NOT starts_with(m.roleid::regrole::text, {app} || '_p_')""",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement. code: `<subject>_too_much`, `<subject>_missing`, or the name of a weakness."""

    code: str
    detail: str


def snapshot(cursor: CursorWrapper, app_role: str) -> Snapshot:
    """Everything that decides on access, as comparable lines by kind."""
    found: Snapshot = {}
    for name, question in {**QUESTIONS, **WEAKNESSES}.items():
        literal = sql.Literal(app_role).as_string(None)
        cursor.execute(question.replace("{app}", literal))
        found[name] = frozenset(row[0] for row in cursor.fetchall())
    return found


def compare(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """before: as the database is; after: as the register would have it."""
    found = []
    for name in QUESTIONS:
        found += [Difference(f"{name}_too_much", line) for line in sorted(before[name] - after[name])]
        found += [Difference(f"{name}_missing", line) for line in sorted(after[name] - before[name])]
    return tuple(found)


def weaknesses(found: Snapshot) -> tuple[Difference, ...]:
    """What no compilation can mend: the app's role itself has too much."""
    return tuple(Difference(name, line) for name in WEAKNESSES for line in sorted(found[name]))
