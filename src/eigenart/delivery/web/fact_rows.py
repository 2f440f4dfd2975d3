"""Facts as rows of My data: what, why, from where, since when, until when, and what can be done. Called by my_data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eigenart.core.vocabulary import Fact, FactId, FactKind, Origin, Signal
from eigenart.delivery.web import fact_words as words
from eigenart.delivery.web.register_sheets import kept_words, local, purposes_reading
from eigenart.engine.profile_state import INPUTS
from eigenart.register.read import Register

Choice = tuple[str, str]
CHOICES: Mapping[FactKind, words.Words] = {
    FactKind.SKILL: words.LEVELS,
    FactKind.WORK_MODE: words.WORK_MODES,
    FactKind.ACTIVITY: words.STATES,
    FactKind.PREFERENCE: words.LIKINGS,
}
LONG_GROUP, SHOWN_OPEN = 10, 6
RESTATABLE = {FactKind.SKILL, FactKind.INTEREST, FactKind.PREFERENCE}
HAPPENED = {FactKind.ACTIVITY, FactKind.FEEDBACK}
AT_THE_SOURCE = {
    FactKind.POSITION,
    FactKind.ORG_UNIT,
    FactKind.SITE,
    FactKind.WEEKLY_HOURS,
    FactKind.ENTRY_DATE,
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """One row of the page; every word is ready to be printed."""

    id: FactId
    kind: FactKind
    key: str
    code: str
    title: str
    value: str
    source: str
    since: str
    until: str
    is_muted: bool
    is_overruled: bool
    has_ended: bool
    counts: bool
    is_read: bool
    expires_on: date | None
    confidence: int
    choices: tuple[Choice, ...]
    is_number: bool
    correct_hint: str
    forget_hint: str
    can_restate: bool
    error: str = ""
    is_open: bool = False
    read_at: datetime | None = None

    @property
    def mute_action(self) -> str:
        return "unmute" if self.is_muted else "mute"


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All rows of one data type, with what it is and what it is used for."""

    category: str
    title: str
    what: str
    purposes: tuple[str, ...]
    lines: tuple[FactLine, ...]
    read_at: datetime | None = None

    @property
    def first_lines(self) -> tuple[FactLine, ...]:
        """What stands open; the rest of a long group is one tap away."""
        return self.lines if len(self.lines) <= LONG_GROUP else self.lines[:SHOWN_OPEN]

    @property
    def more_lines(self) -> tuple[FactLine, ...]:
        return self.lines[len(self.first_lines) :]


def line(fact: Fact, register: Register, *, error: str = "", read_at: datetime | None = None) -> FactLine:
    """One fact as a row in the language in force. error: why a change of this row was refused.

    read_at: when suggestions last read its data type; it counts for the row if that was there and not muted.
    """
    today = timezone.localdate()
    return FactLine(
        id=fact.id,
        kind=fact.kind,
        key=fact.key,
        code=code_of(fact),
        title=words.title_words(fact),
        value=words.value_words(fact),
        source=words.source_words(fact.source),
        since=since_words(fact),
        until=kept_words(register.retention(fact.category), fact.recorded_at),
        is_muted=fact.is_muted,
        is_overruled=fact.is_overruled,
        has_ended=fact.expires_on is not None and fact.expires_on < today,
        counts=fact.counts_on(today),
        is_read=fact.kind in INPUTS,
        expires_on=fact.expires_on,
        confidence=round(fact.confidence * 100) if fact.confidence < 1 else 0,
        choices=choices(fact),
        is_number=is_minutes(fact),
        correct_hint=correct_hint(fact),
        forget_hint=forget_hint(fact),
        can_restate=can_restate(fact),
        error=error,
        is_open=bool(error),
        read_at=read_at if _was_read(fact, read_at, today) else None,
    )


def groups(
    facts: Iterable[Fact], register: Register, read_at: Mapping[str, datetime] | None = None
) -> tuple[FactGroup, ...]:
    """Facts by data type, in the order of the register; data types without facts are left out.

    read_at: when suggestions last read each data type.
    """
    by_category: dict[str, list[FactLine]] = {}
    for fact in latest_first(facts):
        read = (read_at or {}).get(fact.category)
        by_category.setdefault(fact.category, []).append(line(fact, register, read_at=read))
    return tuple(
        FactGroup(
            category=category,
            title=local(kind.title),
            what=local(kind.what),
            purposes=purposes_reading(register, category),
            lines=tuple(by_category[category]),
            read_at=(read_at or {}).get(category),
        )
        for category, kind in register.content.data_types.items()
        if category in by_category
    )


def _was_read(fact: Fact, read_at: datetime | None, today: date) -> bool:
    if read_at is None or fact.kind not in INPUTS or not fact.counts_on(today):
        return False
    return fact.recorded_at <= read_at


def latest_first(facts: Iterable[Fact]) -> list[Fact]:
    """What happened stands in reverse order of time; everything else stays as it came."""
    return sorted(facts, key=lambda f: -f.recorded_at.timestamp() if f.kind in HAPPENED else 0.0)


def code_of(fact: Fact) -> str:
    """What a correction changes: the reason of an answer, the value of everything else."""
    return fact.detail if fact.kind is FactKind.FEEDBACK else fact.value


def can_restate(fact: Fact) -> bool:
    """Whether the person can state it again after forgetting it."""
    return fact.kind in RESTATABLE and fact.source.origin is Origin.SELF


def since_words(fact: Fact) -> str:
    when = date_format(timezone.localtime(fact.recorded_at), "SHORT_DATE_FORMAT")
    if fact.kind in HAPPENED:
        return _("on %(when)s") % {"when": when}
    return _("since %(when)s") % {"when": when}


def choices(fact: Fact) -> tuple[Choice, ...]:
    """The values among which the person can choose to correct this fact; none where that is not how it is done."""
    if is_minutes(fact):
        return ()
    if fact.kind is FactKind.FEEDBACK:
        offered = words.DECLINE_REASONS if fact.value == Signal.NOT_FOR_ME else {}
    else:
        offered = CHOICES.get(fact.kind, {})
    return tuple((code, str(word)) for code, word in offered.items())


def is_minutes(fact: Fact) -> bool:
    return fact.kind is FactKind.PREFERENCE and fact.key == "minutes"


def correct_hint(fact: Fact) -> str:
    """Whom to ask where the person cannot change the value here."""
    if fact.kind in AT_THE_SOURCE:
        return _(
            "This comes from HR and is corrected there, because other offices use it too. "
            "Please write to HR. Until then you can keep it out of your suggestions."
        )
    if fact.kind is FactKind.FEEDBACK:
        return _("This is your own answer. If it no longer holds, forget it or set an end date.")
    return _("There is nothing to correct here. You can keep it out of your suggestions or forget it.")


def forget_hint(fact: Fact) -> str:
    if fact.source.origin is Origin.IMPORT:
        return _(
            "The next HR file will not bring it back here. The entry in the HR system stays; ask HR about it."
        )
    return ""
