"""What `doctor` looks at. Each check returns findings; none changes anything."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from eigenart.privacy import anchors, approvals, rls
from eigenart.privacy import data_keys as sealed
from eigenart.privacy.in_force import register
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable

OLDEST_POSTGRESQL = 150000
WORKER_SILENCE = timedelta(minutes=2)
ANCHOR_SILENCE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Finding:
    """state: ok | note | wrong."""

    title: str
    state: str
    text: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def all_findings() -> list[Finding]:
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings.extend(check())
        except OperationalError as error:
            findings.append(
                Finding(check.__name__, "wrong", str(error).splitlines()[0], "See the database first.")
            )
    return findings


def database() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version < OLDEST_POSTGRESQL:
        yield Finding(
            "Database", "wrong", f"PostgreSQL {version // 10000} is too old.", "Use PostgreSQL 15 or newer."
        )
        return
    kind = "embedded" if settings.DATABASES_FOUND.is_embedded else "given by DATABASE_URL"
    yield Finding("Database", "ok", f"PostgreSQL {version // 10000}, {kind}.")


def roles() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, is_super, bypasses, inherits, creates = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        owned = cursor.fetchone()[0]
    faults = [
        text
        for text, is_so in (
            ("is a superuser", is_super),
            ("bypasses row security", bypasses),
            ("inherits rights", inherits),
            ("may make roles", creates),
            (f"owns {owned} tables", owned > 0),
        )
        if is_so
    ]
    if faults:
        remedy = (
            f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEROLE; give its tables to the owner."
        )
        yield Finding("Roles", "wrong", f"The application's role {name} {', '.join(faults)}.", remedy)
    else:
        yield Finding(
            "Roles", "ok", f"The application runs as {name}, which owns no table and is no superuser."
        )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("Migrations", "wrong", f"{len(waiting)} are not applied.", "Run: eigenart migrate")
    else:
        yield Finding("Migrations", "ok", "All are applied.")


def register_itself() -> Iterator[Finding]:
    try:
        running = register()
    except (RegisterUnreadable, RegisterInvalid) as error:
        yield Finding("Register", "wrong", str(error), "Correct register.yaml in the data folder.")
        return
    waiting = [one.party.value for one in approvals.state() if one.is_required and one.approved_at is None]
    if waiting:
        text = f"Hash {running.hash[:12]}: waiting for {', '.join(waiting)}. What they must approve is off."
        yield Finding("Register", "note", text, "Each party approves it in the portal under Register.")
    else:
        yield Finding("Register", "ok", f"Hash {running.hash[:12]}, approved by all parties.")


def compiled_register() -> Iterator[Finding]:
    differences = rls.verify()
    for difference in differences:
        yield Finding("Policies", "wrong", str(difference), "Run: eigenart migrate")
    if not differences:
        yield Finding("Policies", "ok", "Roles, column rights and row policies are those of the register.")


def keys() -> Iterator[Finding]:
    path = settings.EIGENART.key_path
    if settings.EIGENART.secret_key is not None and settings.EIGENART.data_key is not None:
        yield Finding("Keys", "ok", "SECRET_KEY and EIGENART_DATA_KEY come from the environment.")
    elif path.stat().st_mode & 0o077:
        yield Finding(
            "Keys", "wrong", f"Others may read {path.name}.", f"chmod 600 {path.name} in the data folder"
        )
    else:
        yield Finding(
            "Keys", "ok", f"Made once and kept in {path.name} in the data folder, readable by nobody else."
        )


def data_keys() -> Iterator[Finding]:
    lost = sealed.unreadable()
    if lost:
        text = f"{lost} keys of people do not open: the master key is not the one they were sealed under."
        remedy = (
            "Put the right EIGENART_DATA_KEY back; until then sealed data cannot be read. Nothing is lost."
        )
        yield Finding("Data keys", "wrong", text, remedy)
    elif len(settings.EIGENART.data_keys) > 1:
        yield Finding("Data keys", "note", "A rotation is under way.", "Run: eigenart keys rotate")
    else:
        yield Finding("Data keys", "ok", "The master key opens the keys of people.")


def worker() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    if last is None or timezone.now() - last > WORKER_SILENCE:
        yield Finding("Worker", "note", "None has reported within two minutes.", "Run: eigenart worker")
    else:
        yield Finding("Worker", "ok", f"Last seen {timezone.localtime(last):%H:%M:%S}.")
    if failed:
        yield Finding("Jobs", "note", f"{failed} have failed.", "See the worker's log.")


def audit_anchor() -> Iterator[Finding]:
    last = anchors.latest()
    remedy = "Set EIGENART_MAIL_URL, give works council and DPO an address, run a worker; see docs/audit.md"
    if last is None:
        yield Finding("Anchor", "note", "The access log was never anchored outside.", remedy)
    elif not last.sent_to or timezone.now() - last.at > ANCHOR_SILENCE:
        state = "was not sent" if not last.sent_to else "is older than a day"
        yield Finding(
            "Anchor", "note", f"The last anchor of the access log, {last.at:%Y-%m-%d}, {state}.", remedy
        )
    else:
        yield Finding("Anchor", "ok", f"The access log was anchored on {last.at:%Y-%m-%d}.")


def static_files() -> Iterator[Finding]:
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists():
        yield Finding("Static files", "ok", "Collected.")
    else:
        yield Finding(
            "Static files", "note", "Not collected yet.", "eigenart serve collects them at its start."
        )


def mail() -> Iterator[Finding]:
    if settings.EIGENART.mail_url is None:
        yield Finding(
            "Mail",
            "note",
            "No mail server is set; nothing is sent.",
            "Set EIGENART_MAIL_URL if you want mail.",
        )
        return
    try:
        with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5):
            yield Finding("Mail", "ok", "The mail server answers.")
    except OSError as error:
        yield Finding(
            "Mail", "wrong", f"The mail server does not answer: {error}.", "Check EIGENART_MAIL_URL."
        )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    database,
    roles,
    migrations,
    register_itself,
    compiled_register,
    keys,
    data_keys,
    worker,
    audit_anchor,
    static_files,
    mail,
)
