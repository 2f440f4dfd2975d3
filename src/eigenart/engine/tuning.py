"""Fitting the signals to a log under given settings. `training`, `tuner` and `moving` call it."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array

from eigenart.engine.arrays import FloatArray, IntArray, Sparse, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.ease import fit_inverse
from eigenart.engine.log import InteractionLog
from eigenart.engine.popularity import company_sums, group_sums
from eigenart.engine.rp3beta import meetings, walks
from eigenart.engine.signals import Fitted, Settings
from eigenart.engine.sittings import as_people, sitting_starts
from eigenart.engine.support import together
from eigenart.engine.transition import step_counts, transition_counts


class EaseFit:
    """X'X once, then an inverse per setting. Cost: cubic in `rows`.

    together: see `support`; above `dense_items` items only pairs of the most used ones are counted.
    """

    def __init__(self, events: InteractionLog, catalogue: Catalogue, config: EngineConfig) -> None:
        uses = np.bincount(events.item_rows, minlength=len(catalogue))
        self.rows = ints(np.sort(np.argsort(-uses, kind="stable")[: config.dense_items]))
        self.together = together(events, n_items=len(catalogue), among=self.rows)
        self._catalogue, self._events = catalogue, events
        self._held: tuple[tuple[float, float, bool], FloatArray] | None = None
        self._in_sitting: Sparse | None = None

    def inverse(self, settings: Settings) -> FloatArray:
        """The last one is kept: settings that do not concern it are tried one after the other."""
        asked = (settings.ease_ridge, settings.ease_side, settings.ease_by_sitting)
        if self._held is None or self._held[0] != asked:
            self._held = None
            counts = self.sitting_gram(settings) if settings.ease_by_sitting else self.together
            every = len(self.rows) == counts.shape[0]
            gram = (counts if every else counts[self.rows][:, self.rows]).toarray()
            if settings.ease_side:
                side = self._catalogue.similarity(self.rows, self.rows)
                side *= settings.ease_side
                gram += side
                del side
            self._held = (asked, fit_inverse(gram, ridge=settings.ease_ridge))
        return self._held[1]

    def sitting_gram(self, settings: Settings) -> Sparse:
        """X'X over sittings instead of people; empty where EASE has no use for it."""
        if not settings.ease_by_sitting or self._in_sitting is None:
            n_items = len(self._catalogue)
            found = in_sitting(self._events, settings, n_items=n_items, among=self.rows)
            if not settings.ease_by_sitting:
                return found
            self._in_sitting = found
        return self._in_sitting


def in_sitting(events: InteractionLog, settings: Settings, *, n_items: int, among: IntArray) -> Sparse:
    """(n_items, n_items), sittings in which both items were used; empty where EASE learns from people."""
    if not settings.ease_by_sitting:
        return csr_array((n_items, n_items), dtype=np.float64)
    return together(as_people(events), n_items=n_items, among=among)


def fit_signals(
    events: InteractionLog,
    settings: Settings,
    *,
    catalogue: Catalogue,
    ease: EaseFit,
    at: float,
    steps: Sequence[Sparse] | None = None,
    met: Sparse | None = None,
) -> Fitted:
    """events: `first_events`. at: the day that popularity is counted back from.

    steps, met: of `step_counts` and `meetings` among the rows of `ease`, where they are known already.
    """
    n_items, half_life = len(catalogue), settings.half_life_days

    def grouped(groups: tuple[str, ...]) -> tuple[tuple[str, ...], FloatArray]:
        return group_sums(events, groups, n_items=n_items, half_life_days=half_life, at=at)

    steps = step_counts(events, n_items=n_items) if steps is None else steps
    starts = company_sums(
        sitting_starts(events), n_items=n_items, half_life_days=settings.starts_half_life_days, at=at
    )
    uses = np.bincount(events.item_rows, minlength=n_items).astype(np.float64)
    alpha = settings.rp3beta_alpha
    met = meetings(events, n_items=n_items, alpha=alpha, among=ease.rows) if met is None else met
    org_units, org_unit_sums = grouped(events.org_units)
    positions, position_sums = grouped(events.positions)
    return Fitted(
        sums=company_sums(events, n_items=n_items, half_life_days=half_life, at=at),
        starts=starts,
        uses=uses,
        org_units=org_units,
        org_unit_sums=org_unit_sums,
        positions=positions,
        position_sums=position_sums,
        inverse=ease.inverse(settings),
        ease_rows=ease.rows,
        walks=walks_among(met, uses, settings, rows=ease.rows),
        transitions=transition_counts(steps, n_items=n_items, decay=settings.transition_decay),
        together=ease.together,
        in_sitting=ease.sitting_gram(settings),
    )


def walks_among(met: Sparse, uses: FloatArray, settings: Settings, *, rows: IntArray) -> Sparse:
    """RP3beta's table in the rows of the catalogue. met: over the items `rows` only."""
    table = walks(met, uses[rows], alpha=settings.rp3beta_alpha, beta=settings.rp3beta_beta)
    if len(rows) == len(uses):
        return table
    cells = coo_array(table)
    places = (rows[cells.coords[0]], rows[cells.coords[1]])
    return csr_array(coo_array((cells.data, places), shape=(len(uses), len(uses))))
