"""What every request gets: an actor, quiet headers, a whole page after the session's end, no NUL. Named in settings."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject

from eigenart.delivery.web.second_factor import actor_behind
from eigenart.people.actor import Actor
from eigenart.people.requests import ActingRequest

Respond = Callable[[HttpRequest], HttpResponse]
UNUSED_ABILITIES = (
    "accelerometer",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
QUIET = {
    "Cache-Control": "no-store",
    "Permissions-Policy": ", ".join(f"{ability}=()" for ability in UNUSED_ABILITIES),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def quiet_headers(respond: Respond) -> Respond:
    """Forbid storing of whatever is made per request; static files are answered before and stay cacheable."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in QUIET.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def whole_login_page(respond: Respond) -> Respond:
    """When a session has ended, a partial request leads the whole window to the login page, not a piece of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        goal = response.headers.get("Location", "")
        if request.headers.get("HX-Request") == "true" and urlsplit(goal).path == resolve_url(
            settings.LOGIN_URL
        ):
            back = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            return HttpResponse(headers={"HX-Redirect": f"{urlsplit(goal).path}?{urlencode({'next': back})}"})
        return response

    return middleware


def no_nul(respond: Respond) -> Respond:
    """Refuse texts with a NUL byte, which PostgreSQL cannot hold and nobody can type."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = (
            value for fields in (request.GET, request.POST) for each in fields.lists() for value in each[1]
        )
        if "\x00" in request.path or any("\x00" in value for value in values):
            raise SuspiciousOperation("a text holds a NUL byte")
        return respond(request)

    return middleware


def acting(respond: Respond) -> Respond:
    """Set `request.actor`; it costs its two queries only when a view or a template asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        cast(ActingRequest, request).actor = cast(Actor, SimpleLazyObject(lambda: actor_behind(request)))
        return respond(request)

    return middleware
