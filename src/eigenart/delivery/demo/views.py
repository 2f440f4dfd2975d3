"""One-click logins for the invented people of the demo. Anywhere else this page does not exist."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_POST

from eigenart.delivery.demo.personas import PERSONAS

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@require_POST
def enter(request: HttpRequest, persona: str) -> HttpResponse:
    """Sign in as one persona. 404 outside demo mode, for an unknown name, and before the company is loaded."""
    if not settings.EIGENART.is_demo or all(persona != known.login for known in PERSONAS):
        raise Http404
    user = get_object_or_404(get_user_model(), username=persona, is_active=True)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
