"""What every template may use: company, navigation, theme, language, the footer's register hash. Named in settings."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from eigenart.delivery.web import appearance, navigation, second_factor
from eigenart.people.actor import Actor
from eigenart.people.requests import ActingRequest
from eigenart.people.services import employee_of
from eigenart.privacy import in_force
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable


def portal(request: HttpRequest) -> dict[str, Any]:
    """Costs no query on a page that shows no navigation; `me` is the employee behind the login, or None."""
    actor = cast(ActingRequest, request).actor if hasattr(request, "actor") else None
    return {
        "company": settings.EIGENART.company,
        "is_demo": settings.EIGENART.is_demo,
        "theme": appearance.theme_of(request),
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "here": request.get_full_path(),
        "me": SimpleLazyObject(lambda: employee_of(actor) if actor else None),
        "register_hash": SimpleLazyObject(register_hash),
        "role_rests": SimpleLazyObject(lambda: role_rests(actor, request)),
        "navigation": SimpleLazyObject(lambda: places(actor, request.path)),
    }


def role_rests(actor: Actor | None, request: HttpRequest) -> bool:
    """Whether a role of this login waits for the second factor; known as soon as the actor is."""
    return (
        actor is not None and actor.user_id is not None and bool(getattr(request, second_factor.RESTS, False))
    )


def places(actor: Actor | None, path: str) -> tuple[navigation.Entry, ...]:
    if actor is None or actor.user_id is None:
        return ()
    return navigation.entries(actor, path)


def register_hash() -> str:
    """The fingerprint of the register in force; empty while it cannot be read, the register page then says why."""
    try:
        return in_force.register().hash
    except (RegisterInvalid, RegisterUnreadable):
        return ""
