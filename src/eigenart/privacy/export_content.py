"""What an export says, as plain values: Art. 15(1)(a)-(h), (2) GDPR and every stored row.

Written out by `export_archive`. The tables are found by walking all models about people: none can be forgotten.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eigenart.people.models import Employee
from eigenart.privacy import consent, export_contributors, export_identity, kept, rights
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import Subject
from eigenart.register.read import NotRegistered
from eigenart.register.schema import PurposeEntry, Text

FORMAT: Final = "eigenart.export"
VERSION: Final = 1
EVERY_LINE: Final = 10**9


def content(grant: Grant, *, language: str, at: datetime) -> dict[str, Any]:
    """Everything about the grant's person, ready for JSON. The language in force decides the words."""
    subject = Subject.objects.get(pk=grant.person)
    stored = rights.everything(grant)
    leaves_on = Employee.objects.values_list("leaves_on", flat=True).get(pk=subject.employee_id)
    uses = kept.last_uses(rights.accesses(grant, limit=EVERY_LINE))
    in_force = register()
    own = export_identity.identity(subject)
    whole: dict[str, Any] = plain(
        {
            "format": FORMAT,
            "version": VERSION,
            "made_at": at,
            "language": language,
            "register": {
                "id": in_force.content.register_.id,
                "version": in_force.content.register_.version,
                "hash": in_force.hash,
            },
            "controller": _controller(language),
            "person": own,
            "acts": export_identity.acts(subject),
            "purposes": [_purpose(entry, language) for entry in in_force.content.purposes],
            "recipients": [_recipient(key, language) for key in in_force.content.recipients],
            "rights": rights_words(),
            "data_types": {
                **{name: _identity_type(name, row, language, leaves_on) for name, row in own.items()},
                **{
                    str(category): _data_type(
                        str(category),
                        rows,
                        language=language,
                        leaves_on=leaves_on,
                        used_at=uses.get(category),
                    )
                    for category, rows in stored.items()
                },
            },
            "consent_history": _consents(grant, language),
            "parts": {key: part(grant) for key, part in sorted(export_contributors.all_parts().items())},
            "notes": notes_words(),
        }
    )
    return whole


def plain(value: Any) -> Any:
    """Only what JSON knows: times and days as ISO 8601, identifiers as text."""
    match value:
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def _controller(language: str) -> dict[str, Any]:
    held = dict(register().content.controller)
    return {
        name: each.in_language(language) if isinstance(each, Text) else each for name, each in held.items()
    }


def _in_order(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """As the register lists the columns, so that two copies look alike."""
    wanted = [name for name in ("id", *columns) if name in row]
    return {name: row[name] for name in dict.fromkeys([*wanted, *row])}


def _purpose(entry: PurposeEntry, language: str) -> dict[str, Any]:
    legal, explanation = entry.legal, entry.explanation
    return {
        "id": entry.id,
        "version": entry.version,
        "title": entry.title.in_language(language),
        "why": entry.why.in_language(language),
        "legal_basis": _("Art. 6(1)(%(letter)s) GDPR") % {"letter": legal.art6},
        "laws": [*legal.national, *([legal.statute] if legal.statute else [])],
        "legitimate_interest": (
            legal.balancing_test.interest.in_language(language) if legal.balancing_test else ""
        ),
        "data": {data.type: data.necessary.in_language(language) for data in entry.data},
        "seen_by": {
            who: level if isinstance(level, str) else "aggregate" for who, level in entry.visibility.items()
        },
        "recipients": [name for name in entry.recipients if name != "none"],
        "third_country": entry.third_country if isinstance(entry.third_country, str) else "yes",
        "logic": {
            "decision": entry.decision.type,
            "decides": entry.decision.decides,
            "automated_decision_art22": entry.decision.art22,
            "method": explanation.method if explanation else "",
            "meaning": _logic_words(entry),
        },
    }


def _recipient(key: str, language: str) -> dict[str, Any]:
    held = register().content.recipients[key]
    return {
        "name": held.processor,
        "service": held.service.in_language(language),
        "location": held.location,
        "safeguards": held.safeguards_ref,
    }


def _identity_type(
    category: str, row: Mapping[str, Any], language: str, leaves_on: date | None
) -> dict[str, Any]:
    return _data_type(category, [row], language=language, leaves_on=leaves_on, used_at=None)


def _data_type(
    category: str,
    rows: list[dict[str, Any]] | list[Mapping[str, Any]],
    *,
    language: str,
    leaves_on: date | None,
    used_at: datetime | None,
) -> dict[str, Any]:
    kind, rule = register().data_type(category), register().retention(category)
    stores = register().content.stores
    return {
        "title": kind.title.in_language(language),
        "what": kind.what.in_language(language),
        "category": kind.fideslang,
        "sources": list(kind.source),
        "purposes": [e.id for e in register().content.purposes if any(d.type == category for d in e.data)],
        "retention": rule.title.in_language(language),
        "stores": [stores[key].title.in_language(language) for key in kind.stores],
        "rows": [
            {
                "values": _in_order(row, kind.columns),
                "kept_until": kept.kept_until(category, row, leaves_on),
                "last_used_at": kept.last_used_at(row, used_at),
            }
            for row in rows
        ],
    }


def _consents(grant: Grant, language: str) -> list[dict[str, Any]]:
    """Each statement with the text that stood there, as far as the register in force still has it."""
    return [
        {
            "purpose": event.purpose,
            "kind": event.kind.value,
            "at": event.at,
            "version": event.version,
            "text_hash": event.text_hash,
            "text": _text_of(event.purpose, event.text_hash, language),
        }
        for event in consent.history(grant)
    ]


def _text_of(purpose: str, text_hash: str, language: str) -> str:
    try:
        entry = register().purpose(purpose)
    except NotRegistered:
        return ""
    if register().text_hash(purpose) != text_hash:
        return ""
    agreed = entry.legal.consent
    return (agreed.text if agreed else entry.why).in_language(language)


def _logic_words(entry: PurposeEntry) -> str:
    if entry.explanation is None:
        return _("Nothing is decided or predicted about you for this purpose.")
    return _(
        "For each offer, numbers are added up. Each number stands for one reason, such as a skill that your position "
        "needs, an interest that you named, or what people with a similar record chose next. The offers with the "
        "highest sums are shown to you as suggestions, with their strongest reasons. Nobody else sees them, and "
        "nothing is decided by them."
    )


def rights_words() -> list[dict[str, str]]:
    """The rights of the person, in the language in force (Art. 15(1)(e), (f) GDPR)."""
    authority = _controller(get_language() or "de")["authority"]
    return [
        {"article": "Art. 15", "text": _("You may see your data and get a copy, as often as you like.")},
        {"article": "Art. 16", "text": _("You may have wrong data corrected.")},
        {
            "article": "Art. 17",
            "text": _("You may have data erased, unless a law or your contract needs them."),
        },
        {"article": "Art. 18", "text": _("You may ask that your data rest: stored, but not used.")},
        {
            "article": "Art. 20",
            "text": _("You may take data that you provided to somebody else: portable.json."),
        },
        {
            "article": "Art. 21",
            "text": _("You may object to suggestions and training, without giving a reason."),
        },
        {"article": "Art. 7", "text": _("You may withdraw a consent at any time.")},
        {
            "article": "Art. 77",
            "text": _("You may complain to the authority: %(authority)s") % {"authority": authority},
        },
    ]


def notes_words() -> list[str]:
    """What the archive does not hold, and why."""
    holds = {rule.backup_hold for rule in register().content.retention_classes.values()}
    days = max((int(hold.strip("PD")) for hold in holds if hold.strip("PD").isdigit()), default=35)
    return [
        _(
            "Backups hold the same data and expire after %(days)d days. They are not searched for single people."
        )
        % {"days": days},
        _(
            "Your password is stored as a hash only. Hashes and keys are not copied, because they protect your login."
        ),
        _("Names of staff who opened your data are not listed; their role is."),
        _("Your data are not passed on to another country, unless a purpose above says so."),
        _("This copy was made by %(company)s.") % {"company": settings.EIGENART.company},
    ]
