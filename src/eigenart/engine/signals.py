"""The fixed list of signals, their prior weights, and how a fitted model becomes scorers for one catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from eigenart.engine.arrays import FloatArray, IntArray, Sparse, floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.content import content_all, content_recent
from eigenart.engine.ease import Ease
from eigenart.engine.interests import Interests
from eigenart.engine.popularity import GroupPopularity, Popularity, Starts, is_in_sitting
from eigenart.engine.preferences import Dislikes, FormatPreference
from eigenart.engine.rp3beta import Rp3beta
from eigenart.engine.scorer import Scorer
from eigenart.engine.skill_gap import SkillGap
from eigenart.engine.state import State
from eigenart.engine.transition import Transition, chances

LEARNED = (
    "popularity",
    "starts",
    "org_unit_popularity",
    "position_popularity",
    "ease",
    "rp3beta",
    "transition",
    "content_recent",
    "content_all",
)
"""Signals whose weights the log can teach."""

STATED = ("skill_gap", "interests", "format_preference", "dislike")
"""Signals from what a person states or their position needs; the log cannot teach them, their prior holds."""

NAMES = LEARNED + STATED
BUCKETS = ("no_history", "coming_back", "sitting_few", "sitting_many")
FEW = 2
"""With so many past items at most, a history is short."""

PRIOR: Mapping[str, tuple[float, float, float]] = {
    "popularity": (0.45, 0.25, 0.10),
    "starts": (0.35, 0.25, 0.0),
    "org_unit_popularity": (0.10, 0.05, 0.05),
    "position_popularity": (0.10, 0.05, 0.05),
    "ease": (0.0, 0.15, 0.25),
    "rp3beta": (0.0, 0.05, 0.05),
    "transition": (0.0, 0.10, 0.25),
    "content_recent": (0.0, 0.05, 0.15),
    "content_all": (0.0, 0.05, 0.10),
    "skill_gap": (0.80, 0.40, 0.40),
    "interests": (1.00, 0.40, 0.30),
    "format_preference": (0.10, 0.10, 0.10),
    "dislike": (0.50, 0.50, 0.50),
}
"""Weight without history, when coming back to it, in the middle of a sitting. Learned ones sum to 1 in each column."""


def bucket_of(state: State) -> int:
    if not state.n_past:
        return 0
    if not is_in_sitting(state):
        return 1
    return 3 if state.n_past > FEW else 2


def prior_weights() -> FloatArray:
    """(n_buckets, n_signals)."""
    return floats([[PRIOR[name][column] for name in NAMES] for column in (0, 1, 2, 2)])


@dataclass(frozen=True)
class Settings:
    """What the fit chose for this log. scales divide the sums over a history into about 0..1.

    ease_by_sitting: whether EASE learns from what went together in one sitting, or with one person.
    """

    half_life_days: float = 180.0
    starts_half_life_days: float = 180.0
    ease_by_sitting: bool = False
    ease_ridge: float = 100.0
    ease_side: float = 10.0
    ease_decay: float = 0.8
    ease_scale: float = 1.0
    rp3beta_alpha: float = 1.0
    rp3beta_beta: float = 0.4
    rp3beta_decay: float = 0.8
    rp3beta_scale: float = 1.0
    transition_decay: float = 0.6
    transition_scale: float = 1.0
    transition_shrink: float = 3.0
    group_shrink: float = 50.0


@dataclass(frozen=True)
class Fitted:
    """What the log taught, in the rows of the catalogue it was fitted for; no person is in it.

    sums, starts: (n_items,) decayed events, all and those that begin a sitting. uses: (n_items,) events. *_sums:
    (n_groups, n_items). inverse: EASE's P over the items `ease_rows`. walks, transitions: (n_items, n_items), see
    `rp3beta`, `transition`. together: see `support`; in_sitting: the same of sittings, empty where EASE has no use
    for it.
    """

    sums: FloatArray
    starts: FloatArray
    uses: FloatArray
    org_units: tuple[str, ...]
    org_unit_sums: FloatArray
    positions: tuple[str, ...]
    position_sums: FloatArray
    inverse: FloatArray
    ease_rows: IntArray
    walks: Sparse
    transitions: Sparse
    together: Sparse
    in_sitting: Sparse

    @classmethod
    def empty(cls) -> "Fitted":
        nothing, table = floats([]), np.zeros((0, 0))
        return cls(
            nothing,
            nothing,
            nothing,
            (),
            table,
            (),
            table,
            table,
            ints([]),
            *(csr_array((0, 0), dtype=np.float64) for _ in range(4)),
        )

    def gram(self, settings: Settings) -> Sparse:
        """X'X that `inverse` belongs to, in the rows of the fit."""
        return self.in_sitting if settings.ease_by_sitting else self.together


def build(fitted: Fitted, settings: Settings, *, catalogue: Catalogue, known: IntArray) -> tuple[Scorer, ...]:
    """One scorer per name in NAMES. known: (n_catalogue,), an item's row in `fitted`, -1 where it is newer."""
    sums = spread(fitted.sums, known)
    place_of_row = np.full(len(fitted.uses) + 1, -1, dtype=np.intp)
    place_of_row[fitted.ease_rows] = np.arange(len(fitted.ease_rows), dtype=np.intp)

    def group(name: str, codes: tuple[str, ...], table: FloatArray) -> GroupPopularity:
        rows_of = {code: row for row, code in enumerate(codes)}
        return GroupPopularity(name, rows_of, spread(table, known), sums, settings.group_shrink)

    return (
        Popularity(sums),
        Starts(spread(fitted.starts, known)),
        group("org_unit_popularity", fitted.org_units, fitted.org_unit_sums),
        group("position_popularity", fitted.positions, fitted.position_sums),
        Ease(
            fitted.inverse,
            place_of_row[known],
            catalogue.keys,
            decay=settings.ease_decay,
            scale=settings.ease_scale,
        ),
        Rp3beta(
            _moved(fitted.walks, known),
            catalogue.keys,
            decay=settings.rp3beta_decay,
            scale=settings.rp3beta_scale,
        ),
        _transition(fitted, settings, catalogue=catalogue, known=known),
        content_recent(catalogue),
        content_all(catalogue),
        SkillGap(catalogue),
        Interests(catalogue),
        FormatPreference(catalogue),
        Dislikes(catalogue),
    )


def spread(table: FloatArray, known: IntArray) -> FloatArray:
    """Columns of `table` in catalogue rows, 0 for items the fit did not know."""
    wide = np.concatenate([table, np.zeros((*table.shape[:-1], 1))], axis=-1)
    return np.asarray(wide[..., known], dtype=np.float64)


def _transition(fitted: Fitted, settings: Settings, *, catalogue: Catalogue, known: IntArray) -> Transition:
    chance = chances(fitted.transitions, shrink=settings.transition_shrink)
    return Transition(
        _moved(chance, known),
        catalogue.keys,
        decay=settings.transition_decay,
        scale=settings.transition_scale,
    )


def _moved(table: Sparse, known: IntArray) -> Sparse:
    """An item-by-item table in catalogue rows, without items that the catalogue no longer has."""
    if np.array_equal(known, np.arange(table.shape[0])):
        return table
    old_to_new = np.full(table.shape[0] + 1, -1, dtype=np.intp)
    new = np.flatnonzero(known >= 0)
    old_to_new[known[new]] = new
    cells = coo_array(table)
    rows, columns = old_to_new[cells.coords[0]], old_to_new[cells.coords[1]]
    kept = (rows >= 0) & (columns >= 0)
    shape = (len(known), len(known))
    return csr_array(coo_array((cells.data[kept], (rows[kept], columns[kept])), shape=shape))
