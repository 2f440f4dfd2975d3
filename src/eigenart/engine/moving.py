"""A model that follows its log between two trainings: tables counted anew, EASE's inverse moved by what changed.

The model already holds X'X, as `together` or `in_sitting`: the difference to the present log's is all that the inverse
needs, so no row of a person is kept anywhere. Settings and weights stay those of the training. Exact but for rounding,
which `residual` watches; `personalisation.live` calls `follow` after every change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from eigenart.engine.arrays import FloatArray, IntArray, Sparse, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.ease import fit_inverse, moved, residual
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.signals import Fitted, Settings
from eigenart.engine.support import together
from eigenart.engine.training import learnable
from eigenart.engine.tuning import EaseFit, fit_signals, in_sitting

MOST_MOVES = 500
"""After so many moves the inverse is computed anew, whatever the residual says."""
LARGEST_RESIDUAL = 1e-9
SAMPLE = 16
"""So many columns of the inverse are checked after every move."""
WIDEST = 1 / 3
"""A change that touches more than this share of the items (and more than FEW) costs as much as a new inverse."""
FEW = 64


@dataclass(frozen=True)
class Move:
    """touched: items whose row of X'X changed. moves: since the last exact inverse; 0 where this is one."""

    model: Model
    touched: int
    moves: int
    residual: float


@dataclass(frozen=True)
class _Held:
    """Stands in for `EaseFit`: the inverse is moved afterwards."""

    rows: IntArray
    held: FloatArray
    together: Sparse
    in_sitting: Sparse

    def inverse(self, settings: Settings) -> FloatArray:
        return self.held

    def sitting_gram(self, settings: Settings) -> Sparse:
        return self.in_sitting


def follow(
    model: Model,
    log: InteractionLog,
    catalogue: Catalogue,
    *,
    same_catalogue: bool = True,
    config: EngineConfig | None = None,
) -> Move | None:
    """The model as it is with this log; None where nothing changed.

    same_catalogue: whether the model was fitted for just these items. If not, the likeness of contents is another
    one, and the inverse is computed anew.
    """
    config = config or EngineConfig()
    events = learnable(log, catalogue)
    if not len(events):
        return None if not model.keys else Move(_emptied(model, catalogue), 0, 0, 0.0)
    if model.keys != catalogue.keys or not same_catalogue:
        return _rebuilt(model, events, catalogue, config)
    known = model.fitted.ease_rows
    counts = together(events, n_items=len(catalogue), among=known)
    sittings = in_sitting(events, model.settings, n_items=len(catalogue), among=known)
    held = _Held(known, model.fitted.inverse, counts, sittings)
    fitted = _fitted(events, model.settings, catalogue, held)
    if _same(fitted, model.fitted):
        return None
    delta = _delta(fitted, model.fitted, model.settings)
    rows = ints(np.flatnonzero(np.diff(delta.indptr)))
    moves = int(_live(model).get("moves", 0)) + 1
    if moves > MOST_MOVES or len(rows) > max(FEW, WIDEST * len(held.rows)):
        return _rebuilt(model, events, catalogue, config)
    try:
        inverse = moved(held.held, rows=rows, delta=delta[rows][:, rows].toarray())
    except ValueError:
        return _rebuilt(model, events, catalogue, config)
    fitted = replace(fitted, inverse=inverse)
    found = _residual(fitted, model.settings, catalogue)
    if not found <= LARGEST_RESIDUAL:
        return _rebuilt(model, events, catalogue, config)
    return _move(model, fitted, events, catalogue, touched=len(rows), moves=moves, residual=found)


def drift(model: Model, catalogue: Catalogue) -> float:
    """max |P - exact P| / max |exact P| of a model that moved. catalogue: the one it was fitted for."""
    fitted = model.fitted
    if not len(fitted.ease_rows):
        return 0.0
    everything = ints(np.arange(len(fitted.ease_rows)))
    exact = fit_inverse(_regular(fitted, model.settings, catalogue, everything), ridge=0.0)
    return float(np.abs(fitted.inverse - exact).max() / np.abs(exact).max())


def _rebuilt(model: Model, events: InteractionLog, catalogue: Catalogue, config: EngineConfig) -> Move:
    fitted = _fitted(events, model.settings, catalogue, EaseFit(events, catalogue, config))
    found = _residual(fitted, model.settings, catalogue)
    return _move(model, fitted, events, catalogue, touched=len(fitted.ease_rows), moves=0, residual=found)


def _fitted(
    events: InteractionLog, settings: Settings, catalogue: Catalogue, ease: EaseFit | _Held
) -> Fitted:
    at = float(events.days.max())
    return fit_signals(events, settings, catalogue=catalogue, ease=ease, at=at)  # type: ignore[arg-type]


def _move(
    model: Model,
    fitted: Fitted,
    events: InteractionLog,
    catalogue: Catalogue,
    *,
    touched: int,
    moves: int,
    residual: float,
) -> Move:
    metrics = {
        **model.metrics,
        "n_events": len(events),
        "n_people": len(np.unique(events.user_rows)),
        "n_items": len(catalogue),
        "live": {"moves": moves, "touched": touched, "residual": residual},
    }
    return Move(replace(model, keys=catalogue.keys, fitted=fitted, metrics=metrics), touched, moves, residual)


def _emptied(model: Model, catalogue: Catalogue) -> Model:
    """Nobody is left to learn from."""
    metrics = {**model.metrics, "n_events": 0, "n_people": 0, "n_items": len(catalogue)}
    return replace(Model.empty(catalogue), settings=model.settings, weights=model.weights, metrics=metrics)


def _live(model: Model) -> Mapping[str, Any]:
    found = model.metrics.get("live", {})
    return found if isinstance(found, Mapping) else {}


def _delta(new: Fitted, old: Fitted, settings: Settings) -> Any:
    """Change of X'X over the items of the inverse, sparse and without stored zeros."""
    rows = old.ease_rows
    delta = (new.gram(settings)[rows][:, rows] - old.gram(settings)[rows][:, rows]).tocsr()
    delta.eliminate_zeros()
    return delta


def _regular(fitted: Fitted, settings: Settings, catalogue: Catalogue, columns: IntArray) -> FloatArray:
    """(n_rows, n_columns), columns of what the inverse inverts: X'X, ridge and likeness of contents."""
    rows, chosen = fitted.ease_rows, fitted.ease_rows[columns]
    regular = np.asarray(fitted.gram(settings)[rows][:, chosen].toarray(), dtype=np.float64)
    if settings.ease_side:
        regular += settings.ease_side * catalogue.similarity(rows, chosen)
    regular[columns, np.arange(len(columns))] += settings.ease_ridge
    return regular


def _residual(fitted: Fitted, settings: Settings, catalogue: Catalogue) -> float:
    n_items = len(fitted.ease_rows)
    columns = ints(np.unique(np.linspace(0, n_items - 1, min(SAMPLE, n_items)).astype(np.intp)))
    regular = _regular(fitted, settings, catalogue, columns)
    return residual(fitted.inverse, columns=columns, regular=regular)


def _same(new: Fitted, old: Fitted) -> bool:
    return all(
        _equal(getattr(new, f.name), getattr(old, f.name)) for f in fields(Fitted) if f.name != "inverse"
    )


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, csr_array):
        return bool(one.shape == other.shape and (one != other).nnz == 0)
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)
