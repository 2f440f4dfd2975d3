"""A tiny company with a provable structure, and short ways to say facts; shared by the tests of the engine."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from eigenart.core.vocabulary import (
    Candidate,
    Fact,
    FactId,
    FactKind,
    Item,
    ItemKey,
    LocalText,
    Origin,
    ProfileView,
    SkillLevel,
    Source,
)
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPICS = ("sales", "safety", "software", "people")
FORMATS = ("video", "reading", "workshop")


def key_of(row: int) -> ItemKey:
    return ItemKey(f"learning:{row:03}")


def item(row: int, **changes: object) -> Item:
    topic = TOPICS[row % len(TOPICS)]
    values: dict[str, object] = {
        "key": key_of(row),
        "surface": "learning",
        "title": LocalText(f"Kurs {topic} {row}", f"Course {topic} {row}"),
        "summary": LocalText("", f"About {topic} at work"),
        "format": FORMATS[row % len(FORMATS)],
        "minutes": 10 + 10 * (row % 5),
        "topics": (topic,),
        "skills": (SkillLevel(f"skill:{topic}", 2),),
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


def catalogue(n_items: int = 24, **changes: dict[int, dict[str, object]]) -> Catalogue:
    """changes: `of={row: {field: value}}`."""
    own = changes.get("of", {})
    return Catalogue(tuple(item(row, **own.get(row, {})) for row in range(n_items)))


def candidates(items: Catalogue) -> list[Candidate]:
    return [Candidate(one) for one in items.items]


def log(n_users: int = 60, n_items: int = 24, seed: int = 1) -> InteractionLog:
    """Everybody begins somewhere and mostly goes on to the item four further, of the same topic."""
    rng = np.random.default_rng(seed)
    users, items, days = [], [], []
    for user in range(n_users):
        row, day = int(rng.integers(0, n_items)), float(rng.integers(0, 500))
        for _ in range(int(rng.integers(2, 7))):
            users.append(user)
            items.append(row)
            days.append(day)
            row = (row + 4) % n_items if rng.random() < 0.8 else int(rng.integers(0, n_items))
            day += float(rng.integers(1, 20))
    org_units = tuple(f"unit-{user % 3}" for user in range(n_users))
    positions = tuple(f"position-{user % 2}" for user in range(n_users))
    return InteractionLog(
        ints(users), ints(items), floats(days), np.ones(len(users)), org_units, positions, n_users
    )


def fact(kind: FactKind, key: str, value: str = "", *, detail: str = "", days_ago: float = 0) -> Fact:
    return Fact(
        id=FactId(f"test:{kind}:{key}:{value}"),
        kind=kind,
        category="test",
        key=key,
        value=value,
        label=LocalText("", key),
        source=Source(Origin.SELF),
        recorded_at=NOW - timedelta(days=days_ago),
        detail=detail,
    )


def did(row: int, *, state: str = "finished", days_ago: float = 1) -> Fact:
    return fact(FactKind.ACTIVITY, key_of(row), state, days_ago=days_ago)


def declined(row: int, reason: str = "", *, days_ago: float = 0) -> Fact:
    return fact(FactKind.FEEDBACK, key_of(row), "not_for_me", detail=reason, days_ago=days_ago)


def view(facts: Sequence[Fact] = ()) -> ProfileView:
    return ProfileView(tuple(facts), NOW)


SOMEBODY = (
    did(0, days_ago=9),
    did(4, days_ago=3),
    did(9, state="started", days_ago=1),
    fact(FactKind.ORG_UNIT, "unit-1", "unit-1"),
    fact(FactKind.POSITION, "position-0", "position-0"),
    fact(FactKind.SKILL, "skill:sales", "1"),
    fact(FactKind.INTEREST, "software"),
    fact(FactKind.INTEREST, "skill:people"),
    fact(FactKind.PREFERENCE, "format:video", "like"),
    fact(FactKind.PREFERENCE, "minutes", "30"),
    fact(FactKind.PREFERENCE, "topic:safety", "dislike"),
    declined(11, "topic"),
    declined(14, "time"),
    declined(16, "format"),
)
NEEDS = {"skill:sales": 3, "skill:software": 2}
