"""Verification of the access log at the desk: the last result, and a button that orders a new one as a job."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eigenart.delivery.jobs import defer
from eigenart.delivery.web.desk.guard import for_watching
from eigenart.delivery.web.register_sheets import word
from eigenart.people.requests import ActingRequest
from eigenart.privacy import anchors, audit_runs

FINDINGS: dict[str, str | Promise] = {
    "changed": _("is not what was written, or not in its place"),
    "missing": _("is missing"),
    "cut": _("is the last one, and later lines are gone"),
    "rewritten": _("was written anew: an anchor saw another line"),
    "removed_early": _("was removed before its time was over"),
    "relinked": _("names another person than the one it was written for"),
}


@for_watching
@require_safe
def audit(request: ActingRequest) -> HttpResponse:
    """The last verification; the part that moves comes alone for HTMX."""
    run = audit_runs.latest()
    context = {
        "run": run,
        "is_moving": run is not None and run.state in audit_runs.OPEN,
        "findings": [
            {"chain": chain, "number": number, "words": word(FINDINGS, code)}
            for code, chain, number in (run.findings if run else ())
        ],
        "anchor": anchors.latest(),
    }
    return render(request, "web/desk/_audit.html" if request.htmx else "web/desk/audit.html", context)


@for_watching
@require_POST
def verify(request: ActingRequest) -> HttpResponse:
    """Order a verification, unless one is under way."""
    run, is_new = audit_runs.ask(request.actor)
    if is_new:
        defer.verify_audit(run.pk)
        messages.success(request, _("The access log is being checked. You may leave this page."))
    else:
        messages.info(request, _("A check is under way already."))
    return HttpResponseRedirect(reverse("web:desk-audit"))
