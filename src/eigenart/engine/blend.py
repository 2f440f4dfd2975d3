"""Weights of the additive blend: fitted two ways, chosen by people-wise cross-validation, shipped only past the guard.

Equation: score = sum over signals of weight[bucket of history] x value, weights >= 0.
Fitter 1, likelihood: minus the log of the softmax share of the event that happened, L-BFGS-B with bounds at 0
(Byrd, Lu, Nocedal, Zhu 1995, doi:10.1137/0916069). Fitter 2, ascent: coordinate ascent on NDCG@10 itself (Metzler,
Croft 2007, section 4, doi:10.1007/s10791-006-9019-z). Further contestants are the mean of both, and the prior weights
unchanged. Weights sum to 1 over the learned signals, since ranking does not depend on their scale; a bucket's weights
are pulled to the global ones and these to the prior, the more the fewer people there are. The guard: the blend must
beat every single signal on the people it was not fitted on by more than one standard error, else the best single
signal ships, with popularity to break ties.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray
from eigenart.engine.config import EngineConfig
from eigenart.engine.evaluation import TOP, per_person

_STEPS = (0.0, 0.5, 0.8, 1.25, 2.0, 4.0)
_LEAST = 0.02
TIE_BREAK = 1e-3
"""What popularity weighs beside a single signal: it decides where that signal is silent."""


@dataclass(frozen=True)
class Contest:
    """Queries with their pools: the items that any signal puts near the top, the target in column 0.

    values: (n_signals, n_queries, n_pool), 0 where offered (n_queries, n_pool) is False, which is padding.
    users, buckets: (n_queries,).
    """

    values: NDArray[np.float32]
    offered: BoolArray
    users: IntArray
    buckets: IntArray

    def where(self, mask: BoolArray) -> "Contest":
        # In the order of memory that every sum over it expects; a choice alone would turn it.
        values = np.ascontiguousarray(self.values[:, mask])
        return Contest(values, self.offered[mask], self.users[mask], self.buckets[mask])

    @property
    def shares(self) -> FloatArray:
        """(n_queries,), sums to 1; every person counts the same."""
        _, people, counts = np.unique(self.users, return_inverse=True, return_counts=True)
        return np.asarray(1.0 / counts[people] / max(len(counts), 1), dtype=np.float64)

    @property
    def n_people(self) -> int:
        return len(np.unique(self.users))

    @cached_property
    def _padding(self) -> NDArray[np.float32]:
        """(n_queries, n_pool), 0 where offered, else -inf."""
        return np.where(self.offered, 0.0, -np.inf).astype(np.float32)

    def scores(self, weights: FloatArray) -> NDArray[np.float32]:
        """(n_queries, n_pool), -inf where nothing is offered. weights: (n_buckets, n_signals) or (n_signals,)."""
        if weights.ndim == 1:
            flat = weights.astype(np.float32) @ self.values.reshape(len(weights), -1)
            return np.asarray(flat.reshape(self.offered.shape) + self._padding, dtype=np.float32)
        table = weights[self.buckets].astype(np.float32)
        scores: NDArray[np.float32] = np.einsum("qk,kqp->qp", table, self.values, optimize=True)
        return scores + self._padding

    def gains(self, scores: NDArray[np.float32]) -> FloatArray:
        """(n_queries,) NDCG@10; scores: -inf where nothing is offered; equal scores share their mean place."""
        own = scores[:, :1]
        rank = (_counted(scores > own) + _counted(scores >= own) + 1) / 2
        return np.where(rank <= TOP, 1 / np.log2(1 + rank), 0.0)

    def ndcg(self, weights: FloatArray) -> float:
        return float(self.shares @ self.gains(self.scores(weights)))


def _counted(marks: BoolArray) -> IntArray:
    """(n_rows,), how many of each row are marked; eight at a time."""
    return np.asarray(np.bitwise_count(np.packbits(marks, axis=1)).sum(axis=1, dtype=np.intp))


def fit_ascent(contest: Contest, start: FloatArray, config: EngineConfig) -> FloatArray:
    """(n_signals,), sums to 1. Keeps a step only if NDCG@10 rises."""
    weights, shares = start.copy(), contest.shares
    scores = contest.scores(weights)
    best = float(shares @ contest.gains(scores))
    for _ in range(config.rounds):
        before = best
        for signal in range(len(weights)):
            tries = {step * max(weights[signal], _LEAST) for step in _STEPS}
            for weight in sorted(tries):
                moved = scores + np.float32(weight - weights[signal]) * contest.values[signal]
                reached = float(shares @ contest.gains(moved))
                if reached > best + 1e-6:
                    best, scores = reached, moved
                    weights[signal] = weight
        if best - before < 1e-5:
            break
    return _normal(weights, start)


def fit_likelihood(contest: Contest, start: FloatArray, config: EngineConfig) -> FloatArray:
    """(n_signals,), sums to 1."""
    shares = contest.shares
    ridge = 1e-4
    own = contest.values[:, :, 0].astype(np.float64) @ shares
    per_query, cells = shares.astype(np.float32)[:, None], contest.values.reshape(len(start), -1)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        chance = contest.scores(weights)
        chance -= chance.max(axis=1, keepdims=True)
        np.exp(chance, out=chance)
        chance /= chance.sum(axis=1, keepdims=True)
        chosen = np.maximum(chance[:, 0].astype(np.float64), 1e-30)
        expected = (cells @ (chance * per_query).ravel()).astype(np.float64)
        loss_now = float(-shares @ np.log(chosen) + ridge * weights @ weights)
        return loss_now, expected - own + 2 * ridge * weights

    bounds = [(0.0, None)] * len(start)
    found = minimize(loss, start * 5, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
    return _normal(np.maximum(found.x, 0.0), start)


def _normal(weights: FloatArray, otherwise: FloatArray) -> FloatArray:
    total = weights.sum()
    return np.asarray(weights / total if total > 0 else otherwise / otherwise.sum(), dtype=np.float64)


Fitter = Callable[[Contest, FloatArray, EngineConfig], FloatArray]


def fit_buckets(contest: Contest, prior: FloatArray, fitter: Fitter, config: EngineConfig) -> FloatArray:
    """(n_buckets, n_signals): globally first, then each bucket from there, each pulled to what it came from.

    A signal whose prior is 0 in a bucket is silent there (nothing to look back on) and gets no share.
    """
    overall = fitter(contest, _normal(prior.mean(axis=0), prior[-1]), config)
    weights = np.empty_like(prior)
    for bucket in range(len(prior)):
        mask = contest.buckets == bucket
        own = contest.where(mask)
        spoken = _normal(overall * (prior[bucket] > 0), prior[bucket])
        pulled = _pull(spoken, prior[bucket], contest.n_people, config)
        weights[bucket] = (
            pulled if not mask.any() else _pull(fitter(own, pulled, config), pulled, own.n_people, config)
        )
    return weights


def _pull(fitted: FloatArray, towards: FloatArray, n_people: int, config: EngineConfig) -> FloatArray:
    trust = n_people / (n_people + config.shrink_people)
    return np.asarray(trust * fitted + (1 - trust) * towards, dtype=np.float64)


FITTERS: dict[str, Fitter] = {"ascent": fit_ascent, "likelihood": fit_likelihood}


def fit_all(contest: Contest, prior: FloatArray, config: EngineConfig) -> dict[str, FloatArray]:
    """(n_buckets, n_signals) per fitter, and the mean of both: they err in different places."""
    found = {name: fit_buckets(contest, prior, fitter, config) for name, fitter in FITTERS.items()}
    return found | {"mean": np.asarray(np.mean(list(found.values()), axis=0), dtype=np.float64)}


@dataclass(frozen=True)
class Choice:
    """weights: (n_buckets, n_signals). ndcg: of every contestant on people it was not fitted on."""

    weights: FloatArray
    winner: str
    verdict: str
    ndcg: dict[str, float]


def choose(contest: Contest, names: tuple[str, ...], prior: FloatArray, config: EngineConfig) -> Choice:
    """names: of the signals. prior: (n_buckets, n_signals). verdict: blend | single."""
    shares = contest.shares
    prior = _spoken(prior, contest)
    ndcg = {name: contest.ndcg(_single(names, name, prior)) for name in names}
    blends = {"prior": contest.gains(contest.scores(prior))}
    blends |= _unseen_gains(contest, prior, config)
    reached = {name: float(shares @ gains) for name, gains in blends.items()}
    best_single = max(names, key=lambda name: ndcg[name])
    best_blend = _best(blends, contest)
    results = ndcg | {f"blend_{name}": value for name, value in reached.items()}
    alone = contest.gains(contest.scores(_single(names, best_single, prior)))
    if not _leads(blends[best_blend], alone, contest.users):
        return Choice(_single(names, best_single, prior), best_single, "single", results)
    weights = prior if best_blend == "prior" else fit_all(contest, prior, config)[best_blend]
    return Choice(weights, best_blend, "blend", results)


def _best(blends: dict[str, FloatArray], contest: Contest) -> str:
    """The best of the fitted ones; weights that were never fitted must lead it by more than one standard error."""
    shares = contest.shares
    fitted = max((name for name in blends if name != "prior"), key=lambda name: float(shares @ blends[name]))
    return "prior" if _leads(blends["prior"], blends[fitted], contest.users) else fitted


def _leads(blend: FloatArray, other: FloatArray, users: IntArray) -> bool:
    """Whether a blend is better by more than one standard error over people: else the simpler model is kept.

    Source: the one-standard-error rule, Breiman, Friedman, Olshen, Stone 1984, Classification and Regression Trees,
    section 3.4.3.
    """
    lead = per_person(list(map(int, users)), blend - other)
    error = float(lead.std(ddof=1)) / len(lead) ** 0.5 if len(lead) > 1 else 0.0
    return bool(lead.mean() > error)


def _spoken(prior: FloatArray, contest: Contest) -> FloatArray:
    """The prior without signals that never say anything in this company; each bucket sums to 1."""
    rows = []
    for bucket, row in enumerate(prior):
        own = contest.buckets == bucket
        speaks = contest.values[:, own if own.any() else slice(None)].any(axis=(1, 2))
        rows.append(_normal(row * speaks, row))
    return np.stack(rows)


def _single(names: tuple[str, ...], winner: str, prior: FloatArray) -> FloatArray:
    """(n_buckets, n_signals): one signal, with popularity for ties, and alone where the signal is silent."""
    weights = np.zeros_like(prior)
    weights[:, names.index("popularity")] = TIE_BREAK
    speaks = prior[:, names.index(winner)] > 0
    weights[speaks, names.index(winner)] = 1.0
    return np.stack([_normal(row, row) for row in weights])


def _unseen_gains(contest: Contest, prior: FloatArray, config: EngineConfig) -> dict[str, FloatArray]:
    """(n_queries,) per way of fitting, each query scored by weights fitted on other people."""
    people, person = np.unique(contest.users, return_inverse=True)
    fold = np.random.default_rng(config.seed).permutation(len(people))[person] % config.folds
    gains = {name: np.zeros(len(contest.users)) for name in (*FITTERS, "mean")}
    for number in range(config.folds):
        held = fold == number
        if held.any() and not held.all():
            rest = contest.where(held)
            for name, weights in fit_all(contest.where(~held), prior, config).items():
                gains[name][held] = rest.gains(rest.scores(weights))
    return gains
