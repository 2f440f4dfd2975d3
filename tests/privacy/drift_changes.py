"""Random changes behind the register's back: to the database, to the program, to the file. For `test_drift_changes`.

Each is drawn from a seed, really changes something, and is undone afterwards.
"""

import logging
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import SocketHandler
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import ProgrammingError, connections, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import isolate_apps
from django.urls import URLPattern, get_resolver, path
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from eigenart.core.consent import DataCategory
from eigenart.privacy import catalog, running
from eigenart.privacy.database_role import role_of
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import SubjectData, subject_models
from eigenart.register.loader import DEFAULT_FILE

APP = str(settings.DATABASES["default"]["USER"])
STRANGER = "drift_stranger"
Undo = Callable[[], None]


@dataclass
class Draw:
    """One seed's choices. patch: pytest's; folder: for a register of its own."""

    choice: random.Random
    patch: Any
    folder: Path

    def one(self, of: Any) -> Any:
        return self.choice.choice(list(of))


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


# --- the database


def grant_to_others(draw: Draw) -> str:
    table, right = draw.one(tables()), draw.one(["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"])
    return f"GRANT {right} ON {table} TO {draw.one([APP, f'{APP}_shared', 'PUBLIC', STRANGER])}"


def grant_on_shared(draw: Draw) -> str:
    table = draw.one(
        ["people_employee", "auth_user", "privacy_approval", "privacy_partykey", "django_session"]
    )
    return draw.one(
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
    return draw.one(
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
    return draw.one(
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
    return draw.one(
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
    return draw.one(
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
    return draw.one(
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
    return draw.one(
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


# --- the program


def _patterns() -> list[tuple[list[Any], URLPattern]]:
    """Every list of addresses with each page in it."""

    def walk(found: list[Any]) -> Iterator[tuple[list[Any], URLPattern]]:
        for one in found:
            if isinstance(one, URLPattern):
                yield found, one
            else:
                yield from walk(one.url_patterns)

    return list(walk(get_resolver().url_patterns))


def other(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("")


def route(draw: Draw) -> str:
    """Another page, one less, one that another part answers, or one that asks for no login."""
    found, one = draw.one(_patterns())
    place = found.index(one)
    what = draw.one(["added", "gone", "answered by another", "without login", "with login"])
    changed = list(found)
    match what:
        case "added":
            changed.append(path(draw.one(["export-all/", "people.csv", "team/<int:number>/"]), other))
        case "gone":
            del changed[place]
        case "answered by another":
            changed[place] = path("", other)
            changed[place].pattern = one.pattern
        case _:
            is_public = not getattr(one.callback, "login_required", True)
            view = draw_view(one, public=not is_public)
            changed[place] = URLPattern(one.pattern, view, one.default_args, one.name)
            what = f"login turned {'on' if is_public else 'off'}"
    kept = list(found)
    found[:] = changed
    draw.patch.undo_later(lambda: found.__setitem__(slice(None), kept))
    return f"page {one.pattern}: {what}"


def draw_view(one: URLPattern, *, public: bool) -> Any:
    def view(request: HttpRequest, **more: Any) -> Any:
        return one.callback(request, **more)

    inner: Any = one.callback
    view.__module__ = inner.__module__
    view.__qualname__ = inner.__qualname__
    if hasattr(inner, "view_class"):
        view.view_class = inner.view_class  # type: ignore[attr-defined]
    return login_not_required(view) if public else view


def job(draw: Draw) -> str:
    ours = sorted(name for name in app.tasks if name.startswith("eigenart."))
    name = draw.one(ours)
    scheduled = app.periodic_registry.periodic_tasks
    what = draw.one(["gone", "other function", "scheduled", "rescheduled", "added"])
    match what:
        case "gone":
            draw.patch.delitem(app.tasks, name)
        case "other function":
            draw.patch.setattr(app.tasks[name], "func", other)
        case "scheduled":
            name = draw.one(sorted(set(ours) - {key[0] for key in scheduled}))
            draw.patch.setitem(scheduled, (name, ""), PeriodicTask(app.tasks[name], "1 1 * * *", "", {}))
        case "rescheduled":
            key = draw.one(sorted(key for key in scheduled if key[0] in ours))
            task = scheduled[key].task
            draw.patch.setitem(scheduled, key, PeriodicTask(task, "*/7 * * * *", key[1], {}))
        case _:
            task = draw.one([app.tasks[one] for one in ours])
            draw.patch.setitem(app.tasks, "eigenart.delivery.jobs.tasks.send_all", task_named(task))
    return f"job {name}: {what}"


def task_named(task: Any) -> Any:
    class Sending:
        name = "eigenart.delivery.jobs.tasks.send_all"
        func = task.func

    return Sending()


def model(draw: Draw) -> str:
    """A table about people more, a field more or less in the program, or another claim about its data."""
    one = draw.one(subject_models())
    what = draw.one(["added", "field added", "field gone", "other category", "other retention", "gone"])
    get_models = apps.get_models
    match what:
        case "added":
            with isolate_apps("eigenart.privacy"):

                class Mood(SubjectData):
                    category = DataCategory("mood")

                    class Meta:
                        app_label = "privacy"

            draw.patch.setattr(apps, "get_models", lambda *a, **k: [*get_models(*a, **k), Mood])
        case "gone":
            draw.patch.setattr(
                apps, "get_models", lambda *a, **k: [m for m in get_models(*a, **k) if m is not one]
            )
        case "other category":
            draw.patch.setattr(one, "category", DataCategory("mood"))
        case "other retention":
            draw.patch.setattr(one, "retention", "LK-V99")
        case "field added":
            fields = list(one._meta.local_fields)
            models.IntegerField(null=True).contribute_to_class(one, "drifted")
            draw.patch.undo_later(lambda: restore_fields(one, fields))
        case _:
            fields = list(one._meta.local_fields)
            plain = [f for f in fields if not f.is_relation and not f.primary_key]
            one._meta.local_fields = [f for f in fields if f is not draw.one(plain)]  # type: ignore[misc]
            one._meta._expire_cache()  # type: ignore[attr-defined]
            draw.patch.undo_later(lambda: restore_fields(one, fields))
    return f"model {one._meta.label}: {what}"


def restore_fields(one: Any, fields: list[Any]) -> None:
    one._meta.local_fields = fields
    one._meta._expire_cache()
    if "drifted" in one.__dict__:
        delattr(one, "drifted")


def setting(draw: Draw) -> str:
    what = draw.one(["mail", "mail library", "pages", "cache", "files", "log", "guard"])
    match what:
        case "mail":
            draw.patch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
            draw.patch.setattr(settings, "EMAIL_HOST", draw.one(["mail.example.org", "localhost"]))
        case "mail library":
            draw.patch.setattr(settings, "EMAIL_BACKEND", "anymail.backends.mailgun.EmailBackend")
        case "pages":
            directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
            name = draw.one(sorted(directives))
            draw.patch.setitem(directives, name, [*directives[name], "https://cdn.example.org"])
        case "cache":
            cache = {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://far.example.org",
            }
            draw.patch.setattr(settings, "CACHES", {"default": cache})
        case "files":
            store = {"BACKEND": "storages.backends.s3.S3Storage"}
            draw.patch.setattr(settings, "STORAGES", {**settings.STORAGES, "default": store})
        case "log":
            handler, log = SocketHandler("far.example.org", 9), logging.getLogger("eigenart.drift")
            log.addHandler(handler)
            draw.patch.undo_later(lambda: log.removeHandler(handler))
        case _:
            gone = draw.one(running.GUARDS)
            draw.patch.setattr(settings, "MIDDLEWARE", [name for name in settings.MIDDLEWARE if name != gone])
    return f"setting: {what}"


PROGRAM = (route, job, model, setting, route, job, model)


# --- the file


def file(draw: Draw) -> str:
    """One quoted word, number or truth value of the register is another one."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    found = [
        m
        for m in re.finditer(r'"[^"\n]+"|(?<=: )(?:true|false|\d+)\b', text)
        if "#" not in line_before(text, m)
    ]
    one = draw.one(found)
    old = one.group()
    if old.startswith('"'):
        new = draw.one([f'{old[:-1]}x"', '"' + old[1:-1].swapcase() + '"', f'"x{old[1:]}'])
    else:
        new = {"true": "false", "false": "true"}.get(old, f"{old}1")
    if new == old:
        new = f'{old[:-1]}x"'
    (draw.folder / "register.yaml").write_text(
        text[: one.start()] + new + text[one.end() :], encoding="utf-8"
    )
    draw.patch.setattr(settings, "EIGENART", settings.EIGENART.model_copy(update={"data_dir": draw.folder}))
    return f"file, line {text[: one.start()].count(chr(10)) + 1}: {old[:40]} is {new[:40]}"


def line_before(text: str, found: "re.Match[str]") -> str:
    return text[text.rfind("\n", 0, found.start()) + 1 : found.start()]


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


# --- all of them


class Patch:
    """pytest's monkeypatch, with changes of our own that end with it."""

    def __init__(self, monkeypatch: Any) -> None:
        self.monkeypatch = monkeypatch
        self.later: list[Undo] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.monkeypatch, name)

    def undo_later(self, undo: Undo) -> None:
        self.later.append(undo)


@contextmanager
def changed(seed: int, monkeypatch: Any, folder: Path) -> Iterator[str]:
    """One random change; says which. A fifth are to the file, two fifths each to database and program."""
    patch = Patch(monkeypatch)
    draw = Draw(random.Random(seed), patch, folder)
    owner(f"DO $$ BEGIN CREATE ROLE {STRANGER}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    try:
        match seed % 5:
            case 0:
                yield file(draw)
            case 1 | 3:
                yield draw.one(PROGRAM)(draw)
            case _:
                yield applied(draw)
    finally:
        for undo in patch.later:
            undo()
        monkeypatch.undo()
