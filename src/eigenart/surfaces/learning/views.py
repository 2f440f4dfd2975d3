"""Pages of learning: catalogue, item, My learning. Each checks, calls one use case and renders."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eigenart.core.vocabulary import ActivityState, Item
from eigenart.people.requests import ActingRequest
from eigenart.personalisation.explain import explain_item
from eigenart.privacy.gate import Refusal
from eigenart.surfaces.learning import finder, item_page, progress, services
from eigenart.surfaces.learning.search import PAGE_SIZE
from eigenart.surfaces.learning.surface import card_of


@require_safe
def catalogue(request: ActingRequest) -> HttpResponse:
    """The same items for everybody; with HTMX only the results are drawn again."""
    criteria = finder.Criteria.parse(request.GET.dict())
    asked = request.GET.get("page", "")
    found = criteria.find(int(asked) if asked.isdecimal() and len(asked) < 6 else 1)
    items = items_by_number()
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    context = {
        "is_part": is_part,
        "criteria": criteria,
        "choices": finder.all_choices(criteria),
        "page": Paginator(range(found.total), PAGE_SIZE).page(found.page),
        "cards": [card_of(items[row.number]) for row in found.items if row.number in items],
        "is_guess": found.is_guess,
        "is_filtered": not criteria.is_empty,
        "query_string": criteria.as_address,
    }
    return render(request, "learning/_results.html" if is_part else "learning/catalogue.html", context)


@require_safe
def item(request: ActingRequest, number: str) -> HttpResponse:
    """Everything about one item, where I stand with it, and why it is suggested to me or not.

    `ask` in the address also says what would change that, for a browser without JavaScript.
    """
    key = services.key_of(number)
    row, items, at = services.item(key), items_by_number(), timezone.now()
    if row is None or number not in items:
        raise Http404
    shown = items[number]
    state = services.state_of(request.actor, key, at)
    known = None if isinstance(state, Refusal) else state
    first = [items[n] for n in row.prerequisites if n in items]
    context = {
        "card": card_of(shown),
        "number": number,
        "standing": item_page.STANDINGS.get(known) if known else None,
        "steps": () if isinstance(state, Refusal) else item_page.steps_after(known),
        "skills": item_page.skills_taught(shown.skills),
        "prerequisites": [card_of(other) for other in first],
        "glance": item_page.glance(row),
        "explanation": explain_item(request.actor, key, at, in_full="ask" in request.GET),
        "key": key,
    }
    return render(request, "learning/item.html", context)


@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """What I plan, do and have done."""
    learning = services.my_learning(request.actor, timezone.now(), language=get_language() or "de")
    if isinstance(learning, Refusal):
        return render(request, "learning/mine.html", {"is_refused": True})
    context = {"groups": item_page.groups(learning), "duties": [card_of(duty) for duty in learning.duties]}
    return render(request, "learning/mine.html", context)


@require_POST
def state(request: ActingRequest, number: str) -> HttpResponse:
    """Note one step: plan, start, finish, stop. Repeating it changes nothing."""
    at, step = timezone.now(), step_named(request.POST.get("state", ""))
    if step is None:
        return HttpResponseBadRequest(_("This step is not known."))
    try:
        noted = services.set_state(request.actor, services.key_of(number), step, at)
    except services.UnknownItem as error:
        raise Http404 from error
    except services.StateNotPossible:
        messages.warning(request, _("This step does not fit any more. Here is how it stands now."))
        return back(request, number)
    if isinstance(noted, Refusal):
        messages.warning(
            request, _("This could not be noted: your learning record is closed. Nothing was changed.")
        )
    elif noted:
        undo = reverse("learning:undo", args=[number, step.value, at.isoformat()])
        messages.success(
            request, _("Noted: %(state)s.") % {"state": item_page.STANDINGS[step].words}, f"undo:{undo}"
        )
    return back(request, number)


@require_POST
def undo(request: ActingRequest, number: str, step: str, noted_at: str) -> HttpResponse:
    """Take back exactly the step that was noted at that moment."""
    moment, noted = moment_of(noted_at), step_named(step)
    if noted is None or moment is None:
        raise Http404
    key = services.key_of(number)
    if progress.take_back(request.actor, key, noted, moment, at=timezone.now()):
        messages.success(request, _("Taken back. Everything is as it was before."))
    return back(request, number)


def items_by_number() -> dict[str, Item]:
    return {item.key.partition(":")[2]: item for item in services.items()}


def step_named(text: str) -> ActivityState | None:
    return ActivityState(text) if text in ActivityState.__members__.values() else None


def moment_of(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


def back(request: ActingRequest, number: str) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if wanted and is_ours else reverse("learning:item", args=[number]))
