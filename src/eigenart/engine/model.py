"""A fitted model and its artefact: a folder of arrays and one JSON file, with a digest over all of them.

`training.fit` makes models, `personalisation` stores, promotes and loads them. Nothing in a model names a person.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import csr_array

from eigenart.core.vocabulary import ItemKey
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.scorer import Scorer
from eigenart.engine.signals import NAMES, Fitted, Settings, bucket_of, build, prior_weights
from eigenart.engine.state import State
from eigenart.engine.support import Support

FORMAT = 3
_ABOUT = "model.json"
_ARRAYS = ("sums", "starts", "uses", "org_unit_sums", "position_sums", "inverse", "ease_rows")
_TABLES = ("walks", "transitions", "together", "in_sitting")
_SPARSE = ("data", "indices", "indptr")


class CorruptModel(Exception):
    """The files of an artefact are missing, changed or do not fit together; the artefact is not usable."""

    code = "corrupt_model"
    is_final = True

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"the model in {folder.name} is not usable: {reason}")
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Model:
    """weights: (n_buckets, n_signals) in the order of `signals.NAMES`, all >= 0.

    metrics: figures from the validation window, JSON values only: verdict (blend | single | prior), winner,
    validation_ndcg@10 per signal and blend, counts, settings, weights per bucket.
    """

    keys: tuple[ItemKey, ...]
    fitted: Fitted
    settings: Settings
    weights: FloatArray
    metrics: Mapping[str, Any]
    _bound: "WeakKeyDictionary[Catalogue, _Bound]" = field(
        default_factory=WeakKeyDictionary, init=False, repr=False, compare=False
    )

    @classmethod
    def empty(cls, catalogue: Catalogue) -> "Model":
        """Day one: nothing learned, prior weights only."""
        metrics = {
            "verdict": "prior",
            "winner": "prior",
            "validation_ndcg@10": {},
            "n_events": 0,
            "n_people": 0,
        }
        return cls((), Fitted.empty(), Settings(), prior_weights(), metrics | {"n_items": len(catalogue)})

    def scorers(self, catalogue: Catalogue) -> tuple[Scorer, ...]:
        """One per name in `signals.NAMES`, kept for as long as the catalogue lives."""
        return self._bind(catalogue).scorers

    def uses(self, catalogue: Catalogue) -> FloatArray:
        """(n_items,), how often each item was used when the model was fitted; 0 for items that are newer."""
        return self._bind(catalogue).uses

    def support(self, catalogue: Catalogue) -> Support:
        """How many people stand behind what the log taught."""
        return self._bind(catalogue).support

    def weights_for(self, state: State) -> FloatArray:
        """(n_signals,)."""
        return np.asarray(self.weights[bucket_of(state)], dtype=np.float64)

    def _bind(self, catalogue: Catalogue) -> "_Bound":
        bound = self._bound.get(catalogue)
        if bound is None:
            row_of = {key: row for row, key in enumerate(self.keys)}
            known = ints([row_of.get(key, -1) for key in catalogue.keys])
            uses = np.append(self.fitted.uses, 0.0)[known]
            scorers = build(self.fitted, self.settings, catalogue=catalogue, known=known)
            bound = _Bound(scorers, uses, Support(self.fitted.together, row_of, known))
            self._bound[catalogue] = bound
        return bound

    def save(self, folder: Path) -> str:
        """Writes the artefact, all or nothing; returns its digest. Raises FileExistsError: artefacts stay."""
        if folder.exists():
            raise FileExistsError(folder)
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, array in _arrays(self).items():
            np.save(draft / f"{name}.npy", array, allow_pickle=False)
        about = {
            "format": FORMAT,
            "signals": NAMES,
            "keys": self.keys,
            "org_units": self.fitted.org_units,
            "positions": self.fitted.positions,
            "settings": asdict(self.settings),
            "metrics": self.metrics,
        }
        (draft / _ABOUT).write_text(json.dumps(about, sort_keys=True, indent=1), encoding="utf-8")
        digest = digest_of(draft)
        draft.rename(folder)
        return digest

    @classmethod
    def load(cls, folder: Path, *, expected_digest: str) -> "Model":
        """Raises CorruptModel unless every byte is what was saved."""
        if not (folder / _ABOUT).is_file():
            raise CorruptModel(folder, "files are missing")
        if digest_of(folder) != expected_digest:
            raise CorruptModel(folder, "the digest differs")
        try:
            return _read(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorruptModel(folder, str(error)) from error


@dataclass(frozen=True, eq=False)
class _Bound:
    scorers: tuple[Scorer, ...]
    uses: FloatArray
    support: Support


def digest_of(folder: Path) -> str:
    """SHA-256 over names and contents of the folder's files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _arrays(model: Model) -> dict[str, FloatArray | IntArray]:
    dense = {name: getattr(model.fitted, name) for name in _ARRAYS}
    sparse = {
        f"{name}_{part}": getattr(getattr(model.fitted, name), part) for name in _TABLES for part in _SPARSE
    }
    return dense | sparse | {"weights": model.weights}


def _read(folder: Path) -> Model:
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    if about["format"] != FORMAT or tuple(about["signals"]) != NAMES:
        raise ValueError("written by another version")
    arrays = {path.stem: np.load(path, allow_pickle=False) for path in folder.glob("*.npy")}
    n_items = len(about["keys"])
    tables = {
        name: csr_array(tuple(arrays[f"{name}_{part}"] for part in _SPARSE), shape=(n_items, n_items))
        for name in _TABLES
    }
    fitted = Fitted(
        **{name: arrays[name] for name in _ARRAYS},
        org_units=tuple(about["org_units"]),
        positions=tuple(about["positions"]),
        walks=tables["walks"],
        transitions=tables["transitions"],
        together=tables["together"],
        in_sitting=tables["in_sitting"],
    )
    weights = arrays["weights"]
    if weights.shape != prior_weights().shape or (weights < 0).any() or fitted.sums.shape != (n_items,):
        raise ValueError("arrays do not fit together")
    keys = tuple(ItemKey(key) for key in about["keys"])
    settings = Settings(**{f.name: about["settings"][f.name] for f in fields(Settings)})
    return Model(keys, fitted, settings, weights, about["metrics"])
