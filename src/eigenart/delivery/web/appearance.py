"""How the portal looks to one person: light or dark, German or English. Kept in cookies, works without JavaScript."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from eigenart.people.requests import ActingRequest
from eigenart.people.services import set_language

THEME_COOKIE = "eigenart_theme"
THEMES = ("auto", "light", "dark")
COOKIE_AGE_S = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def safe_return(request: HttpRequest) -> str:
    """Where a form wants to go back to, if that is a page of this portal; else Home."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else resolve_url("web:home")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back."""
    response = HttpResponseRedirect(safe_return(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        keep(response, THEME_COOKIE, chosen)
    return response


@login_not_required
@require_POST
def language(request: ActingRequest) -> HttpResponse:
    """Remember the language, for a known employee also for mails and other devices, and go back."""
    response = HttpResponseRedirect(safe_return(request))
    chosen = request.POST.get("language", "")
    if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        set_language(request.actor, chosen)
        remember_language(response, chosen)
    return response


def remember_language(response: HttpResponse, chosen: str) -> None:
    if chosen in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)


def keep(response: HttpResponse, name: str, value: str) -> None:
    flags: dict[str, Any] = {"samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(name, value, max_age=COOKIE_AGE_S, httponly=True, **flags)
