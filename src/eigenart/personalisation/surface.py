"""What a personalised area has to offer: the Surface interface (`registry` has the app config that registers one).

A surface brings items, candidates and words; `recommend` ranks. It receives a view, never a grant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from django.utils.functional import Promise

from eigenart.core.consent import DataCategory, Purpose
from eigenart.core.vocabulary import (
    Candidate,
    Card,
    Explanation,
    Fact,
    FactId,
    Item,
    ItemKey,
    LeverCard,
    ProfileView,
    Ranked,
    Without,
)
from eigenart.engine.hindrance import Hidden
from eigenart.people.actor import Actor

Text = str | Promise
"""A text in the language of the request; lazy where it is made before one."""


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that an explanation may be made of: the numbers that ranked the item and what they stand for.

    facts: the facts that the terms name. levers, without: verified by ranking again, only where somebody asked.
    hidden: why the item is not offered; then there are no numbers. is_personal: False where the gate refused, so
    that the words say so.
    """

    ranked: Ranked
    facts: Mapping[FactId, Fact] = field(default_factory=dict)
    levers: LeverCard | None = None
    without: tuple[Without, ...] = ()
    hidden: Hidden | None = None
    is_personal: bool = True


@runtime_checkable
class Surface(Protocol):
    """One personalised area. Works with the empty view; never sees more than `categories`.

    key: also its address and the first part of its item keys. icon: a name of Bootstrap Icons.
    purpose: asked of the gate for suggestions. record_purpose: asked for what the person does there.
    categories: the most that it may see. urls: module path of its addresses, "" if it has none.
    """

    key: str
    title: Text
    icon: str
    purpose: Purpose
    record_purpose: Purpose
    categories: frozenset[DataCategory]
    urls: str

    def catalogue_version(self) -> str:
        """Changes whenever `items` changes; one cheap query."""

    def items(self) -> Sequence[Item]:
        """Everything that the surface knows, also what is not on offer today."""

    def candidates(self, profile: ProfileView, at: datetime) -> Sequence[Candidate]:
        """What this person may be offered now, without what is done or dismissed."""

    def explain(self, item: Candidate, why: Why) -> Explanation:
        """The reasons in the language of the request, from the contributions alone."""

    def card(self, item: Candidate) -> Card:
        """What a page needs to draw it, in the language of the request."""

    def label(self, key: str) -> str:
        """Words for `format:<code>` or `topic:<code>` of its items, in the language of the request."""

    def accept(self, actor: Actor, item_key: ItemKey, at: datetime) -> bool:
        """What “yes” does. Idempotent. False where the record purpose is refused and nothing was noted."""

    def take_back(self, actor: Actor, item_key: ItemKey, accepted_at: datetime, *, at: datetime) -> bool:
        """Undoes what `accept` noted at that moment. False where there was nothing to undo."""
