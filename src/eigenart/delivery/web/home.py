"""Home: a greeting and a few explained suggestions. Check, call `recommend`, render."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eigenart.core.vocabulary import ItemKey
from eigenart.delivery.web.desk.stop_sheets import stopped_now
from eigenart.people.requests import ActingRequest
from eigenart.personalisation.explain import explain_item
from eigenart.personalisation.recommend import recommend
from eigenart.personalisation.registry import UnknownSurface
from eigenart.personalisation.suggestions import FIRST, MOST
from eigenart.surfaces.learning.interests import chooser

BUDGETS = (10, 20, 45)
"""Minutes at hand that a person can choose on the page."""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """How to greet, and which light the page's head has."""

    code: str
    greeting: str | Promise


NIGHT = PartOfDay("evening", _("Good evening"))
DAY = (
    (5, PartOfDay("morning", _("Good morning"))),
    (11, PartOfDay("noon", _("Good day"))),
    (17, NIGHT),
)


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """`n` (3 or 5 cards) and `minutes` (time at hand) come with the address, so that they work without JavaScript."""
    at = timezone.now()
    minutes = budget(request.GET.get("minutes", ""))
    n = MOST if request.GET.get("n") == str(MOST) else FIRST
    suggestions = recommend(request.actor, n=n, at=at, minutes=minutes)
    context = {
        "part_of_day": part_of_day(timezone.localtime(at)),
        "suggestions": suggestions,
        "minutes": minutes,
        "budgets": BUDGETS,
        "most": MOST,
        "chooser": chooser() if suggestions.knows_little else None,
        "stopped": stopped_now() if suggestions.is_stopped else (),
    }
    template = "web/_suggestions.html" if request.htmx else "web/home.html"
    return render(request, template, context)


@require_safe
def levers(request: ActingRequest, key: str) -> HttpResponse:
    """What each reason does, and what the person could change; asked for when the reasons of one item are opened."""
    try:
        explanation = explain_item(request.actor, ItemKey(key), timezone.now())
    except UnknownSurface as error:
        raise Http404 from error
    return render(request, "web/_levers.html", {"explanation": explanation})


def budget(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) in BUDGETS else None


def part_of_day(local: datetime) -> PartOfDay:
    return next((part for hour, part in reversed(DAY) if local.hour >= hour), NIGHT)
