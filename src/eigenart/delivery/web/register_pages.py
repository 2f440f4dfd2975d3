"""The purpose register in plain words, for everybody, and its approval by works council, DPO and employer.

Public: nothing here is about a person, and whoever is affected may read it before the first login.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eigenart.delivery.web import register_history
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
    context = shown(in_force) | standing(request.actor) | register_history.changes(in_force)
    context |= register_history.talk(request.actor, in_force) | register_history.resting()
    context |= register_history.proposal(
        request.actor, is_complete=context["is_complete"], now=timezone.now()
    )
    return render(request, "web/register/page.html", context)


@login_not_required
@require_GET
def history(request: ActingRequest) -> HttpResponse:
    """Every version that was ever proposed, who approved it, and what it changed."""
    return render(request, "web/register/history.html", {"versions": register_history.versions()})


def standing(actor: Actor) -> dict[str, Any]:
    """Where each party stands, with the key that it signs with, and for whom this actor may sign."""
    state = [party for party in approvals.state() if party.is_required]
    keys = register_history.keys()
    return {
        "approvals": [
            {
                "party": one.party.label,
                "at": one.approved_at,
                "is_demo": one.is_demo,
                "key": keys.get(one.party.value),
                "signed_with": one.fingerprint,
            }
            for one in state
        ],
        "is_complete": all(party.approved_at for party in state),
        "has_works_council": Party.WORKS_COUNCIL in approvals.parties(),
        "may_approve": [
            {"code": one.party.value, "name": one.party.label}
            for one in state
            if may_approve(actor, one.party) and (one.approved_at is None or one.is_demo)
        ],
    }


def may_approve(actor: Actor, party: Party) -> bool:
    return actor.has_role(approvals.ROLE_OF[party])


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
    obstacle = approvals.obstacle(entry, in_force.hash)
    if not obstacle:
        return PurposeState(sheet(in_force, purpose), _("Active"), is_active=True)
    if obstacle == "suspended":
        words = _("Rests: register and running system differ")
        return PurposeState(sheet(in_force, purpose), words, is_active=False)
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
