"""Which of two rankings people prefer: both in one list, credit by what they take; or: undecided.

For whoever compares two models on people who agreed to it; no page does so by itself.

Source: team-draft interleaving, Radlinski, Kurup, Joachims 2008, How does clickthrough data reflect retrieval
quality?, section 4.2 (doi:10.1145/1458082.1458092). In words: the two rankings pick in turn, a coin decides who
begins each round, each picks its best item that is not in the list yet; the ranking whose picks are taken more often
wins the person. Test: sign test over people, exact binomial, two-sided (Conover 1999, Practical Nonparametric
Statistics, section 3.4); a person without a preference does not count.
Deviation: the number of people is fixed beforehand by the smallest preference worth knowing, so that looking often
cannot make a difference; before that there is no verdict.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np

from eigenart.core.vocabulary import ItemKey

WORTH_KNOWING = 0.55
"""A ranking that 55 of 100 people prefer; less is not worth a change."""
POWER = 0.8
ALPHA = 0.05


class Team(StrEnum):
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Pick:
    """An item of the common list, and the ranking that put it there."""

    key: ItemKey
    team: Team


@dataclass(frozen=True, slots=True)
class Undecided:
    """needs: people with a preference that are still missing."""

    needs: int
    n: int
    code: str = "undecided"


@dataclass(frozen=True, slots=True)
class Decided:
    """code: first | second | no_difference_seen. share: of people with a preference who preferred the first."""

    share: float
    p_value: float
    n: int
    code: str


def team_draft(first: Sequence[ItemKey], second: Sequence[ItemKey], *, n: int, seed: int) -> tuple[Pick, ...]:
    """At most n items of both rankings, best first. The same seed gives the same list; each person needs their own."""
    rng = np.random.default_rng(seed)
    rankings = {Team.FIRST: list(dict.fromkeys(first)), Team.SECOND: list(dict.fromkeys(second))}
    picks: list[Pick] = []
    taken: set[ItemKey] = set()
    while len(picks) < n:
        order = (Team.FIRST, Team.SECOND) if rng.random() < 0.5 else (Team.SECOND, Team.FIRST)
        before = len(picks)
        for team in order:
            key = next((key for key in rankings[team] if key not in taken), None)
            if key is not None and len(picks) < n:
                picks.append(Pick(key, team))
                taken.add(key)
        if len(picks) == before:
            break
    return tuple(picks)


def credit(picks: Sequence[Pick], taken: Collection[ItemKey]) -> int:
    """1 where the person took more of the first ranking's picks, -1 of the second's, 0 for no preference."""
    first = sum(pick.team is Team.FIRST for pick in picks if pick.key in taken)
    second = sum(pick.team is Team.SECOND for pick in picks if pick.key in taken)
    return (first > second) - (second > first)


def people_needed(share: float = WORTH_KNOWING) -> int:
    """With so many people a preference of this size is found with POWER at ALPHA. share: above 0.5, below 1.

    Source: normal approximation of the sample size of the sign test (Noether 1987, doi:10.1080/01621459.1987.10478478).
    """
    if not 0.5 < share < 1:
        raise ValueError("a preference worth knowing lies above one half and below one")
    normal = NormalDist()
    width = normal.inv_cdf(1 - ALPHA / 2) / 2 + normal.inv_cdf(POWER) * sqrt(share * (1 - share))
    return ceil((width / (share - 0.5)) ** 2)


def judge(credits: Sequence[int], *, worth_knowing: float = WORTH_KNOWING) -> Decided | Undecided:
    """The verdict over people, each with one credit."""
    wins, losses = sum(c > 0 for c in credits), sum(c < 0 for c in credits)
    n, needed = wins + losses, people_needed(worth_knowing)
    if n < needed:
        return Undecided(needs=needed - n, n=n)
    p_value = sign_test(wins, losses)
    if p_value >= ALPHA:
        return Decided(wins / n, p_value, n, "no_difference_seen")
    return Decided(wins / n, p_value, n, Team.FIRST.value if wins > losses else Team.SECOND.value)


def sign_test(wins: int, losses: int) -> float:
    """Two-sided exact p-value of wins among wins + losses fair coins; 1 without any."""
    n = wins + losses
    ways = tail = 1
    for k in range(min(wins, losses)):
        ways = ways * (n - k) // (k + 1)
        tail += ways
    return min(1.0, 2 * (tail / (1 << n)))
