"""What every peer implements, and what it may learn from. `bench.contestant` drives it, one peer per process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_array

from bench.peers.crowd import FOREVER, Crowd
from eigenart.engine.arrays import FloatArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog

Params = Mapping[str, float | int | str]
"""One setting of a peer: what `fit` gets beside the task."""
Listener = Callable[[InteractionLog], None]


class NotApplicable(Exception):
    """The peer cannot say anything about this set; the words become its row in the table."""


@dataclass(frozen=True, eq=False)
class Task:
    """log: `first_events` before the cut, ordered by time. users: the id of each user row of the log.

    is_timed: whether the order and the days of the log mean anything. half_life: days, for popularity where a peer
    knows nothing better; chosen on the log itself. listeners: told what happened since the last question, in protocol
    B only. Models are frozen at the cut; what may listen is what needs no fit, such as a counter.
    """

    log: InteractionLog
    catalogue: Catalogue
    users: tuple[str, ...]
    is_timed: bool
    half_life: float = FOREVER
    seed: int = 7
    listeners: list[Listener] = field(default_factory=list)

    @property
    def n_items(self) -> int:
        return len(self.catalogue)

    def popularity(self, half_life: float) -> FloatArray:
        """(n_items,), 0..1: decayed counts. The array itself is kept up to date with what happens; do not copy it."""
        crowd = Crowd(self.log, n_items=self.n_items, half_life=half_life)
        self.listeners.append(crowd.observe)
        return crowd.shares

    def again(self) -> "Task":
        """The same task without those who listened."""
        return replace(self, listeners=[])


class Peer(Protocol):
    """needs: distributions to install, () for NumPy and SciPy only. grid: searched on validation by the harness.

    scores: (n_items,), higher is better; the harness removes seen items, and equal scores share their mean rank.
    """

    @property
    def name(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def grid(self) -> Sequence[Params]: ...
    def fit(self, task: Task, *args: Any, **params: Any) -> None: ...
    def scores(self, query: Query) -> FloatArray: ...


def incidence(task: Task) -> csr_array:
    """X: (n_users, n_items), 1 where the person did the item before the cut."""
    ones = np.ones(len(task.log))
    return csr_array((ones, (task.log.user_rows, task.log.item_rows)), shape=(task.log.n_users, task.n_items))
