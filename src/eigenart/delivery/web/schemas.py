"""The published structure of exports, so that other programs can read them. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from eigenart.privacy import export_schemas


@require_safe
@login_not_required
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """One JSON Schema."""
    try:
        return HttpResponse(export_schemas.text(name), content_type="application/schema+json")
    except KeyError:
        raise Http404 from None
