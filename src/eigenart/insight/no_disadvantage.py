"""Does whoever switched something off get the same? A monthly comparison of people in the same place, figures only.

Each one who switched off is compared with the mean of everybody in the same position and department who did not. The
verdict may be that nobody can know: then it says how many people it would take. Called by the monthly job and
`eigenart drill twins`. Method: difference within places with Student's t; equivalence by two one-sided tests
(Schuirmann, J. Pharmacokinet. Biopharm. 15, 1987), level 5 %, power 80 %.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, sqrt
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from eigenart.core.aggregates import K_MIN
from eigenart.core.vocabulary import Fact, FactId, FactKind, LocalText, Origin, ProfileView, Source
from eigenart.insight.reports import PURPOSE, ReportRefused
from eigenart.people.services import Actor
from eigenart.personalisation import registry
from eigenart.personalisation.surface import Surface
from eigenart.privacy import aggregates, answer_times, gate, suites
from eigenart.privacy.grant import Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import placement

LEVEL: Final = 0.05
POWER: Final = 0.80
MONTH: Final = timedelta(days=31)
EQUAL, DISADVANTAGE, CANNOT_KNOW = "equal", "disadvantage", "cannot_know"

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared. margin: a difference below it has no weight, in the measure's own unit, above 0.

    values: by person; a person without one takes no part. more_is_better: False for waiting times.
    """

    code: str
    margin: float
    more_is_better: bool
    values: Mapping[UUID, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """code: equal | disadvantage | cannot_know. pairs: people who switched off and have somebody to be compared with;
    0 where fewer than ten.

    needed: pairs that it would take; None where even their spread is unknown. mean, low: how much better whoever
    switched off is (below 0: worse), and the one-sided 95 % limit; None where withheld.
    """

    measure: str
    code: str
    pairs: int = 0
    needed: int | None = None
    mean: float | None = None
    low: float | None = None


def compare(measure: Measure, switched_off: Iterable[UUID], places: Mapping[UUID, Place]) -> Verdict:
    """The verdict about one measure."""
    cells = _cells(measure, frozenset(switched_off), places)
    number = sum(off.size for off, _ in cells)
    freedom = sum(off.size + on.size - 2 for off, on in cells)
    if number < K_MIN or freedom < 1:
        return Verdict(measure.code, CANNOT_KNOW, needed=K_MIN)
    mean = sum(off.size * float(off.mean() - on.mean()) for off, on in cells) / number
    rest = sum(float(((arm - arm.mean()) ** 2).sum()) for cell in cells for arm in cell)
    spread = sqrt(rest / freedom)
    inflation = sum(off.size**2 * (1 / off.size + 1 / on.size) for off, on in cells) / number
    width = float(student.ppf(1 - LEVEL, freedom)) * spread * sqrt(inflation / number)
    low, high = mean - width, mean + width
    if low >= -measure.margin:
        return Verdict(measure.code, EQUAL, number, mean=mean, low=low)
    if high < 0:
        return Verdict(measure.code, DISADVANTAGE, number, mean=mean, low=low)
    needed = _needed(measure, spread * sqrt(inflation), number)
    return Verdict(measure.code, CANNOT_KNOW, number, needed, mean=mean, low=low)


def run(*, at: datetime | None = None) -> dict[str, tuple[Verdict, ...]]:
    """Every optional purpose with an alternative of its own, every measure. Raises ReportRefused."""
    at = at or datetime.now(UTC)
    grant = gate.open_population(Actor.system(), PURPOSE, at)
    if isinstance(grant, Refusal):
        raise ReportRefused(grant.code)
    places = placement.places(grant)
    waits = Measure("answer_hours", 24.0, False, answer_times.hours(grant, since=at - MONTH, until=at))
    found = {}
    for entry in register().optional_purposes():
        off = {one.subject for one in aggregates.opt_outs(grant, entry.id, at) if one.is_yes}
        offers = [
            m for s in registry.all_surfaces() if s.purpose == entry.id for m in _offers(s, places, off, at)
        ]
        found[entry.id] = tuple(compare(measure, off, places) for measure in (*offers, waits))
    return found


def _offers(
    surface: Surface, places: Mapping[UUID, Place], off: set[UUID], at: datetime
) -> Iterator[Measure]:
    """How many items a surface offers, and the days that deadlines leave, as it answers with and without a profile.

    Surfaces get a view of the place alone, so nothing else about a person is read.
    """
    items: dict[tuple[Place, bool], float] = {}
    days: dict[tuple[Place, bool], float] = {}
    for place in set(places.values()):
        for is_off in (False, True):
            view = ProfileView.empty(at=at, refusal="objected") if is_off else _view(place, at)
            offered = surface.candidates(view, at)
            due = [(one.due_on - at.date()).days for one in offered if one.due_on is not None]
            items[place, is_off] = float(len(offered))
            days[place, is_off] = float(sum(due))
    yield Measure("items", 0.5, True, {who: items[place, who in off] for who, place in places.items()})
    yield Measure("deadline_days", 0.5, True, {who: days[place, who in off] for who, place in places.items()})


def _view(place: Place, at: datetime) -> ProfileView:
    """Somebody in this place of whom nothing else is known."""
    kinds = (FactKind.POSITION, FactKind.ORG_UNIT)
    facts = (
        Fact(
            id=FactId(f"{kind}:{value}"),
            kind=kind,
            category="job_profile",
            key=value,
            value=value,
            label=LocalText(value, value),
            source=Source(Origin.IMPORT),
            recorded_at=at,
        )
        for kind, value in zip(kinds, place, strict=True)
    )
    return ProfileView(facts=tuple(facts), at=at)


def keep(found: Mapping[str, tuple[Verdict, ...]], *, at: datetime | None = None) -> bool:
    """Keep the result for `/transparenz`; whether nobody was found to be worse off."""
    every = [verdict for verdicts in found.values() for verdict in verdicts]
    number = {code: sum(one.code == code for one in every) for code in (EQUAL, DISADVANTAGE, CANNOT_KNOW)}
    needed = max((one.needed for one in every if one.needed is not None), default=0)
    suites.record(
        "twins",
        is_passed=number[DISADVANTAGE] == 0 and number[EQUAL] > 0,
        figure=LocalText(
            de=f"{number[EQUAL]} Vergleiche gleich, {number[DISADVANTAGE]} mit Nachteil, {number[CANNOT_KNOW]} nicht"
            f" entscheidbar (dafür braucht es bis zu {needed} Paare)",
            en=f"{number[EQUAL]} comparisons equal, {number[DISADVANTAGE]} with a disadvantage, {number[CANNOT_KNOW]}"
            f" cannot be known (that takes up to {needed} pairs)",
        ),
        details={
            **number,
            "needed": needed,
            suites.UNDECIDED: not number[EQUAL] and not number[DISADVANTAGE],
        },
        at=at,
    )
    return number[DISADVANTAGE] == 0


def _cells(
    measure: Measure, off: frozenset[UUID], places: Mapping[UUID, Place]
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each place with people of both kinds: the values of those who switched off and of the others; more is better.

    A mean of the others serves everybody of the place who switched off, so their differences are not independent;
    the error is therefore taken from the two arms of each place.
    """
    arms: dict[Place, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    sign = 1.0 if measure.more_is_better else -1.0
    for who in sorted(measure.values.keys() & places.keys()):
        arms[places[who]][who not in off].append(sign * measure.values[who])
    return [(np.array(gone), np.array(others)) for gone, others in arms.values() if gone and others]


def _needed(measure: Measure, spread: float, number: int) -> int:
    """Pairs for the given power to show equality within the margin if there is no difference."""
    z = float(norm.ppf(1 - LEVEL) + norm.ppf((1 + POWER) / 2))
    return max(number + 1, ceil((z * spread / measure.margin) ** 2))
