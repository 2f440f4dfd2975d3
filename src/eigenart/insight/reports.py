"""The closed list of reports about groups: one function each, and the register lists the same ones.

Called by the quarterly job, `eigenart report` and the desks of works council and HR. There is no free filter, and no
figure before its quarter is over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.conf import settings

from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import aggregates, gate
from eigenart.privacy.aggregates import Answer, Cell
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import completion
from eigenart.register.schema import Aggregate

PURPOSE: Final = "insight.reports"


class ReportRefused(Exception):
    """code: not_visible (the register shows this role no figures; final) | not_over (the quarter still runs) | a code
    of `gate.Refusal`."""

    def __init__(self, code: str) -> None:
        self.code, self.is_final = code, code == "not_visible"
        super().__init__(code)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; `2026-Q4` as text."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Raises ValueError."""
        year, _, number = text.partition("-Q")
        if number not in ("1", "2", "3", "4"):
            raise ValueError(text)
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def begins(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=settings.EIGENART.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        year, month = (self.year + 1, 1) if self.number == 4 else (self.year, 3 * self.number + 1)
        return datetime(year, month, 1, tzinfo=settings.EIGENART.zone)


Count = Callable[[Grant, Quarter], Iterator[Answer]]


def _opt_out_of(purpose: str) -> Count:
    def count(grant: Grant, quarter: Quarter) -> Iterator[Answer]:
        return aggregates.opt_outs(grant, purpose, quarter.ends)

    return count


def _finished(grant: Grant, quarter: Quarter) -> Iterator[Answer]:
    for who, department, is_yes in completion.finished(grant, since=quarter.begins, until=quarter.ends):
        yield Answer(who, is_yes, (department,) if department else ())


REPORTS: Final[Mapping[str, Count]] = {
    "opt_out.learning_recommend": _opt_out_of("learning.recommend"),
    "opt_out.personalisation_training": _opt_out_of("personalisation.training"),
    "learning.finished": _finished,
}


def run(report: str, quarter: Quarter, *, at: datetime | None = None) -> tuple[Cell, ...]:
    """Count one report for a quarter that is over. Raises ReportRefused, and KeyError for another report."""
    at = at or datetime.now(UTC)
    count = REPORTS[report]
    if at < quarter.ends:
        raise ReportRefused("not_over")
    grant = gate.open_population(Actor.system(), register().report(report).purpose, at)
    if isinstance(grant, Refusal):
        raise ReportRefused(grant.code)
    return aggregates.decide(report, str(quarter), count(grant, quarter))


def run_all(quarter: Quarter, *, at: datetime | None = None) -> dict[str, tuple[Cell, ...]]:
    """Count every report of the list. Raises ReportRefused."""
    return {report: run(report, quarter, at=at) for report in REPORTS}


def shown_to(actor: Actor) -> dict[str, tuple[Cell, ...]]:
    """Every figure that was decided, for a role whom the register shows totals. Raises ReportRefused."""
    visibility = register().purpose(PURPOSE).visibility
    roles = {Role(name) for name, level in visibility.items() if isinstance(level, Aggregate)}
    if not actor.has_role(*roles):
        raise ReportRefused("not_visible")
    return {report: aggregates.cells(report) for report in REPORTS}
