"""What every peer implements, and what it may learn from. `bench.contestant` drives it, one peer per process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_array

from eigenart.engine.arrays import FloatArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog

Params = Mapping[str, float | int | str]
"""One setting of a peer: what `fit` gets beside the task."""


class NotApplicable(Exception):
    """The peer cannot say anything about this set; the words become its row in the table."""


@dataclass(frozen=True)
class Task:
    """log: `first_events` before the cut, ordered by time. users: the id of each user row of the log.

    is_timed: whether the order and the days of the log mean anything.
    """

    log: InteractionLog
    catalogue: Catalogue
    users: tuple[str, ...]
    is_timed: bool
    seed: int = 7

    @property
    def n_items(self) -> int:
        return len(self.catalogue)


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
