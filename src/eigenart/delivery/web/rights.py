"""Your rights: one page below My data with copy, erasure and restriction, and where each request stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eigenart.delivery.jobs import defer
from eigenart.delivery.web import my_data, rights_words
from eigenart.people.requests import ActingRequest
from eigenart.privacy import export, rights_requests
from eigenart.privacy.grant import Refusal
from eigenart.privacy.rights_requests import UnknownRequest


@require_safe
def page(request: ActingRequest) -> HttpResponse:
    """All requests of the person, newest first; a part for HTMX while one is under way."""
    opened = my_data.open_rights(request.actor)
    if isinstance(opened, Refusal):
        context: dict[str, Any] = {"refusal": my_data.refusal_words(opened)}
        return render(request, "web/rights/page.html", context, status=403)
    lines = [rights_words.line(each) for each in rights_requests.requests_of(opened)]
    context = {
        "lines": lines,
        "is_moving": any(line.is_moving for line in lines),
        "restriction": next(
            (line for line in lines if line.kind == "restriction" and line.is_in_force), None
        ),
    }
    return render(request, "web/rights/_requests.html" if request.htmx else "web/rights/page.html", context)


@require_POST
def ask_export(request: ActingRequest) -> HttpResponse:
    """Order a copy; a job makes it, because it reads everything."""
    if request.actor.employee_id is None:
        raise Http404
    asked = export.ask(request.actor, request.actor.employee_id, language=get_language() or "de")
    if isinstance(asked, Refusal):
        messages.error(request, my_data.refusal_words(asked))
    else:
        defer.make_export(asked.id, request.actor)
        messages.success(request, _("Your copy is being made. It is ready within minutes."))
    return HttpResponseRedirect(reverse("web:rights"))


@require_safe
def download(request: ActingRequest, request_id: UUID) -> HttpResponse | FileResponse:
    """The archive, for its owner alone."""
    try:
        packed = export.fetch(request.actor, request_id)
    except (UnknownRequest, export.ExportFailed):
        raise Http404(_("This copy is gone. Ask for a new one.")) from None
    response = HttpResponse(packed, content_type="application/zip")
    name = f"eigenart-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def retry(request: ActingRequest, request_id: UUID) -> HttpResponse:
    """Ask the stores again that have not confirmed."""
    opened = my_data.open_rights(request.actor)
    if isinstance(opened, Refusal):
        raise Http404
    try:
        held = rights_requests.one(opened, request_id)
    except UnknownRequest:
        raise Http404 from None
    if held.kind == "erasure" and held.is_open:
        defer.carry_out_erasure(request_id)
        messages.success(request, _("The stores that have not confirmed are asked again."))
    return HttpResponseRedirect(reverse("web:rights"))


@require_POST
def discard(request: ActingRequest, request_id: UUID) -> HttpResponse:
    """Delete the archive before its time."""
    try:
        export.discard(request.actor, request_id)
    except (UnknownRequest, export.ExportFailed):
        raise Http404 from None
    messages.success(request, _("The copy is deleted here."))
    return HttpResponseRedirect(reverse("web:rights"))
