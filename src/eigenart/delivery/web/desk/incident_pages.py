"""Data breaches at the desk: the inbox, a form to note one, and one page each with clock, answer and drafts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eigenart.delivery.web.desk import incident_letters
from eigenart.delivery.web.desk.guard import for_offices, spoken_for
from eigenart.delivery.web.desk.incident_sheets import sheet
from eigenart.people.requests import ActingRequest
from eigenart.privacy import incidents as breaches
from eigenart.privacy.approvals import Party
from eigenart.privacy.incidents import Incident, IncidentRefused

REFUSED: dict[str, str | Promise] = {
    "wrong_role": _("Your login does not speak for this party. Nothing was noted."),
    "unknown_kind": _("Please choose what happened. Nothing was noted."),
    "unknown_login": _("There is no such login. Nothing was noted."),
    "wrong_time": _(
        "The end has to be after the beginning, and the beginning in the past. Nothing was noted."
    ),
    "too_long": _("Please keep it below 2000 letters. Nothing was noted."),
    "no_reason": _("Please write a sentence. Nothing was noted."),
    "unknown_decision": _("Please choose one of the decisions. Nothing was noted."),
    "closed": _("This breach is closed. Nothing was noted."),
    "not_answered": _("Please ask the log first who is affected. Nothing was noted."),
    "not_decided": _("Please record the decision first. Nothing was noted."),
}


@for_offices
@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: ActingRequest) -> HttpResponse:
    """The inbox (GET), or a new breach (POST)."""
    error: str | Promise = ""
    if request.method == "POST":
        try:
            noted = breaches.note(
                request.actor,
                _party(request),
                request.POST.get("kind", ""),
                login=request.POST.get("login", ""),
                begins=_moment(request, "begins"),
                ends=_moment(request, "ends"),
                text=request.POST.get("text", ""),
            )
        except IncidentRefused as refused:
            error = REFUSED[refused.code]
        else:
            return HttpResponseRedirect(reverse("web:desk-incident", args=[noted.pk]))
    context = {
        "incidents": [sheet(one) for one in breaches.inbox()],
        "parties": spoken_for(request.actor),
        "error": error,
        "given": request.POST,
    }
    return render(request, "web/desk/incidents.html", context, status=422 if error else 200)


@for_offices
@require_safe
def incident(request: ActingRequest, number: int) -> HttpResponse:
    """One breach: clock, figures, what was done, drafts."""
    return _page(request, get_object_or_404(Incident, pk=number))


@for_offices
@require_POST
def take(request: ActingRequest, number: int, step: str) -> HttpResponse:
    """Take one step of a breach."""
    if step not in STEPS:
        raise Http404
    found = get_object_or_404(Incident, pk=number)
    try:
        words = STEPS[step](request, _party(request), found)
    except IncidentRefused as refused:
        return _page(request, found, error=REFUSED[refused.code])
    messages.success(request, str(words))
    return HttpResponseRedirect(reverse("web:desk-incident", args=[number]))


def _answer(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    breaches.answer(request.actor, party, found)
    return _("Answered from the access log.")


def _revoke(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    breaches.revoke(request.actor, party, found)
    return _("The sessions are ended.")


def _decide(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    breaches.decide(request.actor, party, found, decision, reason)
    return _("The decision is recorded.")


def _report(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    breaches.reported(request.actor, party, found)
    return _("It is recorded that the authority was told.")


def _tell(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    decided = breaches.last(found, "decided")
    if decided is None or decided.content["decision"] != "report_and_tell":
        raise IncidentRefused("not_decided")
    breaches.told(request.actor, party, found, content=incident_letters.send_letters(found))
    return _("The letters are sent.")


def _close(request: ActingRequest, party: Party, found: Incident) -> str | Promise:
    breaches.close(request.actor, party, found, request.POST.get("lesson", ""))
    return _("The breach is closed.")


STEPS: dict[str, Callable[[ActingRequest, Party, Incident], str | Promise]] = {
    "answer": _answer,
    "revoke": _revoke,
    "decide": _decide,
    "report": _report,
    "tell": _tell,
    "close": _close,
}


def _page(request: ActingRequest, found: Incident, *, error: str | Promise = "") -> HttpResponse:
    context: dict[str, Any] = {
        "sheet": sheet(found),
        "parties": spoken_for(request.actor),
        "notices": incident_letters.notices(found),
        "letters": incident_letters.letters(found),
        "error": error,
        "given": request.POST,
    }
    return render(request, "web/desk/incident.html", context, status=422 if error else 200)


def _party(request: ActingRequest) -> Party:
    try:
        return Party(request.POST.get("party", ""))
    except ValueError:
        raise Http404 from None


def _moment(request: ActingRequest, name: str) -> datetime:
    """A moment as the browser's field gives it, in the company's zone. Raises IncidentRefused."""
    try:
        found = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        found = None
    if found is None:
        raise IncidentRefused("wrong_time")
    return timezone.make_aware(found) if timezone.is_naive(found) else found
