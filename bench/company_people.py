"""People of the invented company as a surface sees them: profile views with facts of every kind that ranking reads."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.company_log import DAYS, FIRST_DAY, Size
from eigenart.core.vocabulary import Fact, FactId, FactKind, LocalText, Origin, ProfileView, Source
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue

AT = datetime(1970, 1, 1, 9, tzinfo=UTC) + timedelta(days=FIRST_DAY + DAYS + 2)
_DAY = 86_400.0


def person(
    row: int, history: tuple[IntArray, FloatArray], items: Catalogue, size: Size
) -> tuple[ProfileView, Mapping[str, int]]:
    """The view, and skill -> level that the position needs: what they did, two interests, a skill, a liked format,
    one item declined for its topic.
    """
    rng = np.random.default_rng([7, row])
    topic = int(rng.integers(0, size.topics))
    beside = (topic + 1) % size.topics
    facts = [
        _fact(FactKind.ACTIVITY, items.keys[item], "finished", at=datetime.fromtimestamp(day * _DAY, UTC))
        for item, day in zip(history[0].tolist(), history[1].tolist(), strict=True)
    ]
    facts += [
        _fact(FactKind.ORG_UNIT, f"unit-{row % 40}"),
        _fact(FactKind.POSITION, f"position-{row * 7 % 60}"),
        _fact(FactKind.INTEREST, f"topic-{topic}"),
        _fact(FactKind.INTEREST, f"topic-{beside}", at=AT - timedelta(days=9)),
        _fact(FactKind.SKILL, f"skill-{topic}", "2"),
        _fact(FactKind.PREFERENCE, "format:video", "like"),
        _fact(FactKind.FEEDBACK, items.keys[int(rng.integers(0, size.items))], "not_for_me", detail="topic"),
    ]
    return ProfileView(tuple(facts), AT), {f"skill-{topic}": 3, f"skill-{beside}": 2}


def _fact(kind: FactKind, key: str, value: str = "", *, at: datetime = AT, detail: str = "") -> Fact:
    number = FactId(f"{kind}:{key}:{at.timestamp()}")
    return Fact(number, kind, "", key, value, LocalText("", key), Source(Origin.SELF), at, detail=detail)
