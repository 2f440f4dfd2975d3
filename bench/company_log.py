"""An invented company of any size: its catalogue and its log, made in chunks of people. `bench.speed` measures with it.

What it imitates, each by one plain rule, and always the same for the same size and seed:
- items: popularity within a topic falls as 1 / rank ** ZIPF; topics differ in size the same way.
- people: how much somebody does is log-normal (few do most); everybody has two topics of their own.
- bursts: events come in sessions of three on average, a few minutes apart, over three years.
- order: within a session half of the events go on to the next item of the topic, the rest is drawn by popularity.
It has no cold start, no trends and no duties: it is for measuring speed and memory, never quality.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from eigenart.core.vocabulary import Item, ItemKey, LocalText, SkillLevel
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog

ZIPF = 0.8
SESSION = 3.0
"""Events per session, the mean."""
DAYS = 1_096
FIRST_DAY = 19_358
"""1 January 2023, in days since 1970-01-01."""
CHUNK = 50_000
"""People per chunk."""
_FORMATS = ("video", "reading", "workshop", "podcast")
_WORDS = 3_000


@dataclass(frozen=True)
class Size:
    """events: before repeated pairs of person and item are dropped."""

    people: int
    items: int
    events: int

    @property
    def topics(self) -> int:
        return max(4, isqrt(self.items) // 2)

    def __str__(self) -> str:
        return f"{self.people:,} people / {self.items:,} items / {self.events:,} events"


@dataclass(frozen=True)
class Chunk:
    """Events of some people, ordered by person and time; arrays of one length."""

    user_rows: NDArray[np.int32]
    item_rows: NDArray[np.int32]
    days: NDArray[np.float64]


def catalogue(size: Size, *, seed: int = 7) -> Catalogue:
    """Titles of 4 and summaries of 25 words, half of them words of the topic; two skills per item."""
    rng = np.random.default_rng([seed, 1])
    n_topics = size.topics
    own = rng.integers(0, _WORDS, (n_topics, 60))
    items = []
    for row in range(size.items):
        topic = row % n_topics
        words = [*own[topic][rng.integers(0, 60, 15)], *rng.integers(0, _WORDS, 14)]
        rng.shuffle(words)
        text = [f"word{word}" for word in words]
        items.append(_item(row, topic, text, n_topics=n_topics, second=int(rng.integers(0, n_topics))))
    return Catalogue(tuple(items))


def _item(row: int, topic: int, text: list[str], *, n_topics: int, second: int) -> Item:
    return Item(
        key=ItemKey(f"learning:{row:06}"),
        surface="learning",
        title=LocalText("", " ".join(text[:4])),
        summary=LocalText("", " ".join(text[4:])),
        format=_FORMATS[row // n_topics % len(_FORMATS)],
        minutes=10 + 5 * (row % 12),
        topics=tuple(dict.fromkeys((f"topic-{topic}", f"topic-{second}"))),
        skills=tuple(
            SkillLevel(skill, 1 + row % 4) for skill in dict.fromkeys((f"skill-{topic}", f"skill-{second}"))
        ),
    )


def chunks(size: Size, *, seed: int = 7) -> Iterator[Chunk]:
    """The log, CHUNK people at a time; together `size.events` events."""
    rng = np.random.default_rng([seed, 2])
    activity = rng.lognormal(0.0, 1.0, size.people)
    counts = rng.multinomial(size.events, activity / activity.sum())
    for number, first in enumerate(range(0, size.people, CHUNK)):
        own = counts[first : first + CHUNK]
        yield _chunk(own, first, size, np.random.default_rng([seed, 3, number]))


def _chunk(counts: NDArray[np.int64], first: int, size: Size, rng: np.random.Generator) -> Chunk:
    n_events = int(counts.sum())
    person = np.repeat(np.arange(len(counts)), counts)
    begins = (rng.random(n_events) < 1 / SESSION) | (np.diff(person, prepend=-1) > 0)
    session = np.cumsum(begins) - 1
    n_sessions = int(begins.sum())
    step = np.arange(n_events) - np.flatnonzero(begins)[session]
    day = FIRST_DAY + rng.random(n_sessions) * DAYS
    days = day[session] + step * (rng.random(n_events) + 0.5) / 144
    favourites = _zipf(rng, np.full((len(counts), 2), size.topics))
    topic = np.where(
        rng.random(n_sessions) < 0.8,
        favourites[person[begins], rng.integers(0, 2, n_sessions)],
        rng.integers(0, size.topics, n_sessions),
    )[session]
    held = (size.items - topic - 1) // size.topics + 1
    drawn = _zipf(rng, held)
    goes_on = rng.random(n_events) < 0.5
    rank = np.where(goes_on, (drawn[begins][session] + step) % held, drawn)
    order = np.lexsort((days, person))
    return Chunk(
        (person + first)[order].astype(np.int32),
        (topic + rank * size.topics)[order].astype(np.int32),
        days[order],
    )


def _zipf(rng: np.random.Generator, held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ranks 0 .. held - 1, likelier the smaller; the inverse of the integral of 1 / rank ** ZIPF."""
    power = 1 - ZIPF
    reach = (held + 1.0) ** power - 1
    rank = ((1 + rng.random(held.shape) * reach) ** (1 / power)).astype(np.int64) - 1
    return np.minimum(rank, held - 1)


def log(size: Size, *, seed: int = 7) -> InteractionLog:
    """The whole log in the smallest numbers that hold it; people in 40 org units and 60 positions."""
    parts = list(chunks(size, seed=seed))
    org_units = tuple(f"unit-{row % 40}" for row in range(size.people))
    positions = tuple(f"position-{row * 7 % 60}" for row in range(size.people))
    user_rows = np.concatenate([part.user_rows for part in parts])
    return InteractionLog(
        user_rows=user_rows,
        item_rows=np.concatenate([part.item_rows for part in parts]),
        days=np.concatenate([part.days for part in parts]),
        strengths=np.ones(len(user_rows), dtype=np.float32),
        org_units=org_units,
        positions=positions,
        n_users=size.people,
    )
