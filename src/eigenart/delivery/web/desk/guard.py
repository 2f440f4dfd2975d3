"""Who gets in at the desk, and for which party a form speaks. Called by every page of the desk."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from eigenart.people.actor import Actor, Role
from eigenart.privacy import parties
from eigenart.privacy.approvals import Party

OFFICES = (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER)
WATCHING = (Role.WORKS_COUNCIL, Role.DPO)
"""Who watches over the use of the portal; the employer does not see how it is used."""

View = Callable[..., HttpResponse]


def for_offices(view: View) -> View:
    """Works council, data protection officer and employer; everybody else gets 403, whatever the address."""
    return _only(OFFICES, view)


def for_watching(view: View) -> View:
    """Works council and data protection officer alone."""
    return _only(WATCHING, view)


def spoken_for(actor: Actor) -> tuple[Party, ...]:
    """The parties that this login may speak for."""
    return tuple(party for party in parties.parties() if parties.speaks_for(actor, party))


def _only(roles: tuple[Role, ...], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not getattr(request, "actor").has_role(*roles):  # noqa: B009 - set by middleware
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
