"""Is switching off free of any price, and does nobody notice? The judgement; `delivery.drills` draws the pages.

Two questions (goals in the register's `alternative.parity`): does the person reach the same items, deadlines and steps
with at most one more click; and can anybody tell from other people's pages who switched off. The second is answered by
a learner that tries: nearest class mean on each feature's t value, fitted on all worlds but the one it guesses.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

MOST_EXTRA_CLICKS: Final = 1
MOST_ACCURACY: Final = 0.55
BUCKETS: Final = 512
FOLDS: Final = 10
RARE: Final = 0.001
FLOOR: Final = 1e-9
CHANGING: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # identifiers of rows
    r"|\b[0-9a-f]{16,64}\b"  # fingerprints
    r"|(?<=name=\"csrfmiddlewaretoken\" value=\")\w+"
    r"|\d{4}-\d\d-\d\dT[\d:.+Z-]+"
)
"""What differs between any two drawings of the same page; its length stays, so that a missing one is still noticed."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one person can get. clicks: to each item from Home. deadlines: (item, words). steps: (item, step)."""

    clicks: Mapping[str, int]
    deadlines: frozenset[tuple[str, str]]
    steps: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How two reaches differ; empty sets and at most one click if switching off has no price."""

    items: frozenset[str]
    deadlines: frozenset[tuple[str, str]]
    steps: frozenset[tuple[str, str]]
    extra_clicks: int

    @property
    def is_none(self) -> bool:
        sets = self.items or self.deadlines or self.steps
        return not sets and self.extra_clicks <= MOST_EXTRA_CLICKS


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as an observer sees it. queries: how many the database answered, in place of a time."""

    status: int
    body: bytes
    queries: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The same page of somebody else, drawn while a person had a purpose on, and off. world: what they share."""

    world: int
    page: str
    on: Seen
    off: Seen


@dataclass(frozen=True, slots=True)
class Guessed:
    """How often the learner told which of the two was drawn after switching off. equal: pairs without any difference,
    on which it can only toss a coin. told: right guesses among the others. pages: where those were,
    with their number."""

    accuracy: float
    pairs: int
    equal: int
    told: int
    pages: Mapping[str, int]

    @property
    def is_blind(self) -> bool:
        """At most 55 % right; and where pages differ at all, no more right guesses than chance gives (1 in 1,000)."""
        differing = self.pairs - self.equal
        by_chance = float(binom.sf(self.told - 1, differing, 0.5)) if differing else 1.0
        return self.accuracy <= MOST_ACCURACY and by_chance >= RARE


def shortfall(on: Reach, off: Reach) -> Shortfall:
    """What differs between a person's reach with a purpose on and off, in either direction."""
    common = on.clicks.keys() & off.clicks.keys()
    return Shortfall(
        items=frozenset(on.clicks.keys() ^ off.clicks.keys()),
        deadlines=on.deadlines ^ off.deadlines,
        steps=on.steps ^ off.steps,
        extra_clicks=max((off.clicks[item] - on.clicks[item] for item in common), default=0),
    )


def distinguish(pairs: Sequence[Pair], *, seed: int) -> Guessed:
    """Let the learner try. Raises ValueError for fewer than two worlds: it must not guess what it learned from."""
    worlds = sorted({pair.world for pair in pairs})
    if len(worlds) < 2:
        raise ValueError("at least two worlds")
    chance = np.random.default_rng(seed)
    fold_of = dict(zip(chance.permutation(worlds).tolist(), np.arange(len(worlds)) % FOLDS, strict=True))
    folds = np.array([fold_of[pair.world] for pair in pairs])
    changes = np.stack([features(pair.off) - features(pair.on) for pair in pairs])
    differs = np.any(changes != 0.0, axis=1)
    right = np.zeros(len(pairs), dtype=bool)
    for fold in np.unique(folds):
        held = folds == fold
        weights = _weights(changes[~held])
        leaning = changes[held] @ weights
        guesses = np.where(leaning == 0.0, chance.random(leaning.size) < 0.5, leaning > 0.0)
        right[held] = guesses
    where = Counter(pair.page for pair, is_different in zip(pairs, differs, strict=True) if is_different)
    return Guessed(
        accuracy=float(right.mean()),
        pairs=len(pairs),
        equal=int(np.count_nonzero(~differs)),
        told=int(np.count_nonzero(right & differs)),
        pages=dict(where.most_common()),
    )


def features(seen: Seen) -> NDArray[np.float64]:
    """Status, size, number of database queries, and how often each word (in buckets) stands there."""
    text = CHANGING.sub(lambda found: "#" * len(found[0]), seen.body.decode("utf-8", "replace"))
    found = np.zeros(3 + BUCKETS)
    found[:3] = seen.status, len(seen.body), seen.queries
    for word, number in Counter(re.findall(r"\w+|[^\w\s]", text)).items():
        found[3 + int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest()) % BUCKETS] += number
    return found


def _weights(changes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean change of each feature in units of its own error; 0 where nothing changed."""
    mean, spread = changes.mean(axis=0), changes.std(axis=0)
    weights = mean / (spread / np.sqrt(len(changes)) + FLOOR)
    weights[mean == 0.0] = 0.0
    result: NDArray[np.float64] = np.clip(weights, -1e6, 1e6)
    return result
