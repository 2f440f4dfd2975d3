"""Counts about groups of people that give no single person away: what may be released, and why something may not.

Pure rules, which every report uses; `privacy.reports` reads the people and remembers what was released. Sources:
Dinur and Nissim, "Revealing information while preserving privacy", PODS 2003 (why differences matter); Hundepool et
al., "Statistical Disclosure Control", 2012 (threshold, dominance, secondary suppression, rounding).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

K_MIN: Final = 10
DOMINANT: Final = 0.9
STEP: Final = 5

Path = tuple[str, ...]
"""A place in the fixed hierarchy, from the whole company `()` down."""


@dataclass(frozen=True, slots=True)
class Group:
    """One cell before the rules. members: everybody who contributes; yes: those of them with the answer counted."""

    path: Path
    members: frozenset[str]
    yes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One cell after the rules, to be remembered. share: percent in steps of five, None if withheld.

    code: "" | too_few | dominated (over 90 % gave the same answer) | differs_by_few (together with an earlier or a
    neighbouring figure it would single out fewer than k people) | difference_dominated (the same, for what nearly all
    of them answered) | complement (a figure beside it would show a withheld one).
    members and yes are for the rules alone and leave the system never; empty and 0 where nothing was released.
    """

    period: str
    path: Path
    share: int | None
    code: str
    members: frozenset[str] = frozenset()
    yes: int = 0

    @property
    def is_released(self) -> bool:
        return self.share is not None


def release(
    groups: Iterable[Group], *, period: str, past: Sequence[Outcome], k: int = K_MIN
) -> tuple[Outcome, ...]:
    """Decide about every cell of one report in one period, larger groups first.

    past: every outcome of this report so far. What was decided for a period stays, whoever asks again. Raises
    ValueError for k below ten.
    """
    if k < K_MIN:
        raise ValueError(f"at least {K_MIN} people, not {k}")
    decided = {one.path: one for one in past if one.period == period}
    wanted = sorted(
        (g for g in groups if g.path not in decided), key=lambda g: (len(g.path), -len(g.members), g.path)
    )
    known = [one for one in past if one.is_released]
    for group in wanted:
        outcome = _decide(group, period, known, k)
        decided[group.path] = outcome
        if outcome.is_released:
            known.append(outcome)
    return tuple(decided[path] for path in sorted(decided))


def _decide(group: Group, period: str, known: Sequence[Outcome], k: int) -> Outcome:
    number, yes = len(group.members), len(group.yes & group.members)
    if number < k:
        return Outcome(period, group.path, None, "too_few")
    if _is_extreme(yes, 0, number):
        return Outcome(period, group.path, None, "dominated")
    code = _together(group, yes, known, k)
    if code:
        return Outcome(period, group.path, None, code)
    share = STEP * round(100 * yes / number / STEP)
    return Outcome(period, group.path, share, "", group.members, yes)


def _together(group: Group, yes: int, known: Sequence[Outcome], k: int) -> str:
    """What this cell would give away together with those that are out already; "" if nothing."""
    if _splits(group.members, known, k):
        return "differs_by_few"
    for other in known:
        more, fewer = len(group.members - other.members), len(other.members - group.members)
        if more + fewer and _is_extreme(yes - other.yes, -fewer, more):
            return "difference_dominated"
    for rest, rest_yes in _rests(group, yes, known):
        if _is_extreme(rest_yes, 0, rest):
            return "complement"
    return ""


def _splits(members: frozenset[str], known: Sequence[Outcome], k: int) -> bool:
    """Whether some people would stand alone: fewer than k who are in exactly the same released cells.

    Any sum or difference of released cells is one of such sets; if each holds k people, none singles out fewer.
    """
    inside: Counter[int] = Counter()
    outside: Counter[int] = Counter()
    for person, cells in _cells_of(known).items():
        (inside if person in members else outside)[cells] += 1
    new = len(members) - sum(inside.values())
    if 0 < new < k:
        return True
    return any(outside[cells] and min(number, outside[cells]) < k for cells, number in inside.items())


def _cells_of(known: Sequence[Outcome]) -> dict[str, int]:
    """For each person the cells that count her, as bits."""
    found: dict[str, int] = {}
    for place, outcome in enumerate(known):
        for person in outcome.members:
            found[person] = found.get(person, 0) | 1 << place
    return found


def _rests(group: Group, yes: int, known: Sequence[Outcome]) -> Iterator[tuple[int, int]]:
    """People and answers of what is left of the parent once this cell and its released siblings are taken away."""
    parent_path = group.path[:-1]
    for parent in known:
        if not group.path or parent.path != parent_path or not group.members <= parent.members:
            continue
        siblings = [
            one
            for one in known
            if one.period == parent.period
            and one.path[:-1] == parent_path
            and len(one.path) == len(group.path)
        ]
        rest = parent.members - group.members
        rest_yes = parent.yes - yes
        for sibling in siblings:
            if sibling.members <= rest:
                rest -= sibling.members
                rest_yes -= sibling.yes
        if rest:
            yield len(rest), rest_yes


def _is_extreme(value: int, least: int, most: int) -> bool:
    """Whether a number is so near an end of what is possible that it says what nearly everybody answered."""
    margin = (1 - DOMINANT) * (most - least)
    return value < least + margin or value > most - margin
