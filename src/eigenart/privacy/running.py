"""What runs in this process, compared with the register: pages, background jobs, and ways to other computers.

Called by `drift`. Reads Django's own resolver, procrastinate's own list of tasks and the settings in force.
"""

import logging
from collections.abc import Iterator
from logging import handlers
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from eigenart.privacy.catalog import Difference
from eigenart.register.read import Register
from eigenart.register.running_checks import EVERYBODY

DEMO_ROUTES: Final = {"/demo/login/<slug:persona>/": "eigenart.delivery.demo.views.enter"}
LIBRARY_JOBS: Final = "procrastinate."
GUARDS: Final = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "eigenart.delivery.web.middleware.acting",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
QUIET_MAIL: Final = ("dummy", "filebased", "locmem", "console")
QUIET_CACHES: Final = ("locmem", "dummy", "filebased", "db")
QUIET_STORES: Final = (
    "django.core.files.storage.",
    "django.contrib.staticfiles.storage.",
    "whitenoise.storage.",
)
QUIET_SOURCES: Final = ("'self'", "'none'", "data:", "'strict-dynamic'", "'report-sample'")
TALKING_LOGS: Final = (
    handlers.SocketHandler,
    handlers.SysLogHandler,
    handlers.HTTPHandler,
    handlers.SMTPHandler,
)


def routes(source: Register) -> Iterator[Difference]:
    """Every page is declared, is answered by the declared part, and is public only where the register says so."""
    declared = source.content.routes
    found = {}
    for address, callback in _pages(get_resolver().url_patterns, "/"):
        view = _name(getattr(callback, "view_class", callback))
        found[address] = view
        if settings.EIGENART.is_demo and DEMO_ROUTES.get(address) == view:
            continue
        if address not in declared:
            yield Difference("route_undeclared", f"{address}: {view}")
            continue
        if view != declared[address].view:
            yield Difference("route_other_view", f"{address}: {view}")
        is_public = not getattr(callback, "login_required", True)
        if is_public != (EVERYBODY in declared[address].open_to):
            yield Difference("route_other_audience", f"{address}: {'no login' if is_public else 'login'}")
    for address in sorted(set(declared) - set(found)):
        yield Difference("route_missing", f"{address}: {declared[address].view}")
    for guard in GUARDS:
        if guard not in settings.MIDDLEWARE:
            yield Difference("guard_missing", guard)


def jobs(source: Register) -> Iterator[Difference]:
    """Every job is declared with its schedule, is the function of its name, and nothing else waits in the queue."""
    declared = source.content.jobs
    found = _jobs()
    schedules: dict[str, str] = {}
    for (name, key), one in app.periodic_registry.periodic_tasks.items():
        schedules[name] = one.cron if name not in schedules and not key else f"{one.cron} {key}"
    for name, task in found.items():
        if name not in declared:
            yield Difference("job_undeclared", name)
        elif _name(task.func) != name:
            yield Difference("job_other_function", f"{name}: {_name(task.func)}")
        elif schedules.get(name) != declared[name].schedule:
            yield Difference("job_other_schedule", f"{name}: {schedules.get(name)}")
    for name in sorted(set(declared) - set(found)):
        yield Difference("job_missing", name)
    for name in sorted(set(schedules) - set(found)):
        yield Difference("job_undeclared", f"{name}: {schedules[name]}")
    for name in _waiting() - set(declared):
        yield Difference("job_undeclared", f"{name}: in the queue")


def egress(source: Register) -> Iterator[Difference]:
    """Every computer that the settings let the portal reach is declared; by default none."""
    declared = {host for way in source.content.egress.values() for host in way.hosts}
    for where, host in sorted(_outside()):
        if host not in declared:
            yield Difference("egress_undeclared", f"{where}: {host}")


def _pages(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _pages(one.url_patterns, address)
        elif isinstance(one, URLPattern):
            yield address, one.callback


def _name(found: Any) -> str:
    return f"{found.__module__}.{found.__qualname__}"


def _jobs() -> dict[str, "Task[Any, Any, Any]"]:
    """The tasks of this process, without those that the queue's own library brings and nobody schedules."""
    every = {task.name: task for task in app.tasks.values()}
    return {
        name: task
        for name, task in every.items()
        if not name.removeprefix("builtin:").startswith(LIBRARY_JOBS)
        or not _name(task.func).startswith(LIBRARY_JOBS)
    }


def _waiting() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        return {name for (name,) in cursor.fetchall() if not name.startswith(("builtin:", LIBRARY_JOBS))}


def _outside() -> Iterator[tuple[str, str]]:
    """Pairs of a setting and the host, or the part of a library, that it reaches."""
    mail = settings.EMAIL_BACKEND
    if mail == "django.core.mail.backends.smtp.EmailBackend":
        yield "mail", settings.EMAIL_HOST
    elif mail not in {f"django.core.mail.backends.{name}.EmailBackend" for name in QUIET_MAIL}:
        yield "mail", mail
    for sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values():
        for one in sources if isinstance(sources, list | tuple | set) else ():
            if str(one) not in QUIET_SOURCES:
                yield "pages", str(one)
    for cache in settings.CACHES.values():
        if str(cache["BACKEND"]).split(".")[-2] not in QUIET_CACHES:
            yield "cache", str(cache.get("LOCATION", cache["BACKEND"]))
    for store in settings.STORAGES.values():
        if not store["BACKEND"].startswith(QUIET_STORES):
            yield "files", store["BACKEND"]
    for name in ("", *logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, TALKING_LOGS):
                yield (
                    "log",
                    str(getattr(handler, "host", getattr(handler, "address", type(handler).__name__))),
                )
