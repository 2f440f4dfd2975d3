"""Erasure for people who have left: HR orders it, sees where it stands, and hands the certificate over."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eigenart.delivery.web import erasure as pages
from eigenart.delivery.web import erasure_words, rights_words
from eigenart.people.models import Employee
from eigenart.people.requests import ActingRequest
from eigenart.people.services import may_administer
from eigenart.privacy import erasure
from eigenart.privacy.grant import Refusal

SHOWN = 200


def for_hr(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only HR gets in; everybody else gets 403, whatever the address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_administer(getattr(request, "actor")):  # noqa: B009 - set by middleware
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_hr
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Everybody whose employment is over and whose name is still stored, latest first."""
    left = Employee.objects.filter(leaves_on__lt=timezone.localdate()).exclude(given_name="", family_name="")
    return render(
        request, "web/rights/leavers.html", {"people": left.order_by("-leaves_on", "sort_key")[:SHOWN]}
    )


@for_hr
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: ActingRequest, employee_id: UUID) -> HttpResponse:
    """Preview, order, and state of one leaver."""
    try:
        lines = erasure.preview(request.actor, employee_id, "all")
    except erasure.ScopeRefused:
        raise Http404 from None
    held = erasure.requests_of(request.actor, employee_id)
    if isinstance(lines, Refusal) or isinstance(held, Refusal):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        if request.POST.get("understood") == "yes":
            return pages.ordered(request, employee_id, "all", then=reverse("web:leaver", args=[employee_id]))
        error = _("Please tick the box first. Nothing was erased.")
    requests = [rights_words.line(each) for each in held]
    context = {
        "person": Employee.objects.get(pk=employee_id),
        "sheet": erasure_words.sheet(lines, "all"),
        "lines": requests,
        "is_moving": any(line.is_moving for line in requests),
        "error": error,
    }
    template = "web/rights/_leaver_requests.html" if request.htmx else "web/rights/leaver.html"
    return render(request, template, context, status=422 if error else 200)


@for_hr
@require_safe
def certificate(request: ActingRequest, employee_id: UUID, request_id: UUID, form: str) -> HttpResponse:
    """The certificate to hand over."""
    held = pages.certificate_of(request.actor, employee_id, request_id)
    return pages.shown(request, held, form, back=reverse("web:leaver", args=[employee_id]))
