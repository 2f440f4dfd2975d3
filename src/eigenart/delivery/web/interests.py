"""Three taps for people of whom little is known: which topics interest you? The form stands on Home."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from eigenart.people.requests import ActingRequest
from eigenart.surfaces.learning import interests


@require_POST
def choose(request: ActingRequest) -> HttpResponse:
    """Store the topics and go back to Home, where they count already."""
    stored = interests.choose(request.actor, request.POST.getlist("interest"), timezone.now())
    if not isinstance(stored, int):
        messages.warning(
            request, _("Your topics could not be stored. In “My data” you see what is switched off.")
        )
    elif stored:
        words = ngettext(
            "%(count)d topic now counts for your suggestions.",
            "%(count)d topics now count for your suggestions.",
            stored,
        )
        messages.success(request, words % {"count": stored})
    else:
        messages.info(request, _("You chose no topic. That is fine, nothing was stored."))
    return HttpResponseRedirect(resolve_url("web:home"))
