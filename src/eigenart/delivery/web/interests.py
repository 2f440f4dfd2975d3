"""Three taps for people of whom little is known: which topics interest you? Called by Home."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST

from eigenart.people.requests import ActingRequest
from eigenart.people.services import Actor


def chooser(actor: Actor, at: datetime) -> None:
    """What may be tapped, or None if there is nothing to choose."""
    return


@require_POST
def choose(request: ActingRequest) -> HttpResponse:
    return HttpResponseRedirect(resolve_url("web:home"))
