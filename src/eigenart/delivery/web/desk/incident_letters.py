"""Drafts after a data breach, in German and English: the notice to the authority (Art. 33 GDPR) and the letter to the
people (Art. 34 GDPR). Called by the incident page and by `eigenart drill breach`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.delivery.web.register_sheets import local
from eigenart.people.models import Employee
from eigenart.privacy import incidents
from eigenart.privacy.in_force import register
from eigenart.privacy.incidents import Incident
from eigenart.privacy.subject import Subject

LANGUAGES: Final = ("de", "en")
NATURE: Final[Mapping[str, str | Promise]] = {
    "stolen_session": _("Somebody used the login of an employee without being allowed to."),
    "lost_backup": _("A backup of the database was lost or taken."),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """One text to send. language: de or en."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join((self.subject, *self.paragraphs)) + "\n"


def notices(incident: Incident) -> tuple[Draft, ...]:
    """The notice to the authority, with what Art. 33(3) GDPR asks for; in both languages."""
    return tuple(_in(language, _notice, incident) for language in LANGUAGES)


def letters(incident: Incident) -> tuple[Draft, ...]:
    """The letter to the people, in plain words; in both languages."""
    return tuple(_in(language, _letter, incident) for language in LANGUAGES)


def send_letters(incident: Incident) -> dict[str, Any]:
    """Write to everybody who is affected, each in their language. How many, and how many have no address.

    A rehearsal sends nothing.
    """
    people = incidents.affected(incident).people
    employees = Employee.objects.filter(pk__in=Subject.objects.filter(pk__in=people).values("employee_id"))
    drafts = {draft.language: draft for draft in letters(incident)}
    sent = dict.fromkeys(LANGUAGES, 0)
    without_address = 0
    for employee in employees:
        draft = drafts.get(employee.language, drafts[settings.LANGUAGE_CODE[:2]])
        if not employee.email:
            without_address += 1
            continue
        if not incident.is_drill:
            EmailMessage(draft.subject, "\n\n".join(draft.paragraphs), to=[employee.email]).send()
        sent[draft.language] += 1
    return {
        "is_drill": incident.is_drill,
        "sent": sent,
        "without_address": without_address,
        "gone": len(people) - sum(sent.values()) - without_address,
    }


def figures(incident: Incident) -> Mapping[str, Any]:
    """What the last answer from the log said; empty before."""
    step = incidents.last(incident, "answered")
    return step.content if step else {}


def category_words(counted: Mapping[str, int]) -> list[str]:
    """Data types with how many people, in the order of the register; the same wherever they are shown."""
    types = register().content.data_types
    return [f"{local(types[code].title)} ({counted[code]})" for code in types if code in counted]


def _in(language: str, make: Any, incident: Incident) -> Draft:
    with translation.override(language):
        subject, paragraphs = make(incident)
        return Draft(language, subject, tuple(paragraphs))


def _notice(incident: Incident) -> tuple[str, list[str]]:
    who, found = register().content.controller, figures(incident)
    people, lines = int(found.get("people", 0)), int(found.get("lines", 0))
    kinds = ", ".join(category_words(found.get("categories", {}))) or gettext("not known yet")
    return gettext("Notice of a personal data breach (Art. 33 GDPR)"), [
        gettext("To: %(authority)s") % {"authority": local(who.authority)},
        gettext("Controller: %(name)s, %(address)s, %(contact)s")
        % {"name": who.name, "address": who.address, "contact": who.contact},
        gettext("Data protection officer: %(dpo)s") % {"dpo": local(who.dpo)},
        gettext("Known since: %(found)s. Time of the breach: %(begins)s to %(ends)s.") % _times(incident),
        gettext("What happened: %(what)s") % {"what": _what(incident)},
        ngettext("People affected: %(number)d employee.", "People affected: %(number)d employees.", people)
        % {"number": people},
        ngettext("Records of access: %(number)d.", "Records of access: %(number)d.", lines)
        % {"number": lines},
        gettext("Kinds of data, with the number of people: %(kinds)s") % {"kinds": kinds},
        gettext("Likely consequences: [to be filled: what could happen to the people]"),
        gettext("Measures: %(measures)s [to be filled: further measures]")
        % {"measures": _measures(incident)},
        gettext("Not all is known yet? Say so here, and hand in the rest later (Art. 33(4) GDPR)."),
    ]


def _letter(incident: Incident) -> tuple[str, list[str]]:
    who, found = register().content.controller, figures(incident)
    kinds = ", ".join(
        local(kind.title)
        for code, kind in register().content.data_types.items()
        if code in found.get("categories", {})
    )
    return gettext("Your data were affected by a breach"), [
        gettext("Good day,"),
        gettext("your data at %(name)s were affected by a breach. We are sorry. Here is what we know.")
        % {"name": who.name},
        gettext("What happened: %(what)s") % {"what": _what(incident)},
        gettext("When: %(begins)s to %(ends)s.") % _times(incident),
        gettext("Which of your data could be read: %(kinds)s")
        % {"kinds": kinds or gettext("all that the portal holds about you")},
        gettext("What this can mean for you: [to be filled]"),
        gettext("What we have done: %(measures)s") % {"measures": _measures(incident)},
        gettext(
            "What you can do: be careful with messages that know things about you, and tell us if you notice something."
        ),
        gettext("Questions? Data protection officer: %(dpo)s. You may also complain to: %(authority)s.")
        % {"dpo": local(who.dpo), "authority": local(who.authority)},
        gettext("This letter tells nobody else that you are affected."),
    ]


def _times(incident: Incident) -> dict[str, str]:
    return {
        name: date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
        for name, moment in (
            ("found", incident.found_at),
            ("begins", incident.begins),
            ("ends", incident.ends),
        )
    }


def _what(incident: Incident) -> str:
    return str(NATURE[incident.kind])


def _measures(incident: Incident) -> str:
    revoked = incidents.last(incident, "revoked")
    if revoked is None:
        return gettext("none yet.")
    number = int(revoked.content["sessions"])
    return ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", number) % {
        "number": number
    }
