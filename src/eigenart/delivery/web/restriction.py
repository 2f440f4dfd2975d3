"""Let one's data rest, and end that: below My data. Check, call one use case, answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eigenart.delivery.web import my_data
from eigenart.people.requests import ActingRequest
from eigenart.privacy import restriction
from eigenart.privacy.grant import Refusal


@require_POST
def turn(request: ActingRequest) -> HttpResponse:
    """turn=on lets the data rest; turn=off ends it, which the page has announced beside the button."""
    if request.actor.employee_id is None:
        raise Http404
    person = request.actor.employee_id
    if request.POST.get("turn") == "on":
        done: object = restriction.restrict(request.actor, person, language=get_language() or "de")
        words = _("Your data rest from now on. They stay stored, and only you can read them.")
    else:
        done = restriction.lift(request.actor, person)
        words = _("Your data are used again from the next page on.")
    if isinstance(done, Refusal):
        messages.error(request, my_data.refusal_words(done))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("web:rights"))
