"""Where a party approves the register, asks about it, or proposes it again. What is approved is what was shown.

Beside `register_pages`, which shows the register to everybody.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from eigenart.delivery.web.register_history import changes
from eigenart.delivery.web.register_pages import may_approve, shown
from eigenart.people.requests import ActingRequest
from eigenart.privacy import approvals, party_keys, proposals
from eigenart.privacy.approvals import ApprovalRefused, Party
from eigenart.privacy.in_force import register as register_in_force
from eigenart.privacy.parties import has_works_council
from eigenart.privacy.party_keys import PassphraseRefused
from eigenart.privacy.proposals import ProposalRefused
from eigenart.privacy.signatures import fingerprint
from eigenart.register.read import Register

REFUSALS: Final[Mapping[str, str | Promise]] = {
    "same_login": gettext_lazy(
        "This login has already acted for another party. Two offices need two people with a login each. "
        "Nothing is approved."
    ),
    "lapsed": gettext_lazy(
        "The time to approve this text is over. Nothing is approved. The employer can propose it again."
    ),
    "employees_not_informed": gettext_lazy(
        "Without a works council, please confirm that the employees were informed. Nothing is approved yet."
    ),
    "passphrase_short": gettext_lazy(
        "Please choose a passphrase of at least 12 characters. Nothing is approved yet."
    ),
    "passphrase_wrong": gettext_lazy("This is not the passphrase of your key. Nothing is approved yet."),
    "passphrases_differ": gettext_lazy("The two passphrases are not the same. Nothing is approved yet."),
    "nothing_asked": gettext_lazy("Please write something first."),
    "too_long": gettext_lazy("Please write at most 2,000 characters."),
    "not_lapsed": gettext_lazy("This text may still be approved. There is nothing to propose again."),
}


@sensitive_post_parameters("passphrase", "passphrase_again")
@require_http_methods(["GET", "POST"])
def approve(request: ActingRequest, party: str) -> HttpResponse:
    """Show exactly what is approved (GET), then sign exactly that hash (POST)."""
    if party not in approvals.parties():
        raise Http404
    office = Party(party)
    if not may_approve(request.actor, office):
        raise PermissionDenied
    in_force = register_in_force()
    error = signed(request, office, in_force) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Your approval of this text is signed and recorded."))
        return HttpResponseRedirect(reverse("web:register"))
    context = shown(in_force) | changes(in_force) | offered(request, office) | {"error": error}
    return render(request, "web/register/approve.html", context, status=409 if error else 200)


@require_POST
def ask(request: ActingRequest, party: str) -> HttpResponse:
    """Add a line to the talk between the parties."""
    if party not in approvals.parties() or not may_approve(request.actor, Party(party)):
        raise PermissionDenied
    try:
        proposals.ask(request.actor, party, request.POST.get("text", ""))
    except ProposalRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return HttpResponseRedirect(reverse("web:register") + "#talk")


@require_POST
def propose(request: ActingRequest) -> HttpResponse:
    """The employer proposes a text again whose time is over."""
    try:
        proposals.propose_again(request.actor)
    except ProposalRefused as refused:
        if refused.code == "wrong_role":
            raise PermissionDenied from None
        messages.error(request, str(REFUSALS[refused.code]))
    return HttpResponseRedirect(reverse("web:register"))


def signed(request: ActingRequest, party: Party, in_force: Register) -> str:
    """Sign, or say in words why nothing was approved."""
    posted = request.POST
    if posted.get("register_hash") != in_force.hash:
        return _(
            "The register has changed since you opened this page. Nothing is approved. Please read it again."
        )
    if not posted.get("has_read"):
        return _("Please confirm that you have read the text. Nothing is approved yet.")
    passphrase, new_key = posted.get("passphrase", ""), bool(posted.get("new_key"))
    if (new_key or party_keys.current(party) is None) and posted.get("passphrase_again", "") != passphrase:
        return str(REFUSALS["passphrases_differ"])
    try:
        approvals.approve(
            request.actor,
            party,
            passphrase=passphrase,
            new_key=new_key,
            employees_informed=bool(posted.get("employees_informed")),
        )
    except (ApprovalRefused, PassphraseRefused) as refused:
        return str(REFUSALS[refused.code])
    return ""


def offered(request: ActingRequest, party: Party) -> dict[str, Any]:
    """What the form of this party asks for; `obstacle` says why there is none."""
    key = party_keys.current(party)
    try:
        approvals.refuse(request.actor, party, employees_informed=True)
        obstacle = ""
    except ApprovalRefused as refused:
        obstacle = str(REFUSALS[refused.code])
    return {
        "party": {"code": party.value, "name": party.label},
        "key_digits": fingerprint(key.public_key) if key else "",
        "new_key": key is None or bool(request.POST.get("new_key") or request.GET.get("new_key")),
        "least_letters": party_keys.LEAST_LETTERS,
        "asks_information": party is Party.EMPLOYER and not has_works_council(),
        "obstacle": obstacle,
    }
