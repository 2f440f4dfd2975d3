"""What a person answers to a card, and taking it back. Check, call one use case, render or redirect."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eigenart.core.vocabulary import DeclineReason, Signal
from eigenart.delivery.web.appearance import safe_return
from eigenart.people.requests import ActingRequest
from eigenart.personalisation import feedback
from eigenart.personalisation.feedback import FeedbackRefused


@require_POST
def answer(request: ActingRequest, impression: UUID) -> HttpResponse:
    """Record accept, later or not for me; with HTMX the next card takes the place of the answered one."""
    try:
        signal = Signal(request.POST.get("signal", ""))
        reason = DeclineReason(request.POST["reason"]) if request.POST.get("reason") else None
    except ValueError:
        return HttpResponseBadRequest(_("This answer is not known."))
    try:
        outcome = feedback.record(
            request.actor,
            impression,
            signal,
            reason,
            at=timezone.now(),
            shown=request.POST.getlist("shown"),
        )
    except FeedbackRefused:
        return stale(request)
    if request.htmx:
        context = {
            "outcome": outcome,
            "card": outcome.replacement,
            "here": safe_return(request),
            "is_next": True,
        }
        return render(request, "web/_answered.html", context)
    return HttpResponseRedirect(safe_return(request))


@require_POST
def undo(request: ActingRequest, feedback_id: UUID) -> HttpResponse:
    """Take an answer back; the card may return at once."""
    try:
        feedback.undo(request.actor, feedback_id, at=timezone.now())
    except FeedbackRefused:
        return stale(request)
    messages.success(request, _("Taken back. Everything is as it was before."))
    return refreshed(request)


def stale(request: ActingRequest) -> HttpResponse:
    messages.warning(
        request, _("This suggestion is no longer open. Here are the current ones; nothing was changed.")
    )
    return refreshed(request)


def refreshed(request: ActingRequest) -> HttpResponse:
    """The page again: HTMX is asked to load it, a form is redirected to it."""
    target = safe_return(request)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
