"""What the use cases of this floor hand to a page: Suggestions, Effect, Outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eigenart.core.vocabulary import ItemKey, Recommendation, Signal

FIRST = 3
MOST = 5
"""Few and finite: three cards first, five on demand, never more."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer changed, in words and in numbers, so that the next page can show that it counted."""

    feedback_id: UUID
    item_key: ItemKey
    item_title: str
    signal: Signal
    reason: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Suggestions:
    """One page of suggestions.

    is_personal: False where every surface was refused. knows_little: hardly any history and no interest is known yet.
    surfaces_without_grant: keys of surfaces whose cards are the same for everybody. effects: answers of today,
    newest first. has_more: more can be shown, up to MOST. is_stopped: a party has stopped an AI system.
    """

    recommendations: tuple[Recommendation, ...]
    is_personal: bool
    knows_little: bool
    surfaces_without_grant: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    has_more: bool = False
    is_stopped: bool = False

    def __iter__(self) -> Iterator[Recommendation]:
        return iter(self.recommendations)

    def __len__(self) -> int:
        return len(self.recommendations)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer led to. replacement: the next card for the same place, None if there is none.

    is_noted_in_record: for `accept`, whether it now stands in the person's own record.
    """

    feedback_id: UUID
    effect_text: str
    replacement: Recommendation | None
    is_noted_in_record: bool = False
