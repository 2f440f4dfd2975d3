"""The first page of the desk: what waits for this office, and how things stand."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eigenart.delivery.web.desk import stop_sheets
from eigenart.delivery.web.desk.guard import for_offices, spoken_for
from eigenart.people.actor import Actor
from eigenart.people.requests import ActingRequest
from eigenart.privacy import approvals, audit_runs, incidents, proposals
from eigenart.privacy.in_force import register
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, where to do it, and until when. tone: good | fair | poor, a class of the style sheet."""

    title: str
    text: str
    url: str
    action: str | Promise
    tone: str = "fair"
    until: datetime | None = None


@for_offices
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    """What waits, then the places of the desk."""
    try:
        register()
    except (RegisterUnreadable, RegisterInvalid):
        return render(request, "web/register/page.html", {"register": None}, status=503)
    context = {
        "waiting": [*_approvals(request.actor), *_questions(), *_drift(), *_incidents(), *_stops()],
        "last_audit": audit_runs.latest(),
        "is_watching": any(party.value != "employer" for party in spoken_for(request.actor)),
    }
    return render(request, "web/desk/overview.html", context)


def _approvals(actor: Actor) -> list[Waiting]:
    mine = spoken_for(actor)
    before = proposals.last_complete(but=register().hash)
    return [
        Waiting(
            title=gettext("Approve the register as: %(party)s") % {"party": state.party.label},
            text=gettext("A new version waits. The page shows what differs from version %(number)s.")
            % {"number": before.version}
            if before
            else gettext("Nobody has approved any version yet. Until then nothing personal runs."),
            url=reverse("web:register-approve", args=[state.party.value]),
            action=_("Read and decide"),
        )
        for state in approvals.state()
        if state.is_required and state.approved_at is None and state.party in mine
    ]


def _questions() -> list[Waiting]:
    number = len(proposals.questions(register().hash))
    if not number or all(state.approved_at for state in approvals.state() if state.is_required):
        return []
    title = ngettext(
        "%(number)d line in the talk about this version",
        "%(number)d lines in the talk about this version",
        number,
    )
    return [
        Waiting(title % {"number": number}, "", reverse("web:register"), _("Read and answer"), tone="fair")
    ]


def _drift() -> list[Waiting]:
    if approvals.is_clear():
        return []
    title = gettext("Register and running system differ")
    text = gettext("Until they agree again, every purpose that a person can switch is off.")
    return [Waiting(title, text, reverse("web:register"), _("See which"), tone="poor")]


def _incidents() -> list[Waiting]:
    now = timezone.now()
    found = []
    for incident in incidents.inbox():
        done = {step.kind for step in incident.steps.all()}
        if "closed" in done or incident.is_drill:
            continue
        until = None if {"decided", "reported"} & done else incidents.due_at(incident)
        found.append(
            Waiting(
                title=gettext("A breach of %(day)s is open")
                % {"day": date_format(timezone.localtime(incident.found_at), "SHORT_DATE_FORMAT")},
                text=gettext("The 72 hours are over.") if until and until < now else "",
                url=reverse("web:desk-incident", args=[incident.pk]),
                action=_("Go on"),
                tone="poor",
                until=until,
            )
        )
    return found


def _stops() -> list[Waiting]:
    return [
        Waiting(
            title=gettext("Stopped: %(title)s") % {"title": sheet.title},
            text=sheet.stops[-1].reason,
            url=reverse("web:desk-systems"),
            action=_("See the stop"),
            tone="poor",
        )
        for sheet in stop_sheets.stopped_now()
    ]
