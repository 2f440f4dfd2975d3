"""The purpose register in plain words: one sheet per purpose. Called by the register page and by My data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.register.periods import day_after
from eigenart.register.read import Register
from eigenart.register.schema import Aggregate, PurposeData, PurposeEntry, RetentionClass

Words = Mapping[str, str | Promise]

BASES: Words = {
    "a": _("Your consent (Art. 6(1)(a) GDPR)"),
    "b": _("Your employment contract (Art. 6(1)(b) GDPR)"),
    "c": _("A legal duty of the company (Art. 6(1)(c) GDPR)"),
    "f": _("A legitimate interest of the company (Art. 6(1)(f) GDPR)"),
}
CONTROLS: Words = {
    "opt_in": _("Off until you switch it on"),
    "opt_out": _("On until you switch it off"),
    "none": _("Without a switch, because work or law needs it"),
}
WHO: Words = {
    "self": _("You"),
    "manager": _("Your manager"),
    "hr": _("HR"),
    "employer": _("Employer"),
    "works_council": _("Works council"),
    "dpo": _("Data protection officer"),
    "admin": _("IT administration"),
    "system": _("The portal itself"),
}
FORBIDDEN: Words = {
    "performance_review": _("judging performance"),
    "promotion": _("promotion"),
    "termination": _("dismissal"),
    "pay": _("pay"),
    "absence_control": _("control of absence"),
    "attrition": _("guessing who might leave"),
}
STATES: Words = {
    "draft": _("Draft"),
    "reviewed": _("Reviewed"),
    "agreed": _("Agreed"),
    "active": _("Active"),
    "suspended": _("Suspended"),
    "retired": _("Retired"),
}
SOURCES: Words = {
    "self": _("from you"),
    "hris": _("from HR files"),
    "app": _("from using this portal"),
    "derived": _("worked out by this portal"),
}


@dataclass(frozen=True, slots=True)
class DataLine:
    """One data type that a purpose reads."""

    title: str
    what: str
    why: str
    retention: str
    sources: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who sees what of one purpose."""

    who: str
    what: str
    sees_nothing: bool


@dataclass(frozen=True, slots=True)
class PurposeSheet:
    """One purpose as a page shows it. status: the state that the file itself claims, in words."""

    id: str
    version: int
    title: str
    why: str
    basis: str
    control: str
    control_code: str
    alternative: str
    data: tuple[DataLine, ...]
    viewers: tuple[Viewer, ...]
    blind: tuple[str, ...]
    seen_by_you_alone: bool
    seen_by_nobody: bool
    forbidden: str
    consent_text: str
    interest: str
    status: str
    laws: tuple[str, ...]
    is_suggestion_only: bool


def sheet(register: Register, purpose: str) -> PurposeSheet:
    """The sheet of one purpose in the language in force. Raises NotRegistered."""
    entry = register.purpose(purpose)
    viewers = tuple(_viewer(who, entry) for who in entry.visibility)
    seeing = {who for who, level in entry.visibility.items() if level != "none"}
    legal = entry.legal
    return PurposeSheet(
        id=entry.id,
        version=entry.version,
        title=local(entry.title),
        why=local(entry.why),
        basis=word(BASES, legal.art6),
        control=word(CONTROLS, entry.switch.control),
        control_code=entry.switch.control,
        alternative=local(entry.alternative.title) if entry.alternative else "",
        data=tuple(_data_line(register, data) for data in entry.data),
        viewers=viewers,
        blind=tuple(viewer.who for viewer in viewers if viewer.sees_nothing),
        seen_by_you_alone=seeing == {"self"},
        seen_by_nobody=not seeing,
        forbidden=", ".join(word(FORBIDDEN, use) for use in entry.forbidden_uses),
        consent_text=local(legal.consent.text) if legal.consent else "",
        interest=local(legal.balancing_test.interest) if legal.balancing_test else "",
        status=word(STATES, entry.status),
        laws=(*legal.national, *entry.betrvg, *((legal.statute,) if legal.statute else ())),
        is_suggestion_only=entry.decision.type == "suggestion_only",
    )


def sheets(register: Register) -> tuple[PurposeSheet, ...]:
    return tuple(sheet(register, entry.id) for entry in register.content.purposes)


def purposes_reading(register: Register, category: str) -> tuple[str, ...]:
    """Titles of the purposes that read one data type, in the order of the file.

    Without those that only the law asks for (rights, deletion): they use nothing, and the register names them.
    """
    return tuple(
        local(entry.title)
        for entry in register.content.purposes
        if entry.legal.art6 != "c" and any(data.type == category for data in entry.data)
    )


def kept_words(rule: RetentionClass, recorded_at: datetime) -> str:
    """Until when one row is kept: a date where the clock started with the row, else the rule in words."""
    if rule.start in {"event_time", "decision_time"}:
        return _date_words(day_after(rule.period, recorded_at.date()))
    return local(rule.title)


def local(text: object) -> str:
    """A bilingual text of the register in the language in force."""
    in_language = getattr(text, "in_language", None)
    return str(in_language(get_language() or "en")) if in_language else str(text)


def word(words: Words, code: str) -> str:
    return str(words.get(code, code))


def _viewer(who: str, entry: PurposeEntry) -> Viewer:
    level = entry.visibility[who]
    if isinstance(level, Aggregate):
        what = ngettext(
            "only sums over at least %(count)d person",
            "only sums over at least %(count)d people",
            level.k_min,
        ) % {"count": level.k_min}
        return Viewer(who=word(WHO, who), what=what, sees_nothing=False)
    if level == "individual":
        what = gettext("your own entries") if who == "self" else gettext("single entries")
        return Viewer(who=word(WHO, who), what=what, sees_nothing=False)
    return Viewer(who=word(WHO, who), what=gettext("nothing"), sees_nothing=True)


def _data_line(register: Register, data: PurposeData) -> DataLine:
    kind = register.data_type(data.type)
    return DataLine(
        title=local(kind.title),
        what=local(kind.what),
        why=local(data.necessary),
        retention=local(register.retention(data.type).title),
        sources=", ".join(word(SOURCES, source) for source in kind.source),
    )


def _date_words(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
