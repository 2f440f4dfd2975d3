"""Sessions end after an hour without use and after twelve in any case; everybody sees and ends their own.

The times stand in the session itself; no address and no browser name is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, user_logged_in
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

BEGUN, SEEN = "begun_at", "seen_at"
NOTED_EVERY = timedelta(minutes=1)
Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of a person; `is_here` marks the one that asks."""

    begun_at: datetime
    seen_at: datetime
    is_here: bool


def limited_in_time(respond: Respond) -> Respond:
    """Middleware: sign out who was idle or signed in for too long, and note the time of use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = datetime.now(UTC)
            if is_over(request.session, now):
                logout(request)
            else:
                note(request.session, now)
        return respond(request)

    return middleware


def is_over(held: Any, now: datetime) -> bool:
    """Whether a session has reached one of its two limits. One without times has just begun."""
    begun, seen = times(held, now)
    return now - begun > settings.SESSION_ABSOLUTE or now - seen > settings.SESSION_IDLE


def times(held: Any, now: datetime) -> tuple[datetime, datetime]:
    begun = datetime.fromisoformat(held[BEGUN]) if BEGUN in held else now
    return begun, datetime.fromisoformat(held[SEEN]) if SEEN in held else begun


def note(held: Any, now: datetime) -> None:
    """Written once a minute at most: a session row per page would be a write per page."""
    held.setdefault(BEGUN, now.isoformat())
    if SEEN not in held or now - datetime.fromisoformat(held[SEEN]) > NOTED_EVERY:
        held[SEEN] = now.isoformat()


@receiver(user_logged_in)
def begin(request: HttpRequest | None, **more: Any) -> None:
    """A login begins anew even where the browser kept the session of an earlier visit."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGUN] = request.session[SEEN] = datetime.now(UTC).isoformat()


def own(user: AbstractBaseUser, *, here: str | None) -> list[OpenSession]:
    """The sessions of one person that are still open, the latest used first."""
    now = datetime.now(UTC)
    found = []
    for session in _rows(user):
        held = session.get_decoded()
        if not is_over(held, now):
            found.append(OpenSession(*times(held, now), is_here=session.session_key == here))
    return sorted(found, key=lambda each: each.seen_at, reverse=True)


def end_all(user: AbstractBaseUser, *, but: str | None = None) -> int:
    """End every session of one person, except one if it is named. Returns how many."""
    keys = [session.pk for session in _rows(user) if session.pk != but]
    return Session.objects.filter(pk__in=keys).delete()[0]


def _rows(user: AbstractBaseUser) -> list[Session]:
    """Django's table knows no owner, so all open ones are looked at; rare, and limited by the caller."""
    alive = Session.objects.filter(expire_date__gt=datetime.now(UTC))
    return [session for session in alive.iterator() if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
