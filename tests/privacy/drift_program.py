"""Random changes to the running program: pages, jobs, models, settings. For `drift_changes`."""

import logging
from collections.abc import Iterator
from logging.handlers import SocketHandler
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test.utils import isolate_apps
from django.urls import URLPattern, get_resolver, path
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from eigenart.core.consent import DataCategory
from eigenart.privacy import running
from eigenart.privacy.subject import SubjectData, subject_models
from tests.privacy.drift_draw import Draw


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
        view.view_class = inner.view_class
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
            one._meta.local_fields = [f for f in fields if f is not draw.one(plain)]
            one._meta._expire_cache()
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
