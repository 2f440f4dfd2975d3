"""Which of the good items make a good list: diversity, a place for what was stated, one for new items.

`pipeline` calls it.

Source: maximal marginal relevance (Carbonell, Goldstein 1998, doi:10.1145/290941.291025). Equation: pick next the item
with the largest share x relevance - (1 - share) x likeness to the most alike item already picked; relevance is the
score scaled to 0..1 over the pool. Deviation: the picks are put back in the order of their scores, so that no item
stands above one with a higher score.
"""

from collections.abc import Callable

import numpy as np

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, ints

Likeness = Callable[[int], FloatArray]
"""Place in the order -> how alike its item is to each of the order."""
First = Callable[[BoolArray], int | None]
"""The best place of those that are marked, None where there is none."""
SHARE = 0.5
POOL = 50
HEARD = 2
"""Within so many places stands an item of what the person stated last: a page shows three cards, one may be a duty."""


def pool_size(n: int) -> int:
    """How many of the best n picks are made from."""
    return max(POOL, 2 * n)


def diverse(order: IntArray, scores: FloatArray, *, alike: Likeness, n: int) -> IntArray:
    """n places out of `order` (places, best first). scores: per place, (n_candidates,)."""
    pool = order[: pool_size(n)]
    if len(pool) <= n:
        return pool
    relevance = scores[pool]
    spread = relevance[0] - relevance[-1]
    relevance = (relevance - relevance[-1]) / spread if spread > 0 else np.zeros(len(pool))
    worth = SHARE * relevance
    picked = [0]
    nearest = alike(0)[: len(pool)]
    while len(picked) < n:
        worth[picked[-1]] = -np.inf
        best = int((worth - (1 - SHARE) * nearest).argmax())
        picked.append(best)
        nearest = np.maximum(nearest, alike(best)[: len(pool)])
    return pool[ints(sorted(picked))]


def with_stated(picked: IntArray, is_stated: BoolArray, first: First) -> tuple[IntArray, int | None]:
    """Gives the second place to the best item of a stated interest where neither of the first two is one.

    Also says which place it is. is_stated: per place, (n_candidates,). Source of the idea, a minimum per interest:
    Steck 2018, Calibrated Recommendations, doi:10.1145/3240323.3240372.
    """
    if len(picked) < HEARD or is_stated[picked[:HEARD]].any():
        return picked, None
    best = first(is_stated)
    if best is None:
        return picked, None
    rest = picked[HEARD - 1 :]
    rest = rest[rest != best] if best in rest else rest[:-1]
    return ints([*picked[: HEARD - 1], best, *rest]), best


def with_new(picked: IntArray, is_new: BoolArray, first: First) -> tuple[IntArray, int | None]:
    """Gives the last place to the best new item where no item of the list is new; also says which place it is."""
    if is_new[picked].any():
        return picked, None
    best = first(is_new)
    return (picked, None) if best is None else (ints([*picked[:-1], best]), best)
