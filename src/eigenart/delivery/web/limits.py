"""How often somebody may try: logins, codes, uploads, searches, copies. Counted by allauth, refused with a wait.

Rates stand in settings_security; the counters are digests in PostgreSQL and are deleted when their time is over.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from time import time
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from eigenart.delivery.web.models import Counter
from eigenart.profiles.intake.decode import LARGEST_BYTES

LIMITED: Final = {
    ("web:intake", "POST"): "upload",
    ("web:my-data-skills", "GET"): "search",
    ("learning:catalogue", "GET"): "search",
    ("web:export-ask", "POST"): "copy",
    ("web:export-download", "GET"): "copy",
    ("web:intake-report", "GET"): "copy",
    ("web:document-pdf", "GET"): "search",
    ("web:erasure", "POST"): "erase",
    ("web:leaver", "POST"): "erase",
}
"""Which page counts as what; logins and codes are counted by allauth's own views."""
BY_ALLAUTH: Final = {
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
    "account_change_password": "change_password",
}
ROUND_A_FILE: Final = 2**20
"""What a form adds to the file in it."""
APP: Final = "allauth.account"
"""Whose rates they are: those of ACCOUNT_RATE_LIMITS."""
Respond = Callable[[HttpRequest], HttpResponse]


def bodies_limited(respond: Respond) -> Respond:
    """Middleware: refuse a body that says it is too large before a byte of it is read or written to disk."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_upload = request.path == reverse("web:intake")
        limit = LARGEST_BYTES + ROUND_A_FILE if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > limit:
            return HttpResponse(status=413, content_type="text/plain", headers={"Connection": "close"})
        return respond(request)

    return middleware


class Limits:
    """Middleware: count the pages of `LIMITED` for whoever is signed in. A class, because Django resolves first."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        action = LIMITED.get((match.view_name, str(request.method))) if match else None
        if action is None or not request.user.is_authenticated or not is_asking(request, action):
            return None
        Counter.objects.filter(expires__lt=datetime.now(UTC)).delete()
        if ratelimit.consume(request, app=APP, action=action, user=request.user, limit_get=True):
            return None
        return too_many(request)


def is_asking(request: HttpRequest, action: str) -> bool:
    """Looking at the catalogue without a question is no search."""
    return action != "search" or bool(request.GET) or request.path.endswith(".pdf")


def too_many(request: HttpRequest) -> HttpResponse:
    """429 with the time to wait, in words and as a header (RFC 9110, 10.2.3). allauth calls it by its place in urls."""
    match = request.resolver_match
    name = match.view_name if match else ""
    action = LIMITED.get((name, str(request.method))) or BY_ALLAUTH.get(name, "login")
    seconds = waiting_seconds(request, action)
    response = render(request, "429.html", {"waiting": waiting_words(seconds)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def waiting_seconds(request: HttpRequest, action: str) -> int:
    """Until the oldest counted try is forgotten; at least one second."""
    longest = 1
    for rate in ratelimit.get_rates(app=APP, action=action):
        tries = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate), [])
        if len(tries) >= rate.amount:
            longest = max(longest, ceil(tries[-1] + rate.duration - time()))
    return longest


def waiting_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext("Please wait one minute.", "Please wait %(minutes)d minutes.", minutes) % {
        "minutes": minutes
    }
