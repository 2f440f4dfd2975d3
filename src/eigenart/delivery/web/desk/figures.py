"""Figures at the desk: how many people each purpose reached, and the closed list of reports. Never about one person."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eigenart.delivery.web.desk.guard import for_offices, for_watching
from eigenart.delivery.web.register_sheets import WHO, local, word
from eigenart.insight import reports
from eigenart.people.requests import ActingRequest
from eigenart.privacy import access_statistics
from eigenart.privacy.aggregates import Cell
from eigenart.privacy.in_force import register
from eigenart.register.read import NotRegistered

DAYS = 14
WITHHELD: dict[str, str | Promise] = {
    "too_few": _("withheld: fewer than ten people"),
    "dominated": _("withheld: nearly all gave the same answer"),
    "differs_by_few": _("withheld: beside another figure it would show fewer than ten people"),
    "difference_dominated": _("withheld: beside another figure it would show what nearly all answered"),
    "complement": _("withheld: the rest of the whole would show too much"),
}


@dataclass(frozen=True, slots=True)
class ReachLine:
    """One purpose on one day in words."""

    day: date
    purpose: str
    who: str
    people: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of one quarter in words."""

    period: str
    place: str
    figure: str
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """One report of the closed list, with its question and its figures so far."""

    code: str
    title: str
    question: str
    figures: tuple[FigureLine, ...]


@for_watching
@require_safe
def access(request: ActingRequest) -> HttpResponse:
    """How many people each purpose reached, by day, of the last two weeks without today."""
    until = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found = access_statistics.by_day(until - timedelta(days=DAYS), until)
    context = {"lines": [_line(one) for one in found], "days": DAYS}
    return render(request, "web/desk/access.html", context)


@for_offices
@require_safe
def figures(request: ActingRequest) -> HttpResponse:
    """Every report that exists; figures only for those roles that the register shows totals."""
    try:
        cells = reports.shown_to(request.actor)
        is_visible = True
    except reports.ReportRefused:
        cells, is_visible = {}, False
    sheets = [
        ReportSheet(
            code=code,
            title=local(entry.title),
            question=local(entry.question),
            figures=tuple(_figure(cell) for cell in reversed(cells.get(code, ()))),
        )
        for code, entry in register().content.reports.items()
    ]
    return render(request, "web/desk/figures.html", {"reports": sheets, "is_visible": is_visible})


def _line(one: access_statistics.Reach) -> ReachLine:
    try:
        title = local(register().purpose(one.purpose).title)
    except NotRegistered:
        title = one.purpose
    if one.people is not None:
        people = gettext("at least %(number)d") % {"number": one.people}
    else:
        people = gettext("ten or more") if one.is_many else gettext("fewer than ten")
    who = gettext("People about themselves") if one.who == access_statistics.SELF else word(WHO, one.who)
    return ReachLine(one.day, title, who, people)


def _figure(cell: Cell) -> FigureLine:
    withheld = cell.share is None
    return FigureLine(
        period=cell.period,
        place=" > ".join(cell.path) or gettext("Whole company"),
        figure=word(WITHHELD, cell.code) if withheld else gettext("%(share)d %%") % {"share": cell.share},
        is_withheld=withheld,
    )
