"""From answers to figures: one row per model, as a table for people and as JSON for programs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.parcel import Answers
from bench.questions import Question
from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, ints
from eigenart.engine.evaluation import bootstrap_interval, coverage, per_person

COLD_USES = 2
"""An item with at most so many uses before the cut is cold."""
Interval = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """Figures of one model, or why there are none. nan where nobody is in a segment or there is no peer."""

    model: str
    missing: str = ""
    ndcg: float = math.nan
    ndcg_interval: Interval = (math.nan, math.nan)
    difference: float = math.nan
    difference_interval: Interval = (math.nan, math.nan)
    recall: float = math.nan
    coverage: float = math.nan
    segments: tuple[float, ...] = (math.nan,) * 3
    cold: float = math.nan
    fit_s: float = math.nan
    p50_ms: float = math.nan
    p99_ms: float = math.nan
    peak_mb: float = math.nan

    def as_dict(self) -> dict[str, object]:
        if self.missing:
            return {"missing": self.missing}
        new, few, warm = self.segments
        return {
            "ndcg@10": _known(self.ndcg),
            "ndcg@10_ci": [_known(end) for end in self.ndcg_interval],
            "diff_to_best_peer": _known(self.difference),
            "diff_ci": [_known(end) for end in self.difference_interval],
            "recall@10": _known(self.recall),
            "coverage": _known(self.coverage),
            "new": _known(new),
            "few": _known(few),
            "warm": _known(warm),
            "cold_hit@10": _known(self.cold),
            "fit_s": _known(self.fit_s),
            "p50_ms": _known(self.p50_ms),
            "p99_ms": _known(self.p99_ms),
            "peak_mb": _known(self.peak_mb),
        }


def _known(figure: float) -> float | None:
    """JSON has no nan."""
    return float(figure) if math.isfinite(figure) else None


@dataclass(frozen=True)
class Examined:
    """What the figures of all models share. uses: (n_items,), events before the cut."""

    questions: Sequence[Question]
    uses: IntArray

    @property
    def users(self) -> Sequence[int]:
        return [question.query.user for question in self.questions]

    @property
    def buckets(self) -> IntArray:
        """0 for new, 1 for few (one or two past items), 2 for warm."""
        n_past = [question.query.state.n_past for question in self.questions]
        return ints(np.searchsorted([1, 3], n_past, side="right"))

    @property
    def is_cold(self) -> BoolArray:
        """(n_targets,), over all questions in their order."""
        targets = np.concatenate([question.targets for question in self.questions])
        return np.asarray(self.uses[targets] <= COLD_USES, dtype=np.bool_)


def rows_of(answers: Mapping[str, Answers], examined: Examined, *, peers: Sequence[str]) -> list[Row]:
    """Best first, models without answers last. peers: of these the best one is what all are compared with."""
    users = examined.users
    gains = {model: per_person(users, a.gains) for model, a in answers.items() if not a.missing}
    best = best_peer({model: float(own.mean()) for model, own in gains.items() if model in peers})
    reference = gains[best] if best else None
    rows = [
        Row(model, missing=a.missing)
        if a.missing
        else _row(model, a, examined, own=gains[model], reference=reference)
        for model, a in answers.items()
    ]
    return sorted(rows, key=lambda row: (bool(row.missing), -row.ndcg if not row.missing else 0.0))


def best_peer(ndcg: Mapping[str, float]) -> str | None:
    return max(ndcg, key=lambda model: ndcg[model]) if ndcg else None


def _row(
    model: str, answers: Answers, examined: Examined, *, own: FloatArray, reference: FloatArray | None
) -> Row:
    gap = None if reference is None else own - reference
    p50, p99 = np.percentile(answers.milliseconds, [50, 99])
    return Row(
        model=model,
        ndcg=float(own.mean()),
        ndcg_interval=bootstrap_interval(own),
        difference=math.nan if gap is None else float(gap.mean()),
        difference_interval=(math.nan, math.nan) if gap is None else bootstrap_interval(gap),
        recall=float(per_person(examined.users, answers.recalls).mean()),
        coverage=coverage([top[top >= 0] for top in answers.tops], len(examined.uses)),
        segments=tuple(_segment(examined, answers.gains, bucket) for bucket in range(3)),
        cold=_cold(examined, answers.found),
        fit_s=answers.fit_s,
        p50_ms=float(p50),
        p99_ms=float(p99),
        peak_mb=answers.peak_mb,
    )


def _segment(examined: Examined, gains: FloatArray, bucket: int) -> float:
    kept = examined.buckets == bucket
    users = ints(examined.users)[kept].tolist()
    return float(per_person(users, gains[kept]).mean()) if users else math.nan


def _cold(examined: Examined, found: FloatArray) -> float:
    """Hits among cold right answers, per person, then over people, as all other figures."""
    asked = np.repeat(examined.users, [len(question.targets) for question in examined.questions])
    users = asked[examined.is_cold].tolist()
    return float(per_person(users, found[examined.is_cold]).mean()) if users else math.nan


_COLUMNS = (
    ("model", -26),
    ("NDCG@10", 7),
    ("95 % interval", 14),
    ("- best", 8),
    ("95 % interval", 17),
    ("R@10", 6),
    ("cover", 6),
    ("new", 6),
    ("few", 6),
    ("warm", 6),
    ("cold", 6),
    ("fit s", 7),
    ("p50 ms", 7),
    ("p99 ms", 7),
    ("MB", 6),
)
"""Name and width, negative to the left."""


def table(rows: Sequence[Row]) -> str:
    """At most 160 columns wide."""
    lines = [_line([name for name, _ in _COLUMNS])]
    for row in rows:
        if row.missing:
            lines.append(f"{row.model:26} missing: {row.missing}"[:158])
            continue
        low, high = row.ndcg_interval
        d_low, d_high = row.difference_interval
        lines.append(
            _line(
                [
                    row.model,
                    _shown(row.ndcg, ".4f"),
                    f"[{low:.4f}, {high:.4f}]".replace("0.", "."),
                    _shown(row.difference, "+.4f"),
                    "-" if math.isnan(d_low) else f"[{d_low:+.4f}, {d_high:+.4f}]".replace("0.", "."),
                    *(
                        _shown(figure, ".3f")
                        for figure in (row.recall, row.coverage, *row.segments, row.cold)
                    ),
                    *(_shown(figure, ".2f") for figure in (row.fit_s, row.p50_ms, row.p99_ms)),
                    _shown(row.peak_mb, ".0f"),
                ]
            )
        )
    return "\n".join(lines)


def _shown(figure: float, form: str) -> str:
    return "-" if math.isnan(figure) else f"{figure:{form}}"


def _line(cells: Sequence[str]) -> str:
    padded = [
        cell.ljust(-width) if width < 0 else cell.rjust(width)
        for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    ]
    return " ".join(padded)
