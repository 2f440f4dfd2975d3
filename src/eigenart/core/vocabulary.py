"""The nouns of the house, frozen, that cross every floor.

`profiles` builds a ProfileView, surfaces build Items and Candidates, `engine` ranks them, surfaces explain them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

ItemKey = NewType("ItemKey", str)
"""`<surface>:<number>`, unique in one installation, e.g. `learning:LI-0042`."""

FactId = NewType("FactId", str)
"""`<model label>:<uuid>`; lets a page link straight to the row that it shows."""


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in German and English. Either may be empty; the other then stands in."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        return (self.de or self.en) if language.startswith("de") else (self.en or self.de)


class FactKind(StrEnum):
    """Every kind of input that a ranking may read about a person. My data shows the same list."""

    POSITION = "position"
    ORG_UNIT = "org_unit"
    SITE = "site"
    WORK_MODE = "work_mode"
    WEEKLY_HOURS = "weekly_hours"
    ENTRY_DATE = "entry_date"
    SKILL = "skill"
    INTEREST = "interest"
    PREFERENCE = "preference"
    ACTIVITY = "activity"
    FEEDBACK = "feedback"


class Origin(StrEnum):
    """Where a value comes from. SELF wins over IMPORT, IMPORT over DERIVED."""

    SELF = "self"
    IMPORT = "import"
    APP = "app"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Source:
    """Provenance of one value. `reference` names the import batch or page; `line` is the line of the file."""

    origin: Origin
    reference: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a person, with what the person needs to judge it.

    key: what it is about: a skill concept, an item key, a format, a code (language-free).
    value: the level 1..4 of a skill, the state of an activity, the signal of a feedback, else a code or number as text.
    detail: a second code where one is needed (the reason of a `not_for_me`).
    confidence: 0..1, 1 for what the person stated.
    recorded_at: when it happened, for an activity or a feedback; else since when it is known.
    is_overruled: an imported value beside which the person's own value stands; it comes back if that is forgotten.
    """

    id: FactId
    kind: FactKind
    category: str
    key: str
    value: str
    label: LocalText
    source: Source
    recorded_at: datetime
    detail: str = ""
    confidence: float = 1.0
    is_muted: bool = False
    is_overruled: bool = False
    expires_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether a ranking may use it: not muted, not past the end date the person gave it, no own value beside it."""
        is_current = self.expires_on is None or day <= self.expires_on
        return is_current and not self.is_muted and not self.is_overruled


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What one grant lets a surface and the engine know about one person.

    `of` is the only way to the facts and notes each one it hands out: `inputs_read` is therefore
    the exact set that a ranking looked at (the mirror that My data shows).
    """

    facts: tuple[Fact, ...]
    at: datetime
    refusal: str = ""
    _read: set[FactId] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def empty(cls, *, at: datetime, refusal: str = "") -> "ProfileView":
        """The view of somebody of whom nothing may be known; every surface must work with it."""
        return cls(facts=(), at=at, refusal=refusal)

    @property
    def is_personal(self) -> bool:
        return not self.refusal

    def of(self, *kinds: FactKind) -> tuple[Fact, ...]:
        today = self.at.date()
        found = tuple(f for f in self.facts if f.kind in kinds and f.counts_on(today))
        self._read.update(f.id for f in found)
        return found

    def one(self, kind: FactKind) -> Fact | None:
        found = self.of(kind)
        return found[0] if found else None

    @property
    def inputs_read(self) -> frozenset[FactId]:
        return frozenset(self._read)


class ActivityState(StrEnum):
    """Progress of one person with one item."""

    PLANNED = "planned"
    STARTED = "started"
    FINISHED = "finished"
    STOPPED = "stopped"


class Signal(StrEnum):
    """What a person answers to a suggestion."""

    ACCEPT = "accept"
    LATER = "later"
    NOT_FOR_ME = "not_for_me"


class DeclineReason(StrEnum):
    """Why something is not for me. Each acts differently, see `engine.preferences`."""

    FORMAT = "format"
    TIME = "time"
    KNOWN = "known"
    TOPIC = "topic"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill concept (ESCO URI or own `skill:<slug>`) at a level: 1 basics, 2 independent, 3 advanced, 4 expert."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something a surface can offer. Never about a person.

    minutes: working time, None if unknown. topics: codes, language-free. prerequisites: all must be finished first.
    """

    key: ItemKey
    surface: str
    title: LocalText
    summary: LocalText
    format: str = ""
    minutes: int | None = None
    level: int | None = None
    languages: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    prerequisites: tuple[ItemKey, ...] = ()
    is_mandatory: bool = False
    available_from: date | None = None
    available_until: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that one person may be offered now. `due_on` belongs to a mandatory item: a rule, not a score."""

    item: Item
    due_on: date | None = None
    rule: str = ""


class Term(NamedTuple):
    """A share of a contribution that one input answers for; the terms of a contribution sum to its amount.

    fact: the profile fact, if one; key: the item, skill, topic, format or group it is about. people: where the term
    says what others did, how many different people that were.
    """

    amount: float
    key: str = ""
    fact: FactId | None = None
    people: int = 0


class Contribution(NamedTuple):
    """weight x value of one signal for one candidate. The contributions of a candidate sum to its score."""

    signal: str
    weight: float
    value: float
    amount: float
    terms: Sequence[Term] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a person can change about what is known of them.

    change: add (an interest) | like (a format) | remove (an interest) | mute (a past item or a skill) | lift (an
    answer or a dislike) | finish (an item). key: what it is about.
    """

    kind: FactKind
    key: str
    change: str


@dataclass(frozen=True, slots=True)
class Lever:
    """A change by the person that moves the candidate, verified by ranking again; `also` is made together with it.

    Places are those by score, duties left out; 0: not offered.
    """

    kind: FactKind
    key: str
    change: str
    place_before: int
    place_after: int
    also: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return (Change(self.kind, self.key, self.change), *self.also)


@dataclass(frozen=True, slots=True)
class LeverCard:
    """What a person can do about one item. place: by score, 0 not offered. target: the place to be reached.

    into_target: the smallest change that reaches it, None where it is reached already or none of `n_tried` does.
    movers: single changes with the largest effect.
    """

    place: int
    target: int
    into_target: Lever | None = None
    movers: tuple[Lever, ...] = ()
    n_tried: int = 0

    @property
    def is_within(self) -> bool:
        return 0 < self.place <= self.target


@dataclass(frozen=True, slots=True)
class Without:
    """What would become of a candidate without one input, found by ranking again without it.

    signal: the reason it belongs to. kind, key: everything that was left out is of this kind and about this; kind is
    None where the signal itself was silenced for all items. Places are those by score, duties left out; place_after
    is 0 and score_after None where the item would not be offered.
    """

    signal: str
    kind: FactKind | None
    key: str
    place_before: int
    place_after: int
    score_before: float
    score_after: float | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place. propensity: chance of being shown here.

    slot: ranked | mandatory | stated | new | explore; hidden where it is only asked about.
    """

    candidate: Candidate
    place: int
    score: float
    contributions: tuple[Contribution, ...]
    propensity: float = 1.0
    slot: str = "ranked"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words, made from one contribution.

    share: the contribution's part of the sum of all absolute amounts, -1..1. facts: what to correct if it is wrong.
    without: where the item would stand without it, "" where nobody asked.
    """

    signal: str
    text: str
    amount: float
    share: float
    facts: tuple[FactId, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a person sees an item: at most three reasons, all bars, and what would change it.

    goal: the smallest change that brings it into the first five, or that none was found; "" where nobody asked.
    is_hidden: it is not offered to this person, and `note` says why. can_be_asked: what would change it was left
    out here and can be asked for.
    """

    reasons: tuple[Reason, ...]
    rest_amount: float = 0.0
    levers: tuple[str, ...] = ()
    note: str = ""
    goal: str = ""
    is_hidden: bool = False
    can_be_asked: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a page needs to draw one item."""

    key: ItemKey
    surface: str
    title: str
    summary: str
    url: str
    kind: str
    icon: str
    format: str = ""
    minutes: int | None = None
    badges: tuple[str, ...] = ()
    accept_label: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A ranked card with its explanation; `impression` is the address that feedback answers to."""

    impression: str
    ranked: Ranked
    card: Card
    explanation: Explanation
    is_personal: bool


def index_facts(facts: Iterable[Fact]) -> Mapping[FactId, Fact]:
    return {fact.id: fact for fact in facts}
