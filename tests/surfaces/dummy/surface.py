"""Walks at lunch: three items, no table, its own words."""

from collections.abc import Sequence
from datetime import datetime

from eigenart.core.consent import DataCategory, Purpose
from eigenart.core.vocabulary import (
    Candidate,
    Card,
    Explanation,
    Item,
    ItemKey,
    LocalText,
    ProfileView,
    Reason,
)
from eigenart.people.services import Actor
from eigenart.personalisation.surface import Text, Why

WALKS = tuple(
    Item(
        key=ItemKey(f"dummy:{number}"),
        surface="dummy",
        title=LocalText(f"Spaziergang {name}", f"Walk {name}"),
        summary=LocalText("An die Luft.", "Fresh air."),
        format="walk",
        minutes=minutes,
        topics=(topic,),
    )
    for number, name, minutes, topic in (
        ("1", "A", 10, "park"),
        ("2", "B", 30, "river"),
        ("3", "C", 60, "data"),
    )
)


class DummySurface:
    key: str = "dummy"
    title: Text = "Walks"
    icon: str = "tree"
    purpose = Purpose("learning.recommend")
    record_purpose = Purpose("learning.record")
    categories = frozenset({DataCategory("interests"), DataCategory("feedback")})
    urls: str = "tests.surfaces.dummy.urls"

    def catalogue_version(self) -> str:
        return "1"

    def items(self) -> Sequence[Item]:
        return WALKS

    def candidates(self, profile: ProfileView, at: datetime) -> Sequence[Candidate]:
        return [Candidate(item) for item in WALKS]

    def explain(self, item: Candidate, why: Why) -> Explanation:
        named = why.ranked.contributions[:3]
        whole = sum(abs(c.amount) for c in why.ranked.contributions) or 1.0
        return Explanation(
            reasons=tuple(
                Reason(c.signal, f"Because of {c.signal}.", c.amount, c.amount / whole) for c in named
            ),
            rest_amount=why.ranked.score - sum(c.amount for c in named),
        )

    def card(self, item: Candidate) -> Card:
        number = item.item.key.partition(":")[2]
        title = item.item.title.in_language("en")
        return Card(item.item.key, self.key, title, "Fresh air.", f"/dummy/item/{number}/", "Walk", self.icon)

    def label(self, key: str) -> str:
        return key.partition(":")[2]

    def accept(self, actor: Actor, item_key: ItemKey, at: datetime) -> bool:
        return False

    def take_back(self, actor: Actor, item_key: ItemKey, accepted_at: datetime, *, at: datetime) -> bool:
        return False
