"""Off-policy estimates: known answers by hand, known truth by simulation, and no verdict on few samples."""

import numpy as np
import pytest

from eigenart.engine import exploration
from eigenart.engine.off_policy import LEAST_EFFECTIVE, Decided, Draws, Undecided, compare, snips

N_ITEMS = 10


def simulated(
    n: int, *, seed: int, appeal: np.ndarray, scores: np.ndarray
) -> tuple[Draws, np.ndarray, np.ndarray]:
    """Draws from the exploration place as it is, one a person. Also says what was drawn, and the exact chances."""
    rng = np.random.default_rng(seed)
    chance = exploration.chances(scores)
    drawn = rng.choice(N_ITEMS, size=n, p=chance)
    rewards = (rng.random(n) < appeal[drawn]).astype(np.float64)
    return Draws(rewards, chance[drawn], list(range(n))), drawn, chance


APPEAL = np.linspace(0.5, 0.05, N_ITEMS)
SCORES = np.linspace(1.0, 0.1, N_ITEMS)
BLIND = 1 / N_ITEMS


class TestByHand:
    def test_self_normalised_value_and_effective_samples(self) -> None:
        draws = Draws.of([1, 0, 1, 0], [0.5, 0.25, 0.25, 0.5], [0, 1, 2, 3])
        found = snips(draws, np.full(4, 0.5))
        # Weights 1, 2, 2, 1: (1 + 2) / 6, and 6^2 / 10.
        assert found.value == pytest.approx(3 / 6)
        assert found.effective == pytest.approx(3.6)
        # Parts: 1 x .5 / 6, 2 x -.5 / 6, 2 x .5 / 6, 1 x -.5 / 6; their squares sum to 10 x .25 / 36.
        assert found.high - found.value == pytest.approx(1.959964 * (2.5 / 36) ** 0.5, rel=1e-6)
        assert found.value - found.low == pytest.approx(found.high - found.value)

    def test_draws_of_one_person_count_together(self) -> None:
        apart = snips(Draws.of([1, 1, 0, 0], [0.5] * 4, [0, 1, 2, 3]), np.full(4, 0.5))
        together = snips(Draws.of([1, 1, 0, 0], [0.5] * 4, [0, 0, 1, 1]), np.full(4, 0.5))
        assert together.value == apart.value
        assert together.high - together.low == pytest.approx(2**0.5 * (apart.high - apart.low))

    def test_a_tiny_chance_weighs_no_more_than_the_floor_allows(self) -> None:
        draws = Draws.of([1, 0], [1e-6, 0.5], [0, 1])
        assert snips(draws, np.array([0.1, 0.1]), floor=0.02).value == pytest.approx(5 / 5.2)

    def test_the_logged_chances_themselves_give_the_plain_mean(self) -> None:
        draws, _, _ = simulated(500, seed=1, appeal=APPEAL, scores=SCORES)
        found = snips(draws, draws.propensities)
        assert found.value == pytest.approx(draws.rewards.mean())
        assert found.effective == pytest.approx(500)


class TestKnownTruth:
    def test_intervals_hold_the_truth_as_often_as_they_say(self) -> None:
        truth, hits = APPEAL.mean(), 0
        for seed in range(200):
            draws, _, _ = simulated(2_000, seed=seed, appeal=APPEAL, scores=SCORES)
            found = snips(draws, np.full(len(draws), BLIND))
            hits += found.low <= truth <= found.high
        assert 0.90 <= hits / 200 <= 0.99

    def test_the_plain_mean_would_be_wrong(self) -> None:
        draws, _, _ = simulated(20_000, seed=5, appeal=APPEAL, scores=SCORES)
        found = snips(draws, np.full(len(draws), BLIND))
        assert abs(found.value - APPEAL.mean()) < 0.02
        assert abs(draws.rewards.mean() - APPEAL.mean()) > 0.05

    def test_a_good_order_is_better_than_a_blind_draw(self) -> None:
        draws, _, _ = simulated(12_000, seed=6, appeal=APPEAL, scores=SCORES)
        found = compare(draws, np.full(len(draws), BLIND))
        assert isinstance(found, Decided)
        assert found.code == "better"
        assert found.gain.value == pytest.approx(found.logged.value - found.target.value)

    def test_a_wrong_order_is_worse(self) -> None:
        draws, _, _ = simulated(12_000, seed=7, appeal=APPEAL[::-1].copy(), scores=SCORES)
        found = compare(draws, np.full(len(draws), BLIND))
        assert isinstance(found, Decided)
        assert found.code == "worse"

    def test_where_there_is_no_difference_a_verdict_is_rare(self) -> None:
        flat = np.full(N_ITEMS, 0.3)
        codes = []
        for seed in range(100):
            draws, _, _ = simulated(4_000, seed=seed, appeal=flat, scores=SCORES)
            found = compare(draws, np.full(len(draws), BLIND))
            assert isinstance(found, Decided)
            codes.append(found.code)
        assert codes.count("no_difference_seen") >= 88


class TestUndecided:
    def test_below_the_least_number_there_is_no_verdict_however_it_looks(self) -> None:
        n = LEAST_EFFECTIVE - 1
        found = compare(Draws.of([1.0] * n, [0.1] * n, range(n)), np.full(n, 0.1))
        assert isinstance(found, Undecided)
        assert (found.needs, found.n) == (1, n)
        assert found.effective == pytest.approx(n)

    def test_at_the_least_number_there_is_one(self) -> None:
        n = LEAST_EFFECTIVE
        assert isinstance(compare(Draws.of([1.0] * n, [0.1] * n, range(n)), np.full(n, 0.1)), Decided)

    def test_many_draws_may_be_few_effective_ones(self) -> None:
        draws, _, _ = simulated(1_500, seed=8, appeal=APPEAL, scores=SCORES)
        found = compare(draws, np.full(len(draws), BLIND))
        assert isinstance(found, Undecided)
        assert found.effective < LEAST_EFFECTIVE < found.n
        more, _, _ = simulated(1_500 + found.needs + 400, seed=9, appeal=APPEAL, scores=SCORES)
        assert isinstance(compare(more, np.full(len(more), BLIND)), Decided), "what it needs is enough"

    def test_without_any_draw(self) -> None:
        assert compare(Draws.of([], [], []), np.array([])) == Undecided(LEAST_EFFECTIVE, 0.0, 0)


@pytest.mark.parametrize(
    ("rewards", "propensities", "people"),
    [
        ([1], [0.0], [0]),
        ([1], [1.1], [0]),
        ([2], [0.5], [0]),
        ([float("nan")], [0.5], [0]),
        ([1, 1], [0.5], [0, 1]),
    ],
)
def test_bad_logs_are_refused(rewards: list[float], propensities: list[float], people: list[int]) -> None:
    with pytest.raises(ValueError, match=r"chance|reward"):
        Draws.of(rewards, propensities, people)


@pytest.mark.parametrize("targets", [[0.0], [1.5], [0.1, 0.1]])
def test_bad_targets_are_refused(targets: list[float]) -> None:
    with pytest.raises(ValueError, match=r"chance|never"):
        snips(Draws.of([1], [0.5], [0]), np.array(targets))
