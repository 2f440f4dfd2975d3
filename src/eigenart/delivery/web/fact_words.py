"""Values of facts in words: levels, states, signals, sources. Called by My data.

`core` knows codes only; the words live here, on the floor that people read.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.core.vocabulary import Fact, FactKind, Origin, Source

Words = Mapping[str, str | Promise]

LEVELS: Words = {
    "1": _("Basics"),
    "2": _("Independent"),
    "3": _("Advanced"),
    "4": _("Expert"),
}
LEVEL_HINTS: Words = {
    "1": _("I know the basics and need help."),
    "2": _("I do usual tasks on my own."),
    "3": _("I solve difficult tasks and help others."),
    "4": _("I set the way for others."),
}
WORK_MODES: Words = {
    "office": _("In the office"),
    "home": _("From home"),
    "hybrid": _("Office and home by turns"),
    "field": _("In the field"),
}
STATES: Words = {
    "planned": _("Planned"),
    "started": _("Started"),
    "finished": _("Finished"),
    "stopped": _("Stopped"),
}
SIGNALS: Words = {
    "accept": _("Accepted"),
    "later": _("Later"),
    "not_for_me": _("Not for me"),
}
DECLINE_REASONS: Words = {
    "format": _("The format does not suit me"),
    "time": _("It takes too long"),
    "known": _("I know this already"),
    "topic": _("The topic does not interest me"),
    "not_now": _("Not now"),
}
LIKINGS: Words = {
    "like": _("I like it"),
    "dislike": _("I do not like it"),
}
FORMATS: Words = {
    "video": _("Video"),
    "reading": _("Reading"),
    "workshop": _("Workshop"),
    "task": _("Task on the job"),
    "selfstudy": _("Interactive course"),
    "coaching": _("Coaching"),
    "audio": _("Audio"),
}
KINDS: Mapping[FactKind, str | Promise] = {
    FactKind.POSITION: _("Position"),
    FactKind.ORG_UNIT: _("Department"),
    FactKind.SITE: _("Site"),
    FactKind.WORK_MODE: _("Place of work"),
    FactKind.WEEKLY_HOURS: _("Weekly hours"),
    FactKind.ENTRY_DATE: _("With the company since"),
    FactKind.SKILL: _("Skill"),
    FactKind.INTEREST: _("Interest"),
    FactKind.PREFERENCE: _("Preference"),
    FactKind.ACTIVITY: _("Learning"),
    FactKind.FEEDBACK: _("Your answer to a suggestion"),
}
NAMED_BY_VALUE = {
    FactKind.POSITION,
    FactKind.ORG_UNIT,
    FactKind.SITE,
    FactKind.WORK_MODE,
    FactKind.WEEKLY_HOURS,
    FactKind.ENTRY_DATE,
}


def title_words(fact: Fact) -> str:
    """What a fact is about: the kind for master data (`Site`), the thing for all else (`Python`)."""
    if fact.kind in NAMED_BY_VALUE:
        return str(KINDS[fact.kind])
    if fact.kind is FactKind.PREFERENCE:
        return preference_words(fact)
    return label_words(fact) or fact.key


def value_words(fact: Fact) -> str:
    """The value of a fact; empty where the title already says all (an interest)."""
    match fact.kind:
        case FactKind.WORK_MODE:
            return _word(WORK_MODES, fact.value)
        case FactKind.WEEKLY_HOURS:
            return hours_words(fact.value)
        case FactKind.ENTRY_DATE:
            return date_words(fact.value)
        case FactKind.SKILL:
            return _word(LEVELS, fact.value)
        case FactKind.ACTIVITY:
            return _word(STATES, fact.value)
        case FactKind.FEEDBACK:
            words = _word(SIGNALS, fact.value)
            return f"{words}: {_word(DECLINE_REASONS, fact.detail)}" if fact.detail else words
        case FactKind.INTEREST:
            return ""
        case FactKind.PREFERENCE:
            return minutes_words(fact.value) if fact.key == "minutes" else _word(LIKINGS, fact.value)
        case _:
            return label_words(fact) or fact.value


def preference_words(fact: Fact) -> str:
    about, _colon, code = fact.key.partition(":")
    if about == "minutes":
        return gettext("Time for one item")
    if about == "format":
        return gettext("Format: %(name)s") % {"name": _word(FORMATS, code)}
    return gettext("Topic: %(name)s") % {"name": label_words(fact) or code}


def label_words(fact: Fact) -> str:
    return fact.label.in_language(get_language() or "en")


def source_words(source: Source) -> str:
    """Where a value comes from, with file and line where there is one."""
    match source.origin:
        case Origin.SELF:
            return gettext("From you")
        case Origin.APP:
            return gettext("Noted by this portal when you used it")
        case Origin.DERIVED:
            return gettext("Worked out from your other entries")
        case Origin.IMPORT if source.line is not None:
            words = {"file": source.reference or gettext("HR file"), "line": source.line}
            return gettext("HR file %(file)s, line %(line)s") % words
        case _:
            return gettext("HR file %(file)s") % {"file": source.reference}


def hours_words(value: str) -> str:
    try:
        return gettext("%(hours)s hours") % {"hours": number_format(Decimal(value).normalize())}
    except InvalidOperation:
        return value


def minutes_words(value: str) -> str:
    if not value.isdigit():
        return value
    return ngettext("Up to %(count)d minute", "Up to %(count)d minutes", int(value)) % {"count": int(value)}


def date_words(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except ValueError:
        return value


def _word(words: Words, code: str) -> str:
    return str(words.get(code, code))
