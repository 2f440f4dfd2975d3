"""What "not for me" means, and what the person likes and dislikes. Each reason of a decline acts differently:

FORMAT   the item goes; items of the same format count less.
TIME     the item goes; items longer than it count less, the more the longer they are.
KNOWN    the item goes; the skills it teaches count as already known, up to the level it teaches.
TOPIC    the item goes; items that share its topics count less, by the share of their topics.
NOT_NOW  the item is hidden for 14 days, nothing else.
no reason: the item goes, nothing else. `later` hides for 14 days like NOT_NOW.

The newest decline of a kind counts fully, each older one half of the one before: ten declines are not ten times one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eigenart.core.vocabulary import DeclineReason, Fact, FactId, Item, Signal, Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.scorer import Opened, single
from eigenart.engine.state import Dislike, DislikeKind, State

SNOOZE_DAYS = 14
_KIND = {
    DeclineReason.FORMAT: DislikeKind.FORMAT,
    DeclineReason.TIME: DislikeKind.TIME,
    DeclineReason.TOPIC: DislikeKind.TOPIC,
}


def is_snooze(fact: Fact) -> bool:
    """Whether a feedback hides its item for a while only."""
    return fact.value == Signal.LATER or (
        fact.value == Signal.NOT_FOR_ME and fact.detail == DeclineReason.NOT_NOW
    )


def is_dismissal(fact: Fact) -> bool:
    """Whether a feedback removes its item for good."""
    return fact.value == Signal.NOT_FOR_ME and fact.detail != DeclineReason.NOT_NOW


def latest_feedback(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The last word on each item, newest first."""
    newest_first = sorted(facts, key=lambda f: (f.recorded_at, f.id), reverse=True)
    seen: dict[str, Fact] = {}
    for fact in newest_first:
        seen.setdefault(fact.key, fact)
    return tuple(seen.values())


def declined(feedback: Sequence[Fact], catalogue: Catalogue) -> tuple[Dislike, ...]:
    """What the reasons of declines say against other items. feedback: newest first."""
    strength = dict.fromkeys(DislikeKind, 1.0)
    found = []
    for fact in feedback:
        row = catalogue.row_of.get(fact.key)  # type: ignore[call-overload]
        kind = _KIND.get(fact.detail) if is_dismissal(fact) else None  # type: ignore[call-overload]
        if row is None or kind is None:
            continue
        dislike = _against(kind, catalogue.items[row], fact.id, strength=strength[kind])
        if dislike is not None:
            found.append(dislike)
            strength[kind] /= 2
    return tuple(found)


def _against(kind: DislikeKind, item: Item, fact: FactId, *, strength: float) -> Dislike | None:
    if kind is DislikeKind.FORMAT and item.format:
        return Dislike(kind, item.format, strength, fact, codes=frozenset({item.format}))
    if kind is DislikeKind.TOPIC and item.topics:
        return Dislike(kind, item.key, strength, fact, codes=frozenset(item.topics))
    if kind is DislikeKind.TIME and item.minutes:
        return Dislike(kind, item.key, strength, fact, minutes=float(item.minutes))
    return None


def stated_dislikes(preferences: Sequence[Fact]) -> tuple[Dislike, ...]:
    """`format:<code>` and `topic:<code>` with the value dislike."""
    found = []
    for fact in preferences:
        kind, _, code = fact.key.partition(":")
        if fact.value == "dislike" and code and kind in (DislikeKind.FORMAT, DislikeKind.TOPIC):
            found.append(Dislike(DislikeKind(kind), code, 1.0, fact.id, codes=frozenset({code})))
    return tuple(found)


def liked_formats(preferences: Sequence[Fact]) -> Mapping[str, FactId]:
    prefix = "format:"
    return {
        f.key.removeprefix(prefix): f.id
        for f in preferences
        if f.value == "like" and f.key.startswith(prefix)
    }


def longest(preferences: Sequence[Fact]) -> tuple[float | None, FactId | None]:
    """The preferred length in minutes, if the person gave one that is a number above zero."""
    for fact in preferences:
        if fact.key == "minutes":
            try:
                minutes = float(fact.value)
            except ValueError:
                continue
            if 0 < minutes < float("inf"):
                return minutes, fact.id
    return None, None


@dataclass(frozen=True)
class FormatPreference:
    """1 for a liked format, 0.5 for an item within the preferred length."""

    catalogue: Catalogue
    name: str = "format_preference"

    def values(self, state: State, rows: IntArray) -> FloatArray:
        amounts = np.zeros(len(rows))
        for code in state.liked_formats:
            amounts += self.catalogue.formats[rows] == self.catalogue.format_row.get(code, -1)
        if state.longest is not None:
            amounts += 0.5 * (self.catalogue.minutes[rows] <= state.longest)
        return amounts

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        item = self.catalogue.items[row]
        found = single(
            float(item.format in state.liked_formats),
            key=item.format,
            fact=state.liked_formats.get(item.format),
        )
        if state.longest is not None and item.minutes is not None and item.minutes <= state.longest:
            found += single(0.5, key="minutes", fact=state.longest_fact)
        return found

    def opened(self, state: State, rows: IntArray) -> Opened:
        formats = self.catalogue.formats[rows]
        columns = [formats == self.catalogue.format_row.get(code, -1) for code in state.liked_formats]
        keys, facts = list(state.liked_formats), list(state.liked_formats.values())
        if state.longest is not None:
            columns.append(0.5 * (self.catalogue.minutes[rows] <= state.longest))
            keys, facts = [*keys, "minutes"], [*facts, state.longest_fact]
        amounts = np.array(columns, dtype=np.float64).reshape(len(columns), len(rows)).T
        return Opened(amounts, keys, facts)


@dataclass(frozen=True)
class Dislikes:
    """Zero or negative: the sum of what each dislike says against an item."""

    catalogue: Catalogue
    name: str = "dislike"

    def values(self, state: State, rows: IntArray) -> FloatArray:
        amounts = np.zeros(len(rows))
        for dislike in state.dislikes:
            amounts -= dislike.strength * self._share(dislike, rows)
        return amounts

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        here = np.array([row], dtype=np.intp)
        amounts = [(d, -d.strength * float(self._share(d, here)[0])) for d in state.dislikes]
        return tuple(Term(amount, d.key, d.fact) for d, amount in amounts if amount)

    def opened(self, state: State, rows: IntArray) -> Opened:
        amounts = np.empty((len(rows), len(state.dislikes)))
        for number, dislike in enumerate(state.dislikes):
            amounts[:, number] = -dislike.strength * self._share(dislike, rows)
        return Opened(amounts, [d.key for d in state.dislikes], [d.fact for d in state.dislikes])

    def _share(self, dislike: Dislike, rows: IntArray) -> FloatArray:
        """(n_rows,), 0..1: how much of what is disliked the items have."""
        if dislike.kind is DislikeKind.FORMAT:
            code = self.catalogue.format_row.get(dislike.key, -1)
            return np.asarray(self.catalogue.formats[rows] == code, dtype=np.float64)
        if dislike.kind is DislikeKind.TIME:
            over = np.nan_to_num(self.catalogue.minutes[rows] / dislike.minutes - 1.0, nan=0.0)
            return np.asarray(np.clip(over, 0.0, 1.0), dtype=np.float64)
        return self._topic_share(dislike, rows)

    def _topic_share(self, dislike: Dislike, rows: IntArray) -> FloatArray:
        column = self.catalogue.topic_row
        columns = [column[code] for code in dislike.codes if code in column]
        matrix = self.catalogue.topic_columns
        everything = np.zeros(len(self.catalogue))
        for low, high in [(matrix.indptr[c], matrix.indptr[c + 1]) for c in columns]:
            everything[matrix.indices[low:high]] += 1.0
        # A stated dislike of one topic counts in full; a declined item's topics by how much an item shares them.
        share = everything if len(dislike.codes) == 1 else everything / self.catalogue.topic_counts
        return np.asarray(share[rows], dtype=np.float64)
