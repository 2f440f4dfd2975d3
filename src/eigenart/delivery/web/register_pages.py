"""The purpose register in plain words, for everybody, and its approval by works council, DPO and employer.

Public: nothing here is about a person, and whoever is affected may read it before the first login.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eigenart.delivery.web.register_sheets import STATES, PurposeSheet, local, sheet, word
from eigenart.people.requests import ActingRequest
from eigenart.people.services import Actor
from eigenart.privacy import approvals
from eigenart.privacy.approvals import Party
from eigenart.privacy.in_force import register as register_in_force
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import Register

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class PurposeState:
    """A purpose with the state it is really in: active, waiting for somebody, or not yet agreed."""

    sheet: PurposeSheet
    state: str
    is_active: bool


@login_not_required
@require_GET
def register(request: ActingRequest) -> HttpResponse:
    """The register page; the same for everybody, with a button for those who may approve."""
    try:
        in_force = register_in_force()
    except (RegisterUnreadable, RegisterInvalid):
        return render(request, "web/register/page.html", {"register": None}, status=503)
    state = [party for party in approvals.state() if party.is_required]
    context = shown(in_force) | {
        "approvals": [
            {"party": party.party.label, "at": party.approved_at, "is_demo": party.is_demo} for party in state
        ],
        "is_complete": all(party.approved_at for party in state),
        "has_works_council": Party.WORKS_COUNCIL in approvals.parties(),
        "may_approve": [
            {"code": party.party.value, "name": party.party.label}
            for party in state
            if may_approve(request.actor, party.party) and (party.approved_at is None or party.is_demo)
        ],
    }
    return render(request, "web/register/page.html", context)


@require_http_methods(["GET", "POST"])
def approve(request: ActingRequest, party: str) -> HttpResponse:
    """Show exactly what is approved (GET), then approve exactly that hash (POST)."""
    if party not in approvals.parties():
        raise Http404
    party = Party(party)
    if not may_approve(request.actor, party):
        raise PermissionDenied
    in_force = register_in_force()
    if request.method == "POST":
        error = refusal(request, in_force)
        if not error:
            approvals.approve(request.actor, party)
            messages.success(request, _("Your approval of this text is recorded."))
            return HttpResponseRedirect(reverse("web:register"))
    else:
        error = ""
    context = shown(in_force) | {"party": {"code": party.value, "name": party.label}, "error": error}
    return render(request, "web/register/approve.html", context, status=409 if error else 200)


def may_approve(actor: Actor, party: Party) -> bool:
    return actor.has_role(approvals.ROLE_OF[party])


def refusal(request: ActingRequest, in_force: Register) -> str:
    """Why a posted approval does not count, in words; empty if it does."""
    if request.POST.get("register_hash") != in_force.hash:
        return _(
            "The register has changed since you opened this page. Nothing is approved. Please read it again."
        )
    if not request.POST.get("has_read"):
        return _("Please confirm that you have read the text. Nothing is approved yet.")
    return ""


def shown(in_force: Register) -> dict[str, Any]:
    """What both pages show of a register."""
    return {
        "register": in_force,
        "controller": in_force.content.controller,
        "dpo": local(in_force.content.controller.dpo),
        "authority": local(in_force.content.controller.authority),
        "version": in_force.content.register_.version,
        "short_hash": in_force.hash[:SHORT_HASH],
        "purposes": [purpose_state(in_force, entry.id) for entry in in_force.content.purposes],
    }


def purpose_state(in_force: Register, purpose: str) -> PurposeState:
    """Whether a purpose runs and, if not, whose approval it waits for."""
    entry = in_force.purpose(purpose)
    if approvals.is_active(entry, in_force.hash):
        return PurposeState(sheet(in_force, purpose), _("Active"), is_active=True)
    missing = waiting_for(in_force, purpose)
    if entry.status == "active" and missing:
        words = _("Waiting for: %(who)s") % {"who": ", ".join(missing)}
    else:
        words = word(STATES, entry.status)
    return PurposeState(sheet(in_force, purpose), words, is_active=False)


def waiting_for(in_force: Register, purpose: str) -> tuple[str, ...]:
    """The parties whose approval of this hash is missing for one purpose, in words."""
    required = approvals.required_for(in_force.purpose(purpose))
    return tuple(
        str(party.party.label)
        for party in approvals.state()
        if party.party.value in required and party.approved_at is None
    )
