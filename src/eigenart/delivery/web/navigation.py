"""The main navigation, made from the registered surfaces and the actor's roles. Called by the context processor."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eigenart.people.actor import Actor, Role
from eigenart.personalisation import registry

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go. `is_here` marks the page itself or a page below it."""

    label: Words
    url: str
    icon: str
    is_here: bool


def entries(actor: Actor, path: str) -> tuple[Entry, ...]:
    """Everything this actor may open, in fixed order; `path` is the page that is open."""
    places = [
        (_("Home"), reverse("web:home"), "house-door"),
        *((label, reverse(name), icon) for label, name, icon in surface_places()),
        (_("My data"), reverse("web:my-data"), "fingerprint"),
    ]
    if actor.has_role(Role.HR):
        places.append((_("Import"), reverse("web:intake"), "file-earmark-arrow-up"))
        places.append((_("People who left"), reverse("web:leavers"), "eraser"))
    if actor.has_role(Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER):
        places.append((_("Desk"), reverse("web:desk"), "clipboard-data"))
    here = longest_match((url for _label, url, _icon in places), path)
    return tuple(Entry(label, url, icon, is_here=url == here) for label, url, icon in places)


def surface_places() -> Iterable[tuple[Words, str, str]]:
    """What each surface's `urls` module names as `navigation`: (label, URL name, icon) each."""
    for surface in registry.all_surfaces():
        if surface.urls:
            yield from getattr(import_module(surface.urls), "navigation", ())


def longest_match(urls: Iterable[str], path: str) -> str:
    return max((u for u in urls if path == u or (u != "/" and path.startswith(u))), key=len, default="")
