"""Random changes to the database, as its owner makes them. For `drift_changes`."""

from typing import Any

from django.db import ProgrammingError, connections, transaction

from eigenart.privacy import catalog
from eigenart.privacy.database_role import role_of
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import subject_models
from tests.privacy.drift_draw import APP, STRANGER, Draw


def owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def rows(question: str) -> list[Any]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(question)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def tables() -> list[str]:
    return [model._meta.db_table for model in subject_models()]


def purpose_roles() -> list[str]:
    return [role_of(entry.id) for entry in register().content.purposes]


def grant_to_others(draw: Draw) -> str:
    table, right = draw.one(tables()), draw.one(["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"])
    return f"GRANT {right} ON {table} TO {draw.one([APP, f'{APP}_shared', 'PUBLIC', STRANGER])}"


def grant_on_shared(draw: Draw) -> str:
    table = draw.one(
        ["people_employee", "auth_user", "privacy_approval", "privacy_partykey", "django_session"]
    )
    return draw.text(
        [
            f"GRANT SELECT ON {table} TO {STRANGER}",
            f"GRANT TRUNCATE ON {table} TO {APP}",
            f"GRANT SELECT ON {table} TO {APP}_shared WITH GRANT OPTION",
            f"REVOKE SELECT ON {table} FROM {APP}_shared",
            f"GRANT DELETE, UPDATE ON privacy_proposal TO {APP}",
        ]
    )


def column_right(draw: Draw) -> str:
    question = (
        "SELECT c.relname, t.attname, r.rolname FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, "
    )
    question += (
        "aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE a.privilege_type = 'SELECT'"
    )
    table, column, role = draw.one(sorted(rows(f"{question} AND starts_with(r.rolname, '{APP}_p_')")))
    if draw.choice.random() < 0.5:
        return f"REVOKE SELECT ({column}) ON {table} FROM {role}"
    other = draw.one(sorted(set(purpose_roles()) - {role}))
    return f"GRANT SELECT ({column}), UPDATE ({column}), REFERENCES ({column}) ON {table} TO {other}"


def policy(draw: Draw) -> str:
    table, name = draw.one(
        sorted(rows("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"))
    )
    return draw.text(
        [
            f"ALTER POLICY {name} ON {table} TO PUBLIC",
            f"ALTER POLICY {name} ON {table} USING (subject_id IS NOT NULL OR true)",
            f"DROP POLICY {name} ON {table}",
            f"CREATE POLICY more ON {table} USING (true)",
            "CREATE POLICY more ON people_employee USING (false)",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        ]
    )


def column(draw: Draw) -> str:
    table = draw.one([*tables(), "people_employee", "auth_user", "privacy_approval"])
    question = "SELECT attname FROM pg_attribute t WHERE attnum > 0 AND NOT attisdropped AND attname <> 'id'"
    name = draw.one(sorted(rows(f"{question} AND attnotnull AND attrelid = '{table}'::regclass")))
    return draw.text(
        [
            f"ALTER TABLE {table} ADD COLUMN score integer",
            f"ALTER TABLE {table} ADD COLUMN minutes_spent double precision DEFAULT 0",
            f"ALTER TABLE {table} RENAME COLUMN {name} TO {name}_before",
            f"ALTER TABLE {table} DROP COLUMN {name} CASCADE",
            f"ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL",
        ]
    )


def function(draw: Draw) -> str:
    known = [*catalog.FUNCTIONS, *catalog.AUDIT_FUNCTIONS]
    one = draw.one(known)
    body = "LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.profiles_interest'"
    return draw.text(
        [
            f"CREATE FUNCTION public.peek() RETURNS bigint {body}",
            f"CREATE FUNCTION public.procrastinate_peek() RETURNS bigint {body}",
            f"CREATE FUNCTION public.eigenart_permits(text) RETURNS bigint {body.replace('count(*)', '1::bigint')}",
            "CREATE OR REPLACE FUNCTION public.eigenart_is_clear() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            f"GRANT EXECUTE ON FUNCTION {one} TO {STRANGER}",
            f"GRANT EXECUTE ON FUNCTION {draw.one(catalog.AUDIT_FUNCTIONS)} TO {role_of('learning.record')}",
            f"GRANT EXECUTE ON FUNCTION {one} TO PUBLIC",
            f"REVOKE EXECUTE ON FUNCTION {draw.one(catalog.FUNCTIONS)} FROM {role_of('learning.record')}",
            f"ALTER FUNCTION {one} SECURITY INVOKER",
            f"DROP FUNCTION {one} CASCADE",
        ]
    )


def membership(draw: Draw) -> str:
    role = draw.one(purpose_roles())
    return draw.text(
        [
            f"GRANT {role} TO {STRANGER}",
            f"GRANT {APP}_shared TO {STRANGER}",
            f"GRANT {role} TO {role_of('privacy.gate')}"
            if role != role_of("privacy.gate")
            else f"GRANT {role} TO {STRANGER}",
            f"GRANT {STRANGER} TO {APP}",
            f"GRANT pg_read_all_data TO {draw.one([STRANGER, APP])}",
            f"REVOKE {role} FROM {APP}",
            f"REVOKE {APP}_shared FROM {role}",
            f"GRANT {role} TO {APP} WITH ADMIN OPTION",
        ]
    )


def role(draw: Draw) -> str:
    one = draw.one([*purpose_roles(), f"{APP}_shared"])
    attribute = draw.one(["LOGIN", "BYPASSRLS", "SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION"])
    return draw.text(
        [
            f"ALTER ROLE {one} {attribute}",
            f"ALTER ROLE {APP} {draw.one(['BYPASSRLS', 'SUPERUSER', 'INHERIT', 'CREATEROLE', 'CREATEDB'])}",
            f"ALTER ROLE {APP} SET role = '{one}'",
            f"CREATE ROLE {APP}_p_attrition; GRANT {APP}_p_attrition TO {APP}",
        ]
    )


def thing(draw: Draw) -> str:
    table = draw.one(tables())
    trigger = (
        "CREATE FUNCTION public.eigenart_copy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )
    return draw.text(
        [
            f"CREATE TABLE copy AS TABLE {table}",
            f"CREATE VIEW copy AS SELECT * FROM {table}",
            f"CREATE MATERIALIZED VIEW copy AS SELECT * FROM {table}",
            f"CREATE SCHEMA hidden; CREATE TABLE hidden.copy AS TABLE {table}",
            f"{trigger}; CREATE TRIGGER copy AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION eigenart_copy()",
            f"CREATE RULE copy AS ON INSERT TO {table} DO ALSO NOTHING",
            "ALTER TABLE privacy_accesslog DISABLE TRIGGER audit_link",
            "DROP TRIGGER audit_link ON privacy_accesslog",
            f"CREATE PUBLICATION outwards FOR TABLE {table}",
            f"DROP TABLE {table} CASCADE",
            f"ALTER TABLE {table} OWNER TO {STRANGER}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {STRANGER}",
            f"GRANT CREATE ON SCHEMA public TO {draw.one([APP, STRANGER, 'PUBLIC'])}",
            "INSERT INTO privacy_approval (register_hash, party, signed_as, at, is_demo, signed_by_pseudonym,"
            f" employees_informed, signature) VALUES ('{register().hash}', 'works_council', 'x', now(), false, '',"
            " false, 'abcd')",
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, priority)"
            " VALUES ('default', 'eigenart.delivery.jobs.tasks.send_everything', '{}', 'todo', 0)",
        ]
    )


DATABASE = (grant_to_others, grant_on_shared, column_right, policy, column, function, membership, role, thing)


def applied(draw: Draw) -> str:
    """A change to the database that its owner may make; one that only a superuser may make is drawn anew."""
    while True:
        statement = str(draw.one(DATABASE)(draw))
        try:
            with transaction.atomic(using="owner"):
                owner(statement)
        except ProgrammingError as refused:
            if "permission denied" in str(refused) or "must be" in str(refused):
                continue
            raise
        return statement
