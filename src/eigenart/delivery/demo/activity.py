"""What people of the demo company learned in the last two years: a log with the structure of a real one.

Bursts (several items in one sitting), a heavy tail of popularity, chains (prerequisite, then the next item),
drop-outs, yearly mandatory trainings in March and October, departments that differ, many people with little or
nothing. Compared with the real log mars_en by `bench/demo_statistics.py`, see the note in `company`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from eigenart.core.vocabulary import ActivityState
from eigenart.delivery.demo import catalogue, choice, rhythm
from eigenart.delivery.demo.personas import Step, all_steps
from eigenart.delivery.demo.staff import Worker

SHARE_WITHOUT = 0.13
FOLLOWS_HABIT = 0.4
STAMINA = {0.3: 5, 0.75: 3, 0.96: 3}


class Line(NamedTuple):
    """One line of activity.csv."""

    number: str
    item: str
    state: ActivityState
    at: datetime


@dataclass(frozen=True, slots=True)
class Campaign:
    """A yearly round of mandatory training: who has to, what, which month."""

    month: int
    items: tuple[str, ...]


CAMPAIGNS = (
    Campaign(3, ("LI-0201", "LI-0202", "LI-0207", "LI-0208", "LI-0213", "LI-1310")),
    Campaign(10, ("LI-0301", "LI-0306", "LI-0401")),
)
KINDS_OF = {
    "all": {"leaders", "office", "production", "service", "field", "apprentice"},
    "office": {"leaders", "office", "field"},
    "production": {"production", "apprentice"},
    "service": {"service"},
    "leaders": {"leaders"},
}


def record(workers: list[Worker], random: Random, today: date) -> list[Line]:
    """All lines, ordered by time. Nothing is later than the day before `today`."""
    fame = choice.fame(random)
    lines: list[Line] = []
    for worker in workers:
        if worker.persona is None:
            lines += _Learner(worker, random, today, fame).learn()
    lines += [_line_of(persona.number, step, today) for persona, step in all_steps()]
    end = rhythm.at(today, time())
    return sorted(
        (line for line in lines if line.at < end), key=lambda line: (line.at, line.number, line.item)
    )


def _line_of(number: str, step: Step, today: date) -> Line:
    day = rhythm.working_day(today - timedelta(days=step.days_ago))
    return Line(number, step.item, step.state, rhythm.at(day, time.fromisoformat(step.clock)))


class _Learner:
    """One person's two years."""

    def __init__(self, worker: Worker, random: Random, today: date, fame: Mapping[str, float]) -> None:
        self.worker, self.random, self.today = worker, random, today
        self.entries = catalogue.entries()
        self.first = max(worker.entered, today - timedelta(days=rhythm.WINDOW_DAYS))
        self.last = today - timedelta(days=1)
        # Nobody starts another item after the working day; on the road the evening counts.
        self._closing = 20 if worker.mode == "field" else 14 if self._is_shift else 18
        self.met: dict[str, date] = {}
        self.weights = {
            number: fame[number] * choice.fit(worker, entry) for number, entry in self.entries.items()
        }

    def learn(self) -> Iterator[Line]:
        yield from self._campaigns()
        if (self.today - self.worker.entered).days < rhythm.WINDOW_DAYS:
            yield from self._welcome()
        if self.random.random() < SHARE_WITHOUT:
            return
        before = ""
        stamina = self.random.choices(list(STAMINA), list(STAMINA.values()))[0]
        for day in rhythm.session_starts(
            self.random, first=self.first, last=self.last, count=self._sittings()
        ):
            moment = rhythm.at(day, self._clock())
            while number := self._next(before, day):
                lines = self._attend(number, moment)
                yield from lines
                moment = lines[-1].at + timedelta(minutes=self.random.choices((1, 6, 35), (5, 3, 1))[0])
                before = number
                if (
                    self.random.random() > stamina
                    or self.entries[number].minutes > 180
                    or moment.hour >= self._closing
                ):
                    break

    @property
    def _is_shift(self) -> bool:
        return self.worker.kind in {"production", "apprentice"}

    def _sittings(self) -> int:
        """A heavy tail: most come once or twice, a few very often."""
        return min(30, int(self.random.paretovariate(1.2)))

    def _clock(self) -> time:
        return rhythm.draw_time(self.random, mode=self.worker.mode, is_shift=self._is_shift)

    def _is_open(self, number: str, day: date) -> bool:
        entry = self.entries[number]
        opens = entry.opens_on(self.today)
        known = all(self.entries[need].must or need in self.met for need in entry.needs)
        return number not in self.met and known and (opens is None or opens <= day)

    def _next(self, before: str, day: date) -> str:
        """The habitual successor or a draw by fame and fit; empty if nothing is left."""
        if before and self.random.random() < FOLLOWS_HABIT:
            follower = choice.successors()[before]
            if self._is_open(follower, day):
                return follower
        left = [number for number in self.weights if self._is_open(number, day)]
        return self.random.choices(left, [self.weights[number] for number in left])[0] if left else ""

    def _attend(self, number: str, start: datetime) -> list[Line]:
        """The lines of one item from the first contact to its end, if it has one."""
        entry = self.entries[number]
        self.met[number] = start.date()
        who = self.worker.number
        lines = []
        if entry.format in {"workshop", "coaching"} and self.random.random() < 0.7:
            earliest = max(self.first, entry.opens_on(self.today) or self.first)
            planned = max(rhythm.at(earliest, time(6)), start - timedelta(days=self.random.randint(4, 45)))
            lines.append(Line(who, number, ActivityState.PLANNED, planned))
        if entry.minutes > 20:
            lines.append(Line(who, number, ActivityState.STARTED, start))
        luck = self.random.random()
        quits, stays_open = {"selfstudy": (0.13, 0.2), "task": (0.08, 0.22)}.get(entry.format, (0.04, 0.06))
        if luck < quits:
            lines.append(
                Line(who, number, ActivityState.STOPPED, start + timedelta(minutes=5 + entry.minutes * 0.3))
            )
        elif luck > stays_open or entry.minutes <= 20:
            lines.append(Line(who, number, ActivityState.FINISHED, start + timedelta(minutes=entry.minutes)))
        return lines

    def _welcome(self) -> Iterator[Line]:
        day = rhythm.working_day(self.worker.entered + timedelta(days=self.random.randint(0, 3)))
        moment = rhythm.at(min(self.last, day), self._clock())
        for number in choice.WELCOME[: self.random.choices((0, 1, 2, 3, 4, 6), (15, 20, 25, 20, 12, 8))[0]]:
            if self._is_open(number, moment.date()):
                lines = self._attend(number, moment)
                yield from lines
                moment = lines[-1].at + timedelta(minutes=self.random.randint(1, 12))

    def _campaigns(self) -> Iterator[Line]:
        """Production learns much of this on paper in the hall, so the portal knows only a part of it."""
        takes_part = {"production": 0.25, "apprentice": 0.5, "service": 0.6}.get(self.worker.kind, 0.85)
        for year in range(self.today.year - 2, self.today.year + 1):
            for campaign in CAMPAIGNS:
                begin = date(year, campaign.month, 1)
                day = rhythm.draw_day(self.random, first=begin, last=begin + timedelta(days=34))
                if day < self.first or day > self.last or self.random.random() > takes_part:
                    continue
                moment = rhythm.at(day, self._clock())
                for number in campaign.items:
                    yield from self._mandatory(number, moment)
                    moment += timedelta(minutes=self.entries[number].minutes + self.random.randint(1, 8))

    def _mandatory(self, number: str, moment: datetime) -> Iterator[Line]:
        entry = self.entries[number]
        opens = entry.opens_on(self.today)
        is_due = self.worker.kind in KINDS_OF[entry.must] and (opens is None or opens <= moment.date())
        if is_due and self.random.random() < 0.92:
            self.met[number] = moment.date()
            yield Line(
                self.worker.number, number, ActivityState.FINISHED, moment + timedelta(minutes=entry.minutes)
            )
