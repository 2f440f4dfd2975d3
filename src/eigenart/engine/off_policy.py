"""What another way of drawing would have brought, estimated from draws whose chances were logged; or: undecided.

`personalisation.model_check` asks it whether the order of the scores does better in the exploration place than a blind
draw.

Equation: value = sum(w x reward) / sum(w), w = target chance / max(logged chance, floor): inverse propensity
(Horvitz, Thompson 1952, doi:10.1080/01621459.1952.10483446), self-normalised (Swaminathan, Joachims 2015, The
Self-Normalized Estimator for Counterfactual Learning, NeurIPS 28), with a lower bound on logged chances (Strehl,
Langford, Li, Kakade 2010, Learning from Logged Implicit Exploration Data, NeurIPS 23). Effective samples:
(sum w)^2 / sum w^2 (Kish 1965, Survey Sampling, section 11.2). Interval: linearised variance of a ratio (Owen 2013,
Monte Carlo theory, methods and examples, section 9.2), draws of one person taken together.
Deviation: below LEAST_EFFECTIVE samples there is no verdict, however the numbers look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

import numpy as np

from eigenart.engine.arrays import FloatArray, floats
from eigenart.engine.exploration import FLOOR

LEAST_EFFECTIVE = 1_000
LEVEL = 0.95
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Draws:
    """One row per logged draw. rewards: what came of it, 0..1. propensities: logged chance, in (0, 1]. people: number
    of the person, whose draws are not independent of each other.

    Raises ValueError where lengths differ, or a reward or a chance lies outside.
    """

    rewards: FloatArray
    propensities: FloatArray
    people: Sequence[int]

    def __post_init__(self) -> None:
        if not len(self.rewards) == len(self.propensities) == len(self.people):
            raise ValueError("each draw needs a reward, a chance and a person")
        if ((self.propensities <= 0) | (self.propensities > 1)).any():
            raise ValueError("a chance must lie above 0 and at most at 1")
        if not ((self.rewards >= 0) & (self.rewards <= 1)).all():
            raise ValueError("a reward must lie between 0 and 1")

    def __len__(self) -> int:
        return len(self.rewards)

    @classmethod
    def of(cls, rewards: Sequence[float], propensities: Sequence[float], people: Sequence[int]) -> "Draws":
        return cls(floats(rewards), floats(propensities), people)


@dataclass(frozen=True, slots=True)
class Estimate:
    """value: mean reward. low, high: interval at LEVEL. effective: samples that the weights leave."""

    value: float
    low: float
    high: float
    effective: float
    n: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """Too few effective samples for any verdict. needs: further draws, if they weigh like those so far."""

    needs: int
    effective: float
    n: int
    code: str = "undecided"


@dataclass(frozen=True, slots=True)
class Decided:
    """code: better | worse | no_difference_seen, of the logged way against the target. gain: logged minus target."""

    logged: Estimate
    target: Estimate
    gain: Estimate
    code: str


def snips(draws: Draws, targets: FloatArray, *, floor: float = FLOOR) -> Estimate:
    """The mean reward if draws had been made with the chances `targets` (n_draws,). Raises ValueError without any."""
    value, influence, effective = _parts(draws, targets, floor)
    return _estimate(value, influence, effective, draws)


def compare(draws: Draws, targets: FloatArray, *, floor: float = FLOOR) -> Decided | Undecided:
    """The logged way of drawing beside another one on the same draws, or that there are too few to tell."""
    if not len(draws):
        return Undecided(needs=LEAST_EFFECTIVE, effective=0.0, n=0)
    other, influence, effective = _parts(draws, targets, floor)
    if effective < LEAST_EFFECTIVE - _ROUNDING:
        missing = (LEAST_EFFECTIVE / effective - 1) * len(draws)
        return Undecided(ceil(missing - _ROUNDING), effective, len(draws))
    own = float(draws.rewards.mean())
    own_influence = (draws.rewards - own) / len(draws)
    gain = _estimate(own - other, own_influence - influence, effective, draws)
    code = "better" if gain.low > 0 else "worse" if gain.high < 0 else "no_difference_seen"
    return Decided(
        logged=_estimate(own, own_influence, float(len(draws)), draws),
        target=_estimate(other, influence, effective, draws),
        gain=gain,
        code=code,
    )


def _parts(draws: Draws, targets: FloatArray, floor: float) -> tuple[float, FloatArray, float]:
    """Value, each draw's part in its deviation (n_draws,), effective samples."""
    if len(targets) != len(draws):
        raise ValueError("each draw needs a target chance")
    if ((targets < 0) | (targets > 1)).any():
        raise ValueError("a chance must lie between 0 and 1")
    weights = targets / np.maximum(draws.propensities, floor)
    total = float(weights.sum())
    if total <= 0:
        raise ValueError("the target never draws what was drawn")
    value = float(weights @ draws.rewards) / total
    return value, weights * (draws.rewards - value) / total, total**2 / float(weights @ weights)


def _estimate(value: float, influence: FloatArray, effective: float, draws: Draws) -> Estimate:
    _, person = np.unique(np.asarray(draws.people), return_inverse=True)
    per_person = np.bincount(person, weights=influence)
    half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * float(np.sqrt(per_person @ per_person))
    return Estimate(value, value - half, value + half, effective, len(draws))
