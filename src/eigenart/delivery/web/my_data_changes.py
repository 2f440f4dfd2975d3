"""What a person changes in My data: switches, single facts, new statements. Check, call one use case, answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eigenart.core.vocabulary import Fact, FactKind, Origin
from eigenart.delivery.web import fact_rows, my_data, switch_cards
from eigenart.delivery.web.register_sheets import local
from eigenart.people.requests import ActingRequest
from eigenart.privacy import gate, rights
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import change as changes
from eigenart.profiles import read, write
from eigenart.profiles.sources import UnknownFact, WrongValue
from eigenart.register.read import NotRegistered

ACTIONS = {"mute", "unmute", "forget", "end", "correct"}


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that puts back what was just changed: where it goes and what it says."""

    address: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Status:
    """What just happened, in words."""

    text: str
    undo: Undo | None = None
    is_error: bool = False


@require_POST
def switch(request: ActingRequest, purpose: str) -> HttpResponse:
    """Turn one purpose on or off. Consent counts only for the text that the person had before them."""
    in_force = register()
    try:
        shown_is_current = request.POST.get("text_hash") == in_force.text_hash(purpose)
    except NotRegistered:
        raise Http404 from None
    is_on = request.POST.get("turn") == "on"
    if is_on and not shown_is_current:
        messages.error(request, _("The text has changed meanwhile. Please read it again and then decide."))
    else:
        found = switch_cards.turn(request.actor, purpose, register=in_force, is_on=is_on)
        if isinstance(found, Refusal):
            messages.error(request, my_data.refusal_words(found))
        else:
            messages.success(request, switched_words(local(found.entry.title), is_on=is_on))
    return HttpResponseRedirect(f"{reverse('web:my-data')}#switch-{purpose}")


@require_http_methods(["GET", "POST"])
def change(request: ActingRequest, fact_id: str, action: str) -> HttpResponse:
    """Change one fact. Without HTMX, forgetting asks once before it deletes."""
    if action not in ACTIONS or (request.method == "GET" and action != "forget"):
        raise Http404
    opened = my_data.open_rights(request.actor)
    if isinstance(opened, Refusal):
        return refused(request, opened)
    try:
        fact = read.fact(opened, fact_id)
        if request.method == "GET":
            row = fact_rows.line(fact, register())
            return render(request, "web/my_data/forget.html", {"row": row})
        status = carried_out(request, opened, fact, action)
    except UnknownFact:
        raise Http404(_("This entry is gone already.")) from None
    if request.htmx:
        return group_again(request, opened, fact, status)
    (messages.error if status.is_error else messages.success)(request, status.text)
    return HttpResponseRedirect(f"{reverse('web:my-data')}#fact-{fact_id}")


@require_POST
def skill(request: ActingRequest) -> HttpResponse:
    """State a skill with its level."""
    return stated(request, FactKind.SKILL, request.POST.get("key", ""), request.POST.get("value", ""))


@require_POST
def interest(request: ActingRequest) -> HttpResponse:
    return stated(request, FactKind.INTEREST, request.POST.get("key", ""), "")


@require_POST
def preference(request: ActingRequest) -> HttpResponse:
    return stated(request, FactKind.PREFERENCE, request.POST.get("key", ""), request.POST.get("value", ""))


@require_POST
def restate(request: ActingRequest) -> HttpResponse:
    """Put back what was just forgotten."""
    try:
        kind = FactKind(request.POST.get("kind", ""))
    except ValueError:
        raise Http404 from None
    if kind not in fact_rows.RESTATABLE:
        raise Http404
    return stated(request, kind, request.POST.get("key", ""), request.POST.get("value", ""))


def stated(request: ActingRequest, kind: FactKind, key: str, value: str) -> HttpResponse:
    """Write one statement under the grant of the purpose that stores it, and go back to the page."""
    opened = opened_for(request, kind)
    if isinstance(opened, Refusal):
        return refused(request, opened)
    try:
        state(opened, kind, key, value)
    except WrongValue:
        messages.error(request, _("This value does not fit. Nothing was changed."))
        return HttpResponseRedirect(f"{reverse('web:my-data')}#add")
    messages.success(request, _("Saved. It counts from the next page on."))
    category = {FactKind.SKILL: "skills", FactKind.INTEREST: "interests"}.get(kind, "preferences")
    return HttpResponseRedirect(f"{reverse('web:my-data')}#group-{category}")


def opened_for(request: ActingRequest, kind: FactKind) -> Grant | Refusal:
    """Skills are written as a right of the person; interests and preferences only with consent."""
    if kind is FactKind.SKILL or request.actor.employee_id is None:
        return my_data.open_rights(request.actor)
    return gate.open(request.actor, request.actor.employee_id, my_data.INTERESTS, timezone.now())


def state(grant: Grant, kind: FactKind, key: str, value: str) -> None:
    match kind:
        case FactKind.SKILL:
            write.state_skill(grant, key, int(value) if value.isdecimal() else 0)
        case FactKind.INTEREST:
            write.state_interest(grant, key)
        case _:
            if not value:
                raise WrongValue("wrong_preference", kind=kind.value, key=key)
            write.set_preference(grant, key, value)


def carried_out(request: ActingRequest, grant: Grant, fact: Fact, action: str) -> Status:
    """Do one action on one fact and say what it did."""
    try:
        match action:
            case "mute":
                changes.mute(grant, fact.id)
                return Status(_("Suggestions no longer use this entry."))
            case "unmute":
                changes.unmute(grant, fact.id)
                return Status(_("Suggestions use this entry again."))
            case "forget":
                changes.forget(grant, fact.id)
                return Status(_("Forgotten. The entry is deleted."), undo_of_forgetting(fact))
            case "end":
                changes.set_end(grant, fact.id, end_date(request.POST.get("until", "")))
                before = fact.expires_on.isoformat() if fact.expires_on else ""
                return Status(_("The end date is saved."), Undo(address_of(fact, "end"), {"until": before}))
            case _:
                changes.correct(grant, fact.id, request.POST.get("value", ""))
                return Status(
                    _("Corrected. It counts from the next page on."), undo_of_correcting(grant, fact)
                )
    except (WrongValue, ValueError):
        return Status(_("This value does not fit. Nothing was changed."), is_error=True)


def undo_of_forgetting(fact: Fact) -> Undo | None:
    """Only what the person stated can be stated again; an imported value is gone."""
    if not fact_rows.can_restate(fact):
        return None
    return Undo(reverse("web:my-data-restate"), {"kind": fact.kind, "key": fact.key, "value": fact.value})


def undo_of_correcting(grant: Grant, fact: Fact) -> Undo | None:
    """An own value gets its earlier value; beside an imported one the own one goes, and the imported one counts."""
    if fact.kind is FactKind.ACTIVITY:
        return None
    if fact.source.origin is Origin.SELF:
        return Undo(address_of(fact, "correct"), {"value": fact_rows.code_of(fact)})
    same = (f for f in read.all_facts(grant) if (f.kind, f.key) == (fact.kind, fact.key))
    own = next((f for f in same if f.source.origin is Origin.SELF), None)
    return Undo(address_of(own, "forget"), {}) if own else None


def address_of(fact: Fact, action: str) -> str:
    return reverse("web:my-data-change", args=[fact.id, action])


def end_date(text: str) -> date | None:
    """Raises ValueError for anything but a date of this century or nothing."""
    if not text:
        return None
    day = date.fromisoformat(text)
    if not 2000 <= day.year < 2100:
        raise ValueError(text)
    return day


def group_again(request: ActingRequest, grant: Grant, fact: Fact, status: Status) -> HttpResponse:
    """The group of a changed fact as a part of the page, with the news beside it."""
    held = [f for f in read.all_facts(grant) if f.category == fact.category]
    lines = rights.accesses(grant, limit=my_data.LOOK_BACK)
    groups = fact_rows.groups(held, register(), my_data.last_reading(lines))
    context = {
        "group": groups[0] if groups else None,
        "category": fact.category,
        "changed": fact.id,
        "status": status,
    }
    return render(request, "web/my_data/_changed.html", context)


def refused(request: ActingRequest, refusal: Refusal) -> HttpResponse:
    """Nothing was changed; say why on the page itself."""
    if refusal.purpose == my_data.INTERESTS:
        words = _("Interests and preferences are stored only if you agree to it.")
    else:
        words = my_data.refusal_words(refusal)
    messages.error(request, words)
    target = reverse("web:my-data")
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def switched_words(title: str, *, is_on: bool) -> str:
    if is_on:
        return _("“%(title)s” is on from the next page on.") % {"title": title}
    return _("“%(title)s” is off from the next page on. You have no disadvantage.") % {"title": title}
