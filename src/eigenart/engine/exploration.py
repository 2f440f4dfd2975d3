"""One marked place for an item that the ranking alone would not show, so that the engine can learn what it misses.

The draw is from the next items in the ranking; each item's chance is exact and logged with the impression, never below
FLOOR, so that later estimates may weigh by its inverse (Horvitz, Thompson 1952, doi:10.1080/01621459.1952.10483446).
Equation: chance = (1 - m x FLOOR) x softmax of scores + FLOOR over m items.
"""

import hashlib

import numpy as np

from eigenart.engine.arrays import FloatArray

POOL = 10
FLOOR = 0.02
TEMPERATURE = 0.25


def chances(scores: FloatArray) -> FloatArray:
    """(m,), sums to 1. scores: (m,), at most 50."""
    strength = np.exp((scores - scores.max()) / TEMPERATURE)
    return np.asarray((1 - FLOOR * len(scores)) * strength / strength.sum() + FLOOR, dtype=np.float64)


def draw(chance: FloatArray, *, seed: int, keys: tuple[str, ...]) -> int:
    """A place in `chance`. The same seed and items give the same draw: its 53 random bits are those of a digest."""
    digest = hashlib.sha256("\0".join((str(seed), *keys)).encode()).digest()
    drawn = (int.from_bytes(digest[:8], "big") >> 11) / 2**53
    until = np.cumsum(chance)
    return int(np.searchsorted(until / until[-1], drawn, side="right"))
