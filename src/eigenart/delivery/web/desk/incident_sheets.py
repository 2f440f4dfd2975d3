"""A data breach in plain words: where it stands, how long there is still time, and what was done. Numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.delivery.web.desk.incident_letters import NATURE, category_words, figures
from eigenart.delivery.web.register_sheets import WHO, local, word
from eigenart.privacy import incidents
from eigenart.privacy.in_force import register
from eigenart.privacy.incidents import Incident, IncidentStep
from eigenart.register.read import NotRegistered

DECISIONS: Mapping[str, str | Promise] = {
    "report": _("Tell the authority"),
    "report_and_tell": _("Tell the authority and the people"),
    "no_risk": _("Tell nobody, because there is no risk for the people"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step that was taken, in words."""

    words: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentSheet:
    """One breach as a page shows it. hours_left: whole hours until the authority has to know; negative when over.

    people: None before the log was asked.
    """

    number: int
    title: str
    text: str
    begins: datetime
    ends: datetime
    found_at: datetime
    due_at: datetime
    hours_left: int
    is_drill: bool
    is_about_everybody: bool
    is_closed: bool
    is_decided: bool
    is_reported: bool
    tells_people: bool
    is_told: bool
    people: int | None
    lines: int
    refused: int
    unnameable: int
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    steps: tuple[StepLine, ...]


def sheet(incident: Incident) -> IncidentSheet:
    steps = list(incident.steps.all())
    done = {step.kind: step for step in steps}
    found = figures(incident)
    due = incidents.due_at(incident)
    decided = done.get("decided")
    return IncidentSheet(
        number=incident.pk,
        title=str(NATURE[incident.kind]),
        text=incident.text,
        begins=incident.begins,
        ends=incident.ends,
        found_at=incident.found_at,
        due_at=due,
        hours_left=int((due - timezone.now()).total_seconds() // 3600),
        is_drill=incident.is_drill,
        is_about_everybody=incident.kind == "lost_backup",
        is_closed="closed" in done,
        is_decided=decided is not None,
        is_reported="reported" in done or (decided is not None and decided.content["decision"] == "no_risk"),
        tells_people=decided is not None and decided.content["decision"] == "report_and_tell",
        is_told="told" in done,
        people=found.get("people"),
        lines=found.get("lines", 0),
        refused=found.get("refused", 0),
        unnameable=found.get("unnameable", 0),
        categories=tuple(category_words(found.get("categories", {}))),
        purposes=tuple(f"{_title(code)} ({number})" for code, number in found.get("purposes", {}).items()),
        steps=tuple(StepLine(_words(step), word(WHO, step.party), step.at) for step in steps),
    )


def _words(step: IncidentStep) -> str:
    content: Mapping[str, Any] = step.content
    match step.kind:
        case "answered":
            return ngettext(
                "Log asked: %(number)d person affected",
                "Log asked: %(number)d people affected",
                content["people"],
            ) % {"number": content["people"]}
        case "revoked":
            return ngettext("%(number)d session ended", "%(number)d sessions ended", content["sessions"]) % {
                "number": content["sessions"]
            }
        case "decided":
            return f"{word(DECISIONS, content['decision'])}: {content['reason']}"
        case "reported":
            return gettext("Authority told")
        case "told":
            sent = sum(content["sent"].values())
            if content["is_drill"]:
                return gettext("%(sent)d letters made, none sent (rehearsal)") % {"sent": sent}
            return gettext("%(sent)d letters sent, %(without)d people without an address") % {
                "sent": sent,
                "without": content["without_address"] + content["gone"],
            }
        case _:
            return gettext("Closed. Learned: %(lesson)s") % {"lesson": content["lesson"]}


def _title(purpose: str) -> str:
    try:
        return local(register().purpose(purpose).title)
    except NotRegistered:
        return purpose
