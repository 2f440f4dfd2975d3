"""The rules for counts, attacked: ten thousand random companies, and nobody's answer comes out."""

import itertools
import random
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pytest
from scipy.optimize import linprog

from eigenart.core.aggregates import Group, Outcome, Path, release

HISTORIES = 10_000
Releases = list[tuple[frozenset[str], int, int, str, Path]]
"""What an attacker has of one figure: who is in it (she knows that), least and most who can have said yes."""


def people(*numbers: int) -> frozenset[str]:
    return frozenset(str(number) for number in numbers)


def group(path: Path, members: Iterable[int], yes: Iterable[int]) -> Group:
    return Group(path, people(*members), people(*yes))


def codes(outcomes: Sequence[Outcome]) -> dict[Path, str]:
    return {one.path: one.code for one in outcomes}


class TestRules:
    def test_shares_are_rounded_to_five(self) -> None:
        (one,) = release([group((), range(30), range(13))], period="2026-Q1", past=())
        assert (one.share, one.code) == (45, "")

    @pytest.mark.parametrize(("number", "code"), [(9, "too_few"), (10, "")])
    def test_ten_people_at_least(self, number: int, code: str) -> None:
        (one,) = release([group((), range(number), range(4))], period="q", past=())
        assert (one.code, one.is_released) == (code, not code)

    @pytest.mark.parametrize("yes", [0, 1, 39, 40])
    def test_what_nearly_everybody_answered_is_withheld(self, yes: int) -> None:
        (one,) = release([group((), range(40), range(yes))], period="q", past=())
        assert (one.share, one.code, one.members) == (None, "dominated", frozenset())

    def test_one_who_leaves_withholds_the_next_figure(self) -> None:
        first = release([group((), range(30), range(12))], period="q1", past=())
        second = release([group((), range(29), range(12))], period="q2", past=first)
        assert codes(second) == {(): "differs_by_few"}
        third = release([group((), range(20), range(5, 12))], period="q3", past=(*first, *second))
        assert codes(third) == {(): ""}

    def test_the_same_people_are_released_again(self) -> None:
        first = release([group((), range(30), range(12))], period="q1", past=())
        assert release([group((), range(30), range(15))], period="q2", past=first)[0].share == 50

    def test_asking_again_gives_the_same_answer_whatever_has_changed(self) -> None:
        first = release([group((), range(30), range(12))], period="q1", past=())
        again = release([group((), range(29), range(3))], period="q1", past=first)
        assert again == first

    def test_a_small_department_is_not_shown_by_its_neighbours(self) -> None:
        whole = group((), range(45), range(0, 45, 2))
        large = [group(("a",), range(20), range(0, 20, 2)), group(("b",), range(20, 40), range(20, 40, 2))]
        small = group(("c",), range(40, 45), [40, 42, 44])
        outcomes = codes(release([whole, *large, small], period="q", past=()))
        assert outcomes == {(): "", ("a",): "", ("b",): "differs_by_few", ("c",): "too_few"}

    def test_what_is_left_of_the_whole_is_not_shown(self) -> None:
        """Ten people, all of one mind, in a department that is withheld for that."""
        whole = group((), range(40), range(12))
        one, other = group(("a",), range(30), range(2)), group(("b",), range(30, 40), range(30, 40))
        found = codes(release([whole, one, other], period="q", past=()))
        assert found[("b",)] == "dominated"
        assert found[("a",)] != ""

    def test_fewer_than_ten_cannot_be_asked_for(self) -> None:
        with pytest.raises(ValueError, match="at least 10"):
            release([], period="q", past=(), k=9)

    def test_somebody_whose_key_is_gone_still_counts(self) -> None:
        """A remembered member need not be a person any more; only that one is missing is needed."""
        first = release([group((), range(30), range(12))], period="q1", past=())
        ghost = [Outcome("q1", (), first[0].share, "", first[0].members - {"29"} | {"ghost"}, first[0].yes)]
        assert codes(release([group((), range(29), range(12))], period="q2", past=ghost)) == {
            (): "differs_by_few"
        }


class Company:
    """Invented people with one fixed answer each, in departments, over some quarters."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.next = 0
        self.unit_of: dict[int, str] = {}
        self.says_yes: dict[int, bool] = {}
        self.units = [chr(97 + n) for n in range(self.draw.randint(1, 4))]
        self.leaning = {unit: self.draw.choice([0.05, 0.3, 0.5, 0.7, 1.0]) for unit in self.units}
        for unit in self.units:
            self.join(unit, self.draw.randint(4, 30))

    def join(self, unit: str, number: int) -> None:
        for _ in range(number):
            self.unit_of[self.next] = unit
            self.says_yes[self.next] = self.draw.random() < self.leaning[unit]
            self.next += 1

    def change(self) -> None:
        """Some leave, some come, some move; now and then many at once."""
        many = self.draw.choice([0, 1, 1, 2, 3, 12])
        for person in self.draw.sample(sorted(self.unit_of), min(many, len(self.unit_of) - 1)):
            if self.draw.random() < 0.5:
                del self.unit_of[person]
            else:
                self.unit_of[person] = self.draw.choice(self.units)
        self.join(self.draw.choice(self.units), self.draw.choice([0, 0, 1, 2, 11]))

    def groups(self) -> list[Group]:
        found = [group((), self.unit_of, (p for p in self.unit_of if self.says_yes[p]))]
        for unit in self.units:
            inside = [p for p, own in self.unit_of.items() if own == unit]
            found.append(group((unit,), inside, (p for p in inside if self.says_yes[p])))
        return found


def with_rules(company: Company) -> Releases:
    past: list[Outcome] = []
    for quarter in range(company.draw.randint(2, 5)):
        for _ in range(company.draw.randint(1, 2)):  # asked again, with others in it
            period = str(quarter)
            fresh = release(company.groups(), period=period, past=past)
            past = [one for one in past if one.period != period] + list(fresh)
            company.change()
    return [
        (one.members, *possible(one.share, len(one.members)), one.period, one.path)
        for one in past
        if one.share is not None
    ]


def possible(share: int, number: int) -> tuple[int, int]:
    fitting = [n for n in range(number + 1) if 5 * round(100 * n / number / 5) == share]
    return fitting[0], fitting[-1]


def without_rules(company: Company) -> Releases:
    found: Releases = []
    for quarter in range(company.draw.randint(2, 5)):
        for one in company.groups():
            if one.members:
                found.append((one.members, len(one.yes), len(one.yes), str(quarter), one.path))
        company.change()
    return found


def recovered(releases: Releases) -> bool:
    """Whether somebody's answer follows for certain: from one figure, from two, or from a whole less its parts."""
    if any(is_certain(len(members), 0, least, most) for members, least, most, _, _ in releases):
        return True
    for (a, a_least, a_most, _, _), (b, b_least, b_most, _, _) in itertools.combinations(releases, 2):
        if a is not b and is_certain(len(a - b), len(b - a), a_least - b_most, a_most - b_least):
            return True
    wholes = [one for one in releases if one[4] == ()]
    for whole, least, most, period, _ in wholes:
        parts = [one for one in releases if one[3] == period and one[4] != () and one[0] <= whole]
        for chosen in (c for n in range(2, len(parts) + 1) for c in itertools.combinations(parts, n)):
            rest = whole.difference(*(part[0] for part in chosen))
            low, high = least - sum(part[2] for part in chosen), most - sum(part[1] for part in chosen)
            if is_certain(len(rest), 0, low, high):
                return True
    return False


def is_certain(more: int, fewer: int, least: int, most: int) -> bool:
    """yes(more) - yes(fewer) lies in [least, most]; certain if that leaves one end of what is possible only."""
    if not more + fewer:
        return False
    return max(least, -fewer) == more or min(most, more) == -fewer


def recovered_by_all_at_once(releases: Releases) -> bool:
    """The strongest attack: everything that follows from all figures together, by linear programming."""
    cells: dict[str, list[bool]] = {}
    for members, *_ in releases:
        for person in members:
            cells.setdefault(person, [person in other[0] for other in releases])
    alike = [tuple(own) for own in cells.values()]
    atoms = sorted(set(alike))
    sizes = [alike.count(atom) for atom in atoms]
    if not atoms:
        return False
    inside = np.array(atoms, dtype=float).T
    bounds_of = [one[1:3] for one in releases]
    matrix = np.vstack([inside, -inside])
    limits = np.array([most for _, most in bounds_of] + [-least for least, _ in bounds_of], dtype=float)
    for place, size in enumerate(sizes):
        goal = np.zeros(len(sizes))
        goal[place] = 1.0
        ends = [
            linprog(sign * goal, A_ub=matrix, b_ub=limits, bounds=[(0, n) for n in sizes]).fun * sign
            for sign in (1.0, -1.0)
        ]
        if ends[0] > size - 1 + 1e-6 or ends[1] < 1 - 1e-6:
            return True
    return False


def attacked(publish: Callable[[Company], Releases], seeds: Iterable[int]) -> int:
    return sum(recovered(publish(Company(seed))) for seed in seeds)


class TestAttacks:
    def test_ten_thousand_companies_give_nobody_away(self) -> None:
        assert attacked(with_rules, range(HISTORIES)) == 0

    def test_control_without_the_rules_the_attack_succeeds(self) -> None:
        assert attacked(without_rules, range(500)) > 400

    def test_control_something_is_released_at_all(self) -> None:
        numbers = [len(with_rules(Company(seed))) for seed in range(500)]
        assert sum(n > 0 for n in numbers) > 400
        assert sum(numbers) > 1000

    def test_all_figures_together_give_nobody_away(self) -> None:
        assert sum(recovered_by_all_at_once(with_rules(Company(seed))) for seed in range(300)) == 0

    def test_control_the_strongest_attack_succeeds_without_the_rules(self) -> None:
        assert sum(recovered_by_all_at_once(without_rules(Company(seed))) for seed in range(20)) > 15
