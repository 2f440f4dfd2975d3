"""HR intake: the files received, one file with its report, mapping and preview. Check, call one use case, render."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eigenart.delivery.jobs import defer
from eigenart.delivery.web import intake_mapping, intake_sheets
from eigenart.delivery.web.intake_jobs import job_of
from eigenart.people.requests import ActingRequest
from eigenart.people.services import may_administer
from eigenart.profiles import intake
from eigenart.profiles.intake import IntakeBatch, IntakeError, words
from eigenart.profiles.intake.decode import LARGEST_BYTES

PER_PAGE = 50
LONG_COMPARISON = 10_000
"""Rows; above it a person would wait for more than a second."""
BATCHES_PER_PAGE = 20
BATCHES_SHOWN = 400
P = ParamSpec("P")
View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def for_hr(view: View[P]) -> View[P]:
    """Let only HR in; everybody else gets 403, whatever else they are."""

    @wraps(view)
    def guarded(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_administer(request.actor):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_hr
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActingRequest) -> HttpResponse:
    """All received files (GET), and taking in another one (POST)."""
    error = ""
    if request.method == "POST":
        error, batch = received(request)
        if batch is not None:
            defer.inspect_batch(batch)
            return to(batch)
    context = {
        "page": Paginator(intake.batches(BATCHES_SHOWN), BATCHES_PER_PAGE).get_page(request.GET.get("page")),
        "kinds": intake_sheets.kinds(),
        "kind_words": dict(intake_sheets.KINDS),
        "chosen_kind": request.POST.get("kind", ""),
        "largest_mb": LARGEST_BYTES // 2**20,
        "error": error,
    }
    return render(request, "web/intake/index.html", context, status=422 if error else 200)


@for_hr
@require_safe
def batch(request: ActingRequest, number: int) -> HttpResponse:
    """One file: progress while a job runs, else the report with its filters."""
    return render(request, "web/intake/batch.html", shown(request, batch_or_404(number)))


@for_hr
@require_safe
def progress(request: ActingRequest, number: int) -> HttpResponse:
    """The progress alone, for HTMX; when the job is over, HTMX is asked to load the page again."""
    found = batch_or_404(number)
    job = job_of(found)
    if not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/intake/_progress.html", {"batch": found, "job": job})


@for_hr
@require_safe
def download(request: ActingRequest, number: int) -> HttpResponse:
    """The report as a file for a spreadsheet; with a byte order mark, which Excel needs for umlauts."""
    found = batch_or_404(number)
    text = intake.report_csv(found, (get_language() or "de")[:2])
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="eigenart-report-{found.pk}.csv"'
    return response


@for_hr
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: ActingRequest, number: int) -> HttpResponse:
    """Which heading is which column: show (GET), change and check again (POST)."""
    found = batch_or_404(number)
    error = ""
    if request.method == "POST":
        try:
            intake.remap(found, intake_mapping.chosen(found, request.POST))
        except IntakeError as problem:
            error = words.sentence(problem)
        else:
            defer.inspect_batch(found)
            messages.success(request, _("The mapping is saved. The file is checked again."))
            return to(found)
    context = {
        "batch": found,
        "rows": intake_mapping.rows(found, request.POST),
        "columns": intake_mapping.columns(found.kind),
        "missing": intake_sheets.missing_columns(intake.summary(found)),
        "error": error,
    }
    return render(request, "web/intake/mapping.html", context, status=422 if error else 200)


@for_hr
@require_safe
def preview(request: ActingRequest, number: int) -> HttpResponse:
    """What applying would change. Nothing is changed by looking. A long comparison is announced before it is made."""
    found = batch_or_404(number)
    if int(found.report.get("accepted", 0)) > LONG_COMPARISON and "now" not in request.GET:
        return render(request, "web/intake/comparing.html", {"batch": found})
    try:
        seen = intake.preview(found, request.actor)
    except IntakeError as problem:
        messages.error(request, words.sentence(problem))
        return to(found)
    summary = intake.summary(found)
    context = {
        "batch": found,
        "steps": intake_sheets.steps(found),
        "preview": seen,
        "counts": intake_sheets.count_rows(seen.counts),
        "differences": intake_sheets.difference_rows(seen),
        "issues": intake_sheets.issue_rows(seen.issues[:PER_PAGE], summary),
        "change_count": sum(seen.counts[kind] for kind in ("added", "changed", "ended")),
    }
    return render(request, "web/intake/preview.html", context)


def batch_or_404(number: int) -> IntakeBatch:
    try:
        return intake.batch(number)
    except IntakeError as problem:
        raise Http404(words.message(problem)) from None


def received(request: ActingRequest) -> tuple[str, IntakeBatch | None]:
    """Take in the posted file; else say in words why not."""
    file = request.FILES.get("file")
    if file is None:
        return _("Please choose a file first."), None
    if (file.size or 0) > LARGEST_BYTES:
        return words.sentence(IntakeError("too_large", limit_mb=LARGEST_BYTES // 2**20)), None
    try:
        return "", intake.receive(request.actor, request.POST.get("kind", ""), file.name or "", file.read())
    except IntakeError as problem:
        return words.sentence(problem), None


def shown(request: ActingRequest, found: IntakeBatch) -> dict[str, Any]:
    """What the page of one file shows."""
    summary = intake.summary(found)
    chosen = {"column": request.GET.get("column", ""), "severity": request.GET.get("severity", "")}
    job = job_of(found)
    page = Paginator(intake_sheets.chosen_issues(summary, **chosen), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "batch": found,
        "job": job,
        "steps": intake_sheets.steps(found, is_applying=job.is_open and job.step == "apply"),
        "kind": intake_sheets.kind_words(found.kind),
        "summary": summary,
        "dimensions": intake_sheets.dimension_rows(summary),
        "column_rows": intake_sheets.column_rows(summary),
        "refused": intake_sheets.refused_rows(summary),
        "missing": intake_sheets.missing_columns(summary),
        "page": page,
        "issues": intake_sheets.issue_rows(list(page), summary),
        "chosen": chosen,
        "query": intake_sheets.filter_query(**chosen),
        "column_choices": intake_sheets.column_choices(summary),
        "severities": words.SEVERITIES.items(),
        "error": words.sentence(IntakeError.from_json(found.error)) if found.error else "",
        "events": intake_sheets.events(found),
        "counts": intake_sheets.count_rows(found.counts),
    }


def to(batch: IntakeBatch) -> HttpResponseRedirect:
    """The page of one file."""
    return redirect("web:intake-batch", batch.pk)
