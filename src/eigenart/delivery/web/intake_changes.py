"""The steps of intake that change something: confirm, take back, check again. Each orders a job and goes back.

A step that is ordered already is not ordered twice, so a second click changes nothing.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eigenart.delivery.jobs import defer
from eigenart.delivery.web import intake_sheets
from eigenart.delivery.web.intake import batch_or_404, for_hr, to
from eigenart.delivery.web.intake_jobs import job_of
from eigenart.people.requests import ActingRequest
from eigenart.profiles.intake import IntakeError, Status, words


@for_hr
@require_POST
def apply(request: ActingRequest, number: int) -> HttpResponse:
    """Confirm a checked file."""
    found = batch_or_404(number)
    if found.status == Status.APPLIED or job_of(found).is_open:
        return to(found)
    if not found.is_applicable:
        messages.error(request, words.sentence(IntakeError("nothing_to_apply")))
        return to(found)
    defer.apply_batch(found, request.actor)
    return to(found)


@for_hr
@require_http_methods(["GET", "HEAD", "POST"])
def revert(request: ActingRequest, number: int) -> HttpResponse:
    """Ask once (GET), then take an applied file back (POST)."""
    found = batch_or_404(number)
    if found.status != Status.APPLIED or job_of(found).is_open:
        return to(found)
    if request.method == "POST":
        defer.revert_batch(found, request.actor)
        return to(found)
    context = {
        "batch": found,
        "kind": intake_sheets.kind_words(found.kind),
        "counts": intake_sheets.count_rows(found.counts),
    }
    return render(request, "web/intake/revert.html", context)


@for_hr
@require_POST
def inspect(request: ActingRequest, number: int) -> HttpResponse:
    """Check a file again, for example after a job was broken off."""
    found = batch_or_404(number)
    if found.status in {Status.APPLIED, Status.REVERTED} or job_of(found).is_open:
        return to(found)
    defer.inspect_batch(found)
    messages.success(request, _("The file is checked again."))
    return to(found)
