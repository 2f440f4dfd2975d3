"""People who did the same things: EASE, a linear model between items with a closed form, kept exact by updates.

Source: Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data, equations 6-8, arXiv:1905.03375.
Equation: G = X'X + ridge x I, P = G^-1, B[i, j] = -P[i, j] / P[j, j], diagonal 0; an item's value is the sum of B over
what the person did. Deviations: side information adds a multiple of the items' content likeness to G (as in Jeunen,
Van Balen, Goethals 2020, doi:10.1145/3383313.3418480); the person's present history is folded in at ranking time and
may count less the further back it lies. Updates: Sherman, Morrison, Woodbury (Hager 1989, doi:10.1137/1031049).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csr_array

from eigenart.core.vocabulary import ItemKey, Term
from eigenart.engine.arrays import FloatArray, IntArray, ints, stacked, weighed_sum
from eigenart.engine.log import InteractionLog
from eigenart.engine.scorer import Opened
from eigenart.engine.state import State

NOISE = 1e-12
"""Below this share of the largest, an eigenvalue of a table of whole numbers is rounding."""

_BLOCK = 512
"""Rows mirrored at once."""


def person_items(log: InteractionLog, *, n_items: int) -> csr_array:
    """X: (n_users, n_items), 1 where the person did the item. Expects `first_events`."""
    ones = np.ones(len(log))
    return csr_array((ones, (log.user_rows, log.item_rows)), shape=(log.n_users, n_items))


def fit_inverse(gram: FloatArray, *, ridge: float, side: FloatArray | None = None) -> FloatArray:
    """P, (n_items, n_items), symmetric. gram: X'X. side: what to add for likeness of contents.

    Raises LinAlgError where the sum is not positive definite.
    """
    regular = gram.copy() if side is None else gram + side
    regular[np.diag_indices_from(regular)] += ridge
    # The transpose of a symmetric table in C's order is the same in Fortran's: nothing is copied from here on.
    factor, failed = dpotrf(regular.T, lower=1, clean=0, overwrite_a=1)
    half, singular = dpotri(factor, lower=1, overwrite_c=1)
    if failed or singular:
        raise LinAlgError("X'X with this ridge is not positive definite")
    return _mirrored(half.T)


def _mirrored(half: FloatArray) -> FloatArray:
    """Fills the part below the diagonal from the one above it, in place."""
    for low in range(0, len(half), _BLOCK):
        high = low + _BLOCK
        square = np.triu(half[low:high, low:high])
        half[low:high, low:high] = square + np.triu(square, 1).T
        half[high:, low:high] = half[low:high, high:].T
    return half


def updated(inverse: FloatArray, *, before: FloatArray, after: FloatArray) -> FloatArray:
    """P after one person's row of X changed from `before` to `after`, both (n_items,); exact, rank 2.

    before = 0 adds a person, after = 0 forgets one (rank 1). Raises ValueError as `moved`.
    """
    rows = ints(np.flatnonzero((before != 0) | (after != 0)))
    delta = np.outer(after[rows], after[rows]) - np.outer(before[rows], before[rows])
    return moved(inverse, rows=rows, delta=delta)


def downdated(inverse: FloatArray, *, items: FloatArray) -> FloatArray:
    """P as if the person with this row of X had never been in it; exact, rank 1. Raises ValueError as `moved`."""
    return updated(inverse, before=items, after=np.zeros(len(items)))


def moved(inverse: FloatArray, *, rows: IntArray, delta: FloatArray) -> FloatArray:
    """P after X'X changed by `delta` among the items `rows`; exact. Cost: items squared x rank.

    delta: (n_rows, n_rows), symmetric; one more event of somebody is of rank 2, a forgotten person of rank 1. Only
    its eigenvectors are needed, so nobody's row is. Raises ValueError where P would no longer be positive definite:
    by the inertia of Schur complements (Haynsworth 1968, doi:10.1016/0024-3795(68)90050-5) that is where what is
    solved has another number of negative eigenvalues than the change.
    """
    amounts, directions = np.linalg.eigh(delta)
    kept = np.abs(amounts) > NOISE * np.abs(amounts).max(initial=0.0)
    if not kept.any():
        return inverse
    amounts, directions = amounts[kept], directions[:, kept]
    projected = inverse[rows].T @ directions
    core = np.diag(1.0 / amounts) + directions.T @ projected[rows]
    sizes, turned = np.linalg.eigh((core + core.T) / 2)
    is_near_nothing = np.abs(sizes).min() <= NOISE * np.abs(1.0 / amounts).max()
    if is_near_nothing or np.count_nonzero(sizes < 0) != np.count_nonzero(amounts < 0):
        raise ValueError("this change was not part of the model")
    ways = projected @ turned / np.sqrt(np.abs(sizes))
    found = inverse.copy()
    for sign in (1.0, -1.0):
        own = np.ascontiguousarray(ways[:, np.sign(sizes) == sign])
        if own.size:
            # Half of a symmetric table in C's order is the other half of it in Fortran's.
            found = dsyrk(-sign, own.T, beta=1.0, c=found.T, trans=1, lower=1, overwrite_c=1).T
    return _mirrored(found)


def residual(inverse: FloatArray, *, columns: IntArray, regular: FloatArray) -> float:
    """How far P times these columns of what it inverts, (n_items, n_columns), is from the identity: largest entry."""
    product = inverse @ regular
    product[columns, np.arange(len(columns))] -= 1.0
    return float(np.abs(product).max(initial=0.0))


@dataclass(frozen=True)
class Ease:
    """inverse: P over the items it was fitted for. place: (n_catalogue,), an item's row in P, -1 unknown.

    decay: how much less an item counts per step back, 1 for not at all. scale: divides the sum into about 0..1.
    """

    inverse: FloatArray
    place: IntArray
    keys: tuple[ItemKey, ...]
    decay: float = 1.0
    scale: float = 1.0
    name: str = "ease"

    def _history(self, state: State) -> tuple[IntArray, IntArray, FloatArray]:
        """Places in the history, rows in P, shares; only items that P knows."""
        steps = np.arange(state.n_past - 1, -1, -1, dtype=np.float64)
        shares = self.decay**steps * state.past_strengths / self.scale
        rows = self.place[state.past_rows]
        known = np.flatnonzero(rows >= 0)
        return known, rows[known], shares[known]

    def values(self, state: State, rows: IntArray) -> FloatArray:
        _, past, shares = self._history(state)
        if not len(past):
            return np.zeros(len(rows))
        pulled = weighed_sum(self.inverse, past, -shares) / self._diagonal
        # The model's diagonal is zero: an item never speaks for itself.
        pulled[past] += shares
        return pulled[rows] if self._is_whole else np.append(pulled, 0.0)[self.place[rows]]

    def of_many(self, states: Sequence[State]) -> FloatArray:
        histories = [self._history(state)[1:] for state in states]
        shares = stacked(histories, n_columns=len(self.inverse))
        pulled = -(shares @ self.inverse) / self._diagonal
        for values, (past, own) in zip(pulled, histories, strict=True):
            values[past] += own
        return pulled if self._is_whole else np.pad(pulled, ((0, 0), (0, 1)))[:, self.place]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        column = int(self.place[row])
        if column < 0:
            return ()
        diagonal = self.inverse[column, column]
        return tuple(
            Term(
                float(-share * self.inverse[past, column] / diagonal),
                self.keys[state.past_rows[i]],
                state.fact_of_past(i),
            )
            for i, past, share in zip(*(part.tolist() for part in self._history(state)), strict=True)
            if past != column and self.inverse[past, column] != 0.0
        )

    def opened(self, state: State, rows: IntArray) -> Opened:
        places, past, shares = self._history(state)
        columns = self.place[rows]
        amounts = -shares * self.inverse[columns[:, None], past] / self._diagonal[columns, None]
        amounts[(columns[:, None] == past) | (columns < 0)[:, None]] = 0.0
        keys = [self.keys[row] for row in state.past_rows[places].tolist()]
        return Opened(amounts, keys, [state.fact_of_past(place) for place in places.tolist()])

    @cached_property
    def _is_whole(self) -> bool:
        """Whether P is over the catalogue, row by row."""
        return np.array_equal(self.place, np.arange(len(self.inverse)))

    @cached_property
    def _diagonal(self) -> FloatArray:
        return np.diagonal(self.inverse).copy()
