"""Erasure below My data: preview, order, state, certificate. HR's pages for people who have left are in `leavers`."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eigenart.delivery.jobs import defer
from eigenart.delivery.web import erasure_words, my_data
from eigenart.people.requests import ActingRequest
from eigenart.people.services import Actor
from eigenart.privacy import erasure
from eigenart.privacy.grant import Refusal
from eigenart.privacy.rights_requests import RequestView


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: ActingRequest) -> HttpResponse:
    """What of one's own data would go (GET), and ordering it after a box was ticked (POST)."""
    person = request.actor.employee_id
    if person is None:
        raise Http404
    lines = erasure.preview(request.actor, person, "own")
    if isinstance(lines, Refusal):
        messages.error(request, my_data.refusal_words(lines))
        return HttpResponseRedirect(reverse("web:rights"))
    error = ""
    if request.method == "POST":
        if request.POST.get("understood") == "yes":
            return ordered(request, person, "own", then=reverse("web:rights"))
        error = _("Please tick the box first. Nothing was erased.")
    context = {"sheet": erasure_words.sheet(lines, "own"), "error": error}
    return render(request, "web/rights/erasure.html", context, status=422 if error else 200)


@require_safe
def certificate(request: ActingRequest, request_id: UUID, form: str) -> HttpResponse:
    """The certificate of one's own request, to read or as a file to verify."""
    if request.actor.employee_id is None:
        raise Http404
    held = certificate_of(request.actor, request.actor.employee_id, request_id)
    return shown(request, held, form, back=reverse("web:rights"))


def ordered(request: ActingRequest, person: UUID, scope: Any, *, then: str) -> HttpResponse:
    """Note the order, put the job in the queue, and go on."""
    answer = erasure.order(request.actor, person, scope, language=get_language() or "de")
    if isinstance(answer, Refusal):
        messages.error(request, my_data.refusal_words(answer))
    else:
        defer.carry_out_erasure(answer.id)
        messages.success(request, _("The erasure is ordered. Every store is asked in turn."))
    return HttpResponseRedirect(then)


def certificate_of(actor: Actor, person: UUID, request_id: UUID) -> RequestView:
    """Raises Http404 unless this request of this person is finished."""
    held = erasure.requests_of(actor, person)
    found = [] if isinstance(held, Refusal) else [r for r in held if r.id == request_id and r.certificate]
    if not found:
        raise Http404(_("There is no such certificate."))
    return found[0]


def shown(request: ActingRequest, held: RequestView, form: str, *, back: str) -> HttpResponse:
    """form: html | json."""
    signed: Mapping[str, Any] = held.certificate
    if form == "json":
        text = json.dumps(signed, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="forget-certificate-{held.id}.json"'
        return response
    if form != "html":
        raise Http404
    context = {"certificate": erasure_words.certificate(signed), "back_url": back}
    return render(request, "web/rights/certificate.html", context)
