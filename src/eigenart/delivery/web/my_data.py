"""My data: switches, everything known, the access log. Check, open the gate for `privacy.rights`, render."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from eigenart.core.consent import Purpose
from eigenart.core.vocabulary import FactKind
from eigenart.delivery.web import access_lines, fact_rows, fact_words, stored_lines, switch_cards
from eigenart.people.requests import ActingRequest
from eigenart.people.services import Actor, employee_of
from eigenart.personalisation import catalogues, registry
from eigenart.privacy import consent, gate, rights
from eigenart.privacy.data_keys import DataKeyLost
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import read, sources, vocabulary

RIGHTS = "privacy.rights"
INTERESTS = "learning.interests"
HITS = 8
LOOK_BACK = 300
"""How many lines of the access log are searched for the last reading of each data type."""


@dataclass(frozen=True, slots=True)
class SkillHit:
    """One skill of the vocabulary in the language in force."""

    key: str
    label: str
    description: str


@require_safe
def page(request: ActingRequest) -> HttpResponse:
    """Everything on one page; `log` is the page of the access log."""
    opened = open_rights(request.actor)
    if isinstance(opened, Refusal):
        context: dict[str, Any] = {"refusal": refusal_words(opened)}
        return render(request, "web/my_data/page.html", context, status=403)
    return render(request, "web/my_data/page.html", everything(request, opened, log_page(request)))


@require_safe
def log(request: ActingRequest) -> HttpResponse:
    """One page of the access log as a part of the page, for HTMX."""
    opened = open_rights(request.actor)
    if isinstance(opened, Refusal):
        return HttpResponse(refusal_words(opened), status=403)
    number = log_page(request)
    lines = rights.accesses(opened, limit=access_lines.wanted(number))
    context = {"log": access_lines.page(lines, number, register())}
    return render(request, "web/my_data/_log.html", context)


@require_safe
def stored(request: ActingRequest) -> HttpResponse:
    """What is stored beside the facts; read on demand, because it can be long."""
    opened = open_rights(request.actor)
    if isinstance(opened, Refusal):
        return HttpResponse(refusal_words(opened), status=403)
    try:
        rows = rights.everything(opened)
    except DataKeyLost:
        return render(request, "web/my_data/stored.html", {"error": key_lost_words()}, status=503)
    groups = stored_lines.groups(
        rows,
        register(),
        shown_as_facts={source.category for source in sources.all_sources()},
        titles=lambda keys: sources.labels_for(FactKind.ACTIVITY, keys),
    )
    return render(request, "web/my_data/stored.html", {"groups": groups})


@require_safe
def skills(request: ActingRequest) -> HttpResponse:
    """Search the skill vocabulary; a part for HTMX, a page of its own without."""
    query = request.GET.get("q", "").strip()[:80]
    context = {
        "skill_query": query,
        "skill_hits": found_skills(query),
        "levels": [(c, w, fact_words.LEVEL_HINTS[c]) for c, w in fact_words.LEVELS.items()],
    }
    template = "web/my_data/_skill_hits.html" if request.htmx else "web/my_data/skills.html"
    return render(request, template, context)


def open_rights(actor: Actor) -> Grant | Refusal:
    """The grant under which a person sees and changes what is known about them."""
    if actor.employee_id is None:
        return Refusal("no_employee", Purpose(RIGHTS), is_final=True)
    return gate.open(actor, actor.employee_id, RIGHTS, timezone.now())


def everything(request: ActingRequest, grant: Grant, number: int) -> dict[str, Any]:
    """What the page shows of one person."""
    in_force = register()
    opened_lines = rights.accesses(grant, limit=max(LOOK_BACK, access_lines.wanted(number)))
    read_at = last_reading(opened_lines)
    switches = own_switches(request.actor, grant)
    return {
        "grant_given": True,
        "switches": switches,
        "groups": fact_rows.groups(read.all_facts(grant), in_force, read_at),
        "identity": identity(request.actor),
        "log": access_lines.page(opened_lines, number, in_force),
        "interests_off": interests_off(switches),
        "topics": topics(),
        "formats": fact_words.FORMATS.items(),
        "likings": fact_words.LIKINGS.items(),
    }


def own_switches(actor: Actor, grant: Grant) -> tuple[switch_cards.SwitchCard, ...]:
    if actor.employee_id is None:
        return ()
    found = consent.switches(actor, actor.employee_id)
    if isinstance(found, Refusal):
        return ()
    return switch_cards.cards(found, consent.history(grant), register())


def last_reading(lines: list[rights.Access]) -> dict[str, datetime]:
    """When suggestions last read each data type; the access log says so, nobody has to guess."""
    read_at: dict[str, datetime] = {}
    for surface in registry.all_surfaces():
        for category, at in access_lines.last_read(lines, surface.purpose).items():
            read_at[category] = max(at, read_at.get(category, at))
    return read_at


def identity(actor: Actor) -> list[tuple[str, str]]:
    employee = employee_of(actor)
    if employee is None:
        return []
    return [
        (gettext("Name"), str(employee)),
        (gettext("Personnel number"), employee.personnel_number),
        (gettext("E-mail"), employee.email),
        (gettext("Department"), employee.org_unit.path if employee.org_unit else ""),
        (gettext("Manager"), str(employee.manager) if employee.manager else ""),
    ]


def interests_off(switches: tuple[switch_cards.SwitchCard, ...]) -> str:
    """Why interests cannot be stored now, in words; empty if they can."""
    for switch in switches:
        if switch.sheet.id == INTERESTS and not switch.is_on:
            return gettext("Interests and preferences are stored only if you agree to it.")
        if switch.sheet.id == INTERESTS and switch.waiting_for:
            return gettext("This purpose is not approved yet. Nothing can be stored until then.")
    return ""


def topics() -> list[tuple[str, str]]:
    """Codes and names of the topics that the surfaces' items have, by name."""
    found: dict[str, str] = {}
    for surface in registry.all_surfaces():
        codes = {code for item in catalogues.of(surface).catalogue.items for code in item.topics}
        found.update({code: surface.label(f"topic:{code}") for code in codes})
    return sorted(found.items(), key=lambda topic: topic[1].casefold())


def found_skills(query: str) -> list[SkillHit]:
    language = (get_language() or "de")[:2]
    is_german = language == "de"
    hits = vocabulary.find(query, language, HITS) if query else []
    return [
        SkillHit(
            key=hit.concept_id,
            label=(hit.label_de or hit.label_en) if is_german else (hit.label_en or hit.label_de),
            description=(hit.description_de or hit.description_en)
            if is_german
            else (hit.description_en or hit.description_de),
        )
        for hit in hits
    ]


def log_page(request: ActingRequest) -> int:
    asked = request.GET.get("log", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1


def key_lost_words() -> str:
    return gettext(
        "Your data cannot be read with the key of this installation. Nothing is lost. Please tell IT administration."
    )


def refusal_words(refusal: Refusal) -> str:
    """What a person can do when their own data stay shut."""
    if refusal.code == "no_employee":
        return gettext("Your login belongs to no employee, so nothing is kept about you here.")
    if refusal.code == "register_invalid":
        return gettext("The register cannot be read. Until it is repaired nobody can open personal data.")
    return gettext("Your data cannot be opened at the moment. Please tell the data protection officer.")
