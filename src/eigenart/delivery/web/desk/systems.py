"""The stop button of each AI system, and its journal. Check, call one use case, render or redirect."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eigenart.delivery.web.desk import stop_sheets
from eigenart.delivery.web.desk.guard import for_offices, spoken_for
from eigenart.people.requests import ActingRequest
from eigenart.privacy import stops
from eigenart.privacy.approvals import Party
from eigenart.privacy.stops import StopRefused

REFUSED: dict[str, str | Promise] = {
    "no_reason": _("Please say why. Nothing was stopped."),
    "too_long": _("Please keep the reason below 500 letters. Nothing was stopped."),
    "not_stopped": _("This system runs already. Nothing was changed."),
    "same_login": _(
        "This login already agreed for another party. The second party needs a login of its own."
    ),
    "wrong_role": _("Your login does not speak for this party. Nothing was changed."),
}


@for_offices
@require_safe
def systems(request: ActingRequest) -> HttpResponse:
    """Every AI system with its button, and the journal."""
    return _page(request)


@for_offices
@require_POST
def stop(request: ActingRequest, system: str) -> HttpResponse:
    """Stop one system."""
    try:
        stops.stop(request.actor, _party(request), system, request.POST.get("reason", ""))
    except StopRefused as refused:
        return _refused(request, refused)
    messages.success(request, _("Stopped. From now on everybody sees the same list without data about them."))
    return HttpResponseRedirect(reverse("web:desk-systems"))


@for_offices
@require_POST
def restart(request: ActingRequest, system: str) -> HttpResponse:
    """Agree to start one system again."""
    try:
        state = stops.agree(request.actor, _party(request), system)
    except StopRefused as refused:
        return _refused(request, refused)
    if state.is_stopped:
        messages.success(
            request, _("Your agreement is noted. The system stays stopped until the others agree.")
        )
    else:
        messages.success(request, _("The system runs again."))
    return HttpResponseRedirect(reverse("web:desk-systems"))


def _page(request: ActingRequest, *, error: str | Promise = "", status: int = 200) -> HttpResponse:
    context = {
        "systems": stop_sheets.sheets(),
        "journal": stop_sheets.journal(),
        "parties": spoken_for(request.actor),
        "error": error,
    }
    return render(request, "web/desk/systems.html", context, status=status)


def _refused(request: ActingRequest, refused: StopRefused) -> HttpResponse:
    if refused.code == "unknown_system":
        raise Http404
    return _page(request, error=REFUSED[refused.code], status=422)


def _party(request: ActingRequest) -> Party:
    try:
        return Party(request.POST.get("party", ""))
    except ValueError:
        raise Http404 from None
