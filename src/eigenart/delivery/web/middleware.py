"""Two things every request gets: an actor, and headers that keep personal pages out of caches. Named in settings."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from eigenart.people.actor import Actor
from eigenart.people.requests import ActingRequest
from eigenart.people.services import actor_of

Respond = Callable[[HttpRequest], HttpResponse]
UNUSED_ABILITIES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{ability}=()" for ability in (*UNUSED_ABILITIES, "browsing-topics"))


def quiet_headers(respond: Respond) -> Respond:
    """Forbid storing of whatever is made per request; static files are answered before and stay cacheable."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def acting(respond: Respond) -> Respond:
    """Set `request.actor`; it costs its two queries only when a view or a template asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        cast(ActingRequest, request).actor = cast(Actor, SimpleLazyObject(lambda: actor_of(request.user)))
        return respond(request)

    return middleware
