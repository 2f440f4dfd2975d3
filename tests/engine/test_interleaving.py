"""Team-draft interleaving: fair by construction, finds the ranking that people prefer, and waits for enough people."""

import numpy as np
import pytest

from eigenart.core.vocabulary import ItemKey
from eigenart.engine.interleaving import (
    Decided,
    Pick,
    Team,
    Undecided,
    credit,
    judge,
    people_needed,
    sign_test,
    team_draft,
)


def keys(*names: object) -> list[ItemKey]:
    return [ItemKey(str(name)) for name in names]


A, B = keys(*"abcdef"), keys(*"fedcba")


class TestList:
    def test_every_list_is_one_of_the_drafts_that_can_happen(self) -> None:
        found = {
            tuple((p.key, p.team) for p in team_draft(keys("a", "b"), keys("b", "a"), n=2, seed=s))
            for s in range(40)
        }
        assert found == {
            (("a", Team.FIRST), ("b", Team.SECOND)),
            (("b", Team.SECOND), ("a", Team.FIRST)),
        }

    def test_both_begin_equally_often_and_pick_equally_many(self) -> None:
        lists = [team_draft(A, B, n=5, seed=seed) for seed in range(1_000)]
        begins = sum(picks[0].team is Team.FIRST for picks in lists)
        assert 430 < begins < 570
        for picks in lists:
            teams = [pick.team for pick in picks]
            assert abs(teams.count(Team.FIRST) - teams.count(Team.SECOND)) == 1
            assert len({pick.key for pick in picks}) == 5

    def test_each_team_keeps_its_order(self) -> None:
        for seed in range(50):
            picks = team_draft(A, B, n=6, seed=seed)
            for team, ranking in ((Team.FIRST, A), (Team.SECOND, B)):
                own = [ranking.index(p.key) for p in picks if p.team is team]
                assert own == sorted(own)

    def test_the_same_seed_gives_the_same_list(self) -> None:
        assert team_draft(A, B, n=5, seed=3) == team_draft(A, B, n=5, seed=3)

    @pytest.mark.parametrize(
        ("first", "second", "length"), [([], [], 0), (A, [], 6), (A, A, 6), (A, keys("x", "x"), 7)]
    )
    def test_short_empty_and_equal_rankings(
        self, first: list[ItemKey], second: list[ItemKey], length: int
    ) -> None:
        assert len(team_draft(first, second, n=10, seed=1)) == length


class TestCredit:
    PICKS = (Pick(ItemKey("a"), Team.FIRST), Pick(ItemKey("f"), Team.SECOND), Pick(ItemKey("b"), Team.FIRST))

    @pytest.mark.parametrize(
        ("taken", "expected"), [("", 0), ("a", 1), ("f", -1), ("af", 0), ("abf", 1), ("z", 0)]
    )
    def test_who_is_taken_more_often_wins_the_person(self, taken: str, expected: int) -> None:
        assert credit(self.PICKS, set(keys(*taken))) == expected


def crowd(n: int, *, seed: int, first: list[ItemKey], second: list[ItemKey], good: set[ItemKey]) -> list[int]:
    """People who take what is good with chance .6 and anything else with .05."""
    rng = np.random.default_rng(seed)
    credits = []
    for person in range(n):
        picks = team_draft(first, second, n=5, seed=1_000_000 * seed + person)
        taken = {p.key for p in picks if rng.random() < (0.6 if p.key in good else 0.05)}
        credits.append(credit(picks, taken))
    return credits


class TestKnownTruth:
    GOOD = set(keys("a", "b"))

    def test_the_better_ranking_wins_from_either_side(self) -> None:
        for first, second, winner in ((A, B, "first"), (B, A, "second")):
            found = judge(crowd(1_400, seed=4, first=first, second=second, good=self.GOOD))
            assert isinstance(found, Decided)
            assert found.code == winner
            assert found.p_value < 1e-6

    def test_equal_rankings_seldom_get_a_verdict(self) -> None:
        codes = [
            found.code
            for seed in range(20)
            if isinstance(found := judge(crowd(2_000, seed=seed, first=A, second=A, good=self.GOOD)), Decided)
        ]
        assert len(codes) == 20, "people without a preference must be few enough"
        assert codes.count("no_difference_seen") >= 17


class TestVerdict:
    @pytest.mark.parametrize(
        ("wins", "losses", "p_value"),
        [(0, 0, 1.0), (1, 1, 1.0), (5, 0, 0.0625), (8, 2, 0.109375), (9, 1, 0.021484375), (2, 8, 0.109375)],
    )
    def test_the_sign_test_is_exact(self, wins: int, losses: int, p_value: float) -> None:
        assert sign_test(wins, losses) == pytest.approx(p_value, abs=1e-12)

    def test_the_sign_test_agrees_with_scipy(self) -> None:
        from scipy.stats import binomtest

        for wins, losses in ((430, 353), (391, 392), (700, 83), (5_100, 4_900)):
            assert sign_test(wins, losses) == pytest.approx(binomtest(wins, wins + losses).pvalue, rel=1e-9)

    def test_so_many_people_are_needed(self) -> None:
        assert people_needed(0.55) == 783
        assert people_needed(0.75) < 35
        for share in (0.5, 1.0, 0.2):
            with pytest.raises(ValueError, match="preference"):
                people_needed(share)

    def test_with_so_many_people_four_of_five_tests_find_it(self) -> None:
        rng = np.random.default_rng(2)
        n = people_needed(0.55)
        wins = rng.binomial(n, 0.55, size=1_000)
        found = np.mean([sign_test(int(w), int(n - w)) < 0.05 for w in wins])
        assert 0.76 <= found <= 0.84

    def test_before_that_there_is_no_verdict_however_clear_it_looks(self) -> None:
        assert judge([1] * 782) == Undecided(needs=1, n=782)
        assert judge([]) == Undecided(needs=783, n=0)
        assert judge([0] * 5_000) == Undecided(needs=783, n=0), "who has no preference does not count"
        decided = judge([1] * 783)
        assert isinstance(decided, Decided)
        assert decided.code == "first"
