"""Protocol B: the engine, each of its signals and simple baselines on live queries after a cut in time.

    python -m bench.live DIR [DIR ...]

The last tenth of the events by time is the test; everything is chosen on the events before it. Item models are frozen
at the cut, each test event is ranked with the history known at that instant. Prints one table per set.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.sets import InteractionSet, load
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.blend import TIE_BREAK
from eigenart.engine.evaluation import (
    Query,
    bootstrap_interval,
    coverage,
    gain,
    live_queries,
    mean_rank,
    per_person,
    time_split,
    top_rows,
)
from eigenart.engine.model import Model
from eigenart.engine.signals import LEARNED, bucket_of
from eigenart.engine.training import fit

TEST_SHARE = 0.1
Score = Callable[[Query], FloatArray]


@dataclass(frozen=True)
class Result:
    """gains, hits: (n_queries,). tops: a top-10 list per query."""

    name: str
    gains: FloatArray
    hits: FloatArray
    tops: Sequence[IntArray]
    milliseconds: FloatArray


def scorers_of(model: Model, data: InteractionSet) -> dict[str, Score]:
    """The blend and each signal alone; where a signal is silent, popularity decides."""
    scorers = model.scorers(data.catalogue)[: len(LEARNED)]
    every = ints(np.arange(len(data.catalogue)))

    def blend(query: Query) -> FloatArray:
        values = np.stack([scorer.values(query.state, every) for scorer in scorers])
        return np.asarray(model.weights_for(query.state.n_past)[: len(LEARNED)] @ values, dtype=np.float64)

    def alone(number: int) -> Score:
        return lambda query: (
            scorers[number].values(query.state, every) + TIE_BREAK * scorers[0].values(query.state, every)
        )

    return {"eigenart": blend} | {name: alone(i) for i, name in enumerate(LEARNED)}


def measure(name: str, score: Score, queries: Sequence[Query]) -> Result:
    gains, hits, tops, took = [], [], [], []
    for query in queries:
        started = time.perf_counter()
        scores = score(query).copy()
        took.append((time.perf_counter() - started) * 1_000)
        scores[query.state.past_rows] = -np.inf
        rank = mean_rank(scores, query.target)
        gains.append(gain(rank))
        hits.append(float(rank <= 10))
        tops.append(top_rows(scores))
    return Result(name, np.array(gains), np.array(hits), tops, np.array(took))


def run(folder: Path, *, all_items: bool) -> None:
    data = load(folder, all_items=all_items)
    events = data.log.first_events()
    early, late = time_split(events, TEST_SHARE)
    started = time.perf_counter()
    model = fit(early, data.catalogue)
    fit_s = time.perf_counter() - started
    queries = live_queries(events, late)
    results = [measure(name, score, queries) for name, score in scorers_of(model, data).items()]
    print(f"\n{data.name}: {len(events)} events, {len(data.catalogue)} items, {len(late)} test events")
    print(f"fit {fit_s:.1f} s, verdict {model.metrics['verdict']} ({model.metrics['winner']})")
    _print_weights(model)
    uses = np.bincount(early.item_rows, minlength=len(data.catalogue))
    _print_table(results, queries, uses, len(data.catalogue))


def _print_weights(model: Model) -> None:
    print("settings", {k: round(v, 3) for k, v in model.metrics["settings"].items()})
    print("validation", {k: round(v, 4) for k, v in model.metrics["validation_ndcg@10"].items()})
    for bucket, weights in model.metrics["weights"].items():
        print(f"weights {bucket:10}", {n: round(weights[n], 3) for n in LEARNED})


def _print_table(results: Sequence[Result], queries: Sequence[Query], uses: IntArray, n_items: int) -> None:
    users = [query.user for query in queries]
    buckets = np.array([bucket_of(query.state.n_past) for query in queries])
    cold = np.array([uses[query.target] <= 2 for query in queries])
    best = max(results[1:], key=lambda r: per_person(users, r.gains).mean())
    reference = per_person(users, best.gains)
    header = f"{'model':22}{'NDCG@10':>8}{'interval':>16}{'- ' + best.name:>16}{'interval':>18}"
    print(header + f"{'R@10':>7}{'cover':>7}{'new':>7}{'few':>7}{'warm':>7}{'cold':>7}{'p50 ms':>8}")
    for r in sorted(results, key=lambda r: -per_person(users, r.gains).mean()):
        own = per_person(users, r.gains)
        low, high = bootstrap_interval(own)
        d_low, d_high = bootstrap_interval(own - reference)
        segments = [_segment(users, r.gains, buckets == bucket) for bucket in range(3)]
        print(
            f"{r.name:22}{own.mean():8.4f}{f'[{low:.3f}, {high:.3f}]':>16}{(own - reference).mean():16.4f}"
            f"{f'[{d_low:+.4f}, {d_high:+.4f}]':>18}{per_person(users, r.hits).mean():7.3f}"
            f"{coverage(r.tops, n_items):7.3f}"
            + "".join(f"{s:7.3f}" for s in segments)
            + f"{r.hits[cold].mean() if cold.any() else float('nan'):7.3f}{np.median(r.milliseconds):8.2f}"
        )


def _segment(users: Sequence[int], gains: FloatArray, mask: IntArray) -> float:
    if not mask.any():
        return float("nan")
    return float(
        per_person([user for user, kept in zip(users, mask, strict=True) if kept], gains[mask]).mean()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--all-items", action="store_true", help="rank items that nobody ever used, too")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        run(folder, all_items=arguments.all_items)


if __name__ == "__main__":
    main()
