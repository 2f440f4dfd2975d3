"""The generated documents: a list, a page each, and a PDF. The notices and /transparenz are for everybody.

Render-only: nothing here can be edited, and nothing is about a single person.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from eigenart.delivery.web.document_material import material
from eigenart.people.actor import Actor, Role
from eigenart.people.requests import ActingRequest
from eigenart.register.documents import catalogue, html, pdf
from eigenart.register.documents.model import Document
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable

OFFICES = (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER, Role.HR, Role.ADMIN)
TRANSPARENCY = "transparency"
SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the list, in the language in force. open: how much the company has still to fill."""

    code: str
    title: str
    law: str
    lead: str
    is_public: bool
    open: int


@login_not_required
@require_GET
def documents(request: ActingRequest) -> HttpResponse:
    """What this reader may read: the public ones, and all for the offices."""
    try:
        found = material()
    except (RegisterUnreadable, RegisterInvalid):
        return unreadable(request)
    codes = [code for code in catalogue.DOCUMENTS if may_read(request.actor, code)]
    sees_open = request.actor.has_role(*OFFICES)
    context = {
        "entries": [entry(catalogue.document(code, found)) for code in codes],
        "open_points": [spoken(point) for point in catalogue.open_points(found)] if sees_open else [],
        "register_hash": found.register.hash,
        "sees_open": sees_open,
    }
    return render(request, "web/documents/list.html", context)


@login_not_required
@require_GET
def document(request: ActingRequest, code: str) -> HttpResponse:
    """One document as a page in the language in force."""
    if refused := refusal(request, code):
        return refused
    try:
        compiled = catalogue.document(code, material())
    except (RegisterUnreadable, RegisterInvalid):
        return unreadable(request)
    return render(request, "web/documents/page.html", shown(compiled) | {"code": code})


@login_not_required
@require_GET
def document_pdf(request: ActingRequest, code: str, language: str) -> HttpResponse:
    """One document as PDF in the language of its address."""
    if language not in catalogue.LANGUAGES:
        raise Http404
    if refused := refusal(request, code):
        return refused
    try:
        compiled = catalogue.document(code, material())
    except (RegisterUnreadable, RegisterInvalid):
        return unreadable(request)
    name = f"eigenart-{code}-{language}-{compiled.stamp.register_hash[:SHORT_HASH]}.pdf"
    return HttpResponse(
        pdf.render(compiled, language),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@login_not_required
@require_GET
def transparency(request: ActingRequest) -> HttpResponse:
    """The public page: register, fingerprint, approvals, systems, last drills."""
    return document(request, TRANSPARENCY)


def may_read(actor: Actor, code: str) -> bool:
    return catalogue.kind(code).is_public or actor.has_role(*OFFICES)


def refusal(request: ActingRequest, code: str) -> HttpResponse | None:
    """Leads to the login where that could help. Raises Http404 or PermissionDenied."""
    if code not in catalogue.DOCUMENTS:
        raise Http404
    if may_read(request.actor, code):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise PermissionDenied


def unreadable(request: ActingRequest) -> HttpResponse:
    """Without a register there is nothing to render; the register page says why."""
    return render(request, "web/register/page.html", {"register": None}, status=503)


def shown(compiled: Document) -> dict[str, Any]:
    language = language_now()
    return {
        "title": spoken(compiled.title),
        "text": spoken(compiled.lead),
        "stamp": [(spoken(label), spoken(value)) for label, value in html.stamp_lines(compiled)],
        "open_points": [spoken(point) for point in compiled.open_points()],
        "body": html.body(compiled, language),
        "is_transparency": compiled.code == TRANSPARENCY,
    }


def entry(compiled: Document) -> Entry:
    return Entry(
        code=compiled.code,
        title=spoken(compiled.title),
        law=spoken(compiled.law),
        lead=spoken(compiled.lead),
        is_public=catalogue.kind(compiled.code).is_public,
        open=len(compiled.open_points()),
    )


def spoken(text: Any) -> str:
    return str(text.in_language(language_now()))


def language_now() -> str:
    return (get_language() or "de")[:2]
