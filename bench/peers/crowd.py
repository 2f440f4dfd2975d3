"""What everybody does, counted with decay and counted on: popularity as a running portal has it.

Protocol B freezes models at the cut, but a counter needs no fit, so it knows what people did up to the instant of a
question. It matters: on mars_en decayed popularity reaches NDCG@10 .102 so, and .057 with its counts frozen at the
cut; people without history .120 against .078 at a half-life of 30 days.
"""

import numpy as np

from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import gain, time_split
from eigenart.engine.log import InteractionLog

FOREVER = 36_500.0
HALF_LIVES = (7.0, 14.0, 30.0, 60.0, 120.0, 240.0, 480.0, FOREVER)
_REPLAYED = 1_000


class Crowd:
    """shares: (n_items,), 0..1, the largest is 1; changed in place by `observe`. half_life: days."""

    def __init__(self, log: InteractionLog, *, n_items: int, half_life: float) -> None:
        self.shares: FloatArray = np.zeros(n_items)
        self._counts: FloatArray = np.zeros(n_items)
        self._half_life = half_life
        self._day = -np.inf
        self.observe(log)

    def observe(self, events: InteractionLog) -> None:
        if not len(events):
            return
        day = max(float(events.days.max()), self._day)
        if np.isfinite(self._day):
            self._counts *= np.exp2((self._day - day) / self._half_life)
        np.add.at(self._counts, events.item_rows, np.exp2((events.days - day) / self._half_life))
        self._day = day
        np.divide(self._counts, max(float(self._counts.max()), 1e-300), out=self.shares)


def newcomers_half_life(log: InteractionLog, *, n_items: int, is_live: bool) -> float:
    """The one of HALF_LIVES that ranks best what newcomers began with in the last ninth of the log."""
    early, late = time_split(log, 1 / 9)
    if not log.is_timed or not len(early):
        return FOREVER
    rest = log.where(late)
    is_new = ~np.isin(rest.user_rows, early.user_rows)
    _, first = np.unique(rest.user_rows[is_new], return_index=True)
    places = np.sort(np.flatnonzero(is_new)[first])[:: max(1, len(first) // _REPLAYED)]
    if not len(places):
        return FOREVER

    def reached(half_life: float) -> float:
        crowd = Crowd(early, n_items=n_items, half_life=half_life)
        gains, done = [], 0
        for place in places:
            if is_live:
                crowd.observe(rest.where(np.arange(done, place, dtype=np.intp)))
                done = place
            own = crowd.shares[rest.item_rows[place]]
            better = int(np.count_nonzero(crowd.shares > own))
            equal = int(np.count_nonzero(crowd.shares == own)) - 1
            gains.append(gain(better + 1 + equal / 2))
        return float(np.mean(gains))

    return max(HALF_LIVES, key=reached)
