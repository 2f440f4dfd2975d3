"""When people learn: working days, seasons, hours of the day, bursts and long pauses.

Tuned with `bench/demo_statistics.py` against the real learning log mars_en. Read by `activity`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

WINDOW_DAYS = 730
MONTHS = {
    1: 1.25,
    2: 1.2,
    3: 1.1,
    4: 0.9,
    5: 0.85,
    6: 0.95,
    7: 0.8,
    8: 0.4,
    9: 1.1,
    10: 1.3,
    11: 1.35,
    12: 0.75,
}
HOURS = {
    "office": {8: 3, 9: 4, 10: 5, 11: 4, 13: 4, 14: 5, 15: 4, 16: 3, 17: 1},
    "home": {7: 2, 8: 4, 9: 5, 10: 4, 11: 2, 13: 3, 14: 4, 16: 2, 19: 1},
    "hybrid": {8: 4, 9: 4, 10: 4, 11: 3, 13: 4, 14: 4, 15: 3, 16: 3},
    "field": {6: 1, 7: 5, 8: 2, 12: 2, 16: 3, 17: 5, 18: 3, 19: 1},
}
SHIFT = {6: 1, 7: 1, 9: 4, 10: 2, 12: 3, 13: 5, 14: 2}


def season(day: date) -> float:
    """How likely learning is on this day, 0 to 1.35: weekends never, Christmas hardly, August little."""
    if day.weekday() >= 5:
        return 0.0
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 6):
        return 0.12
    return MONTHS[day.month]


def draw_day(random: Random, *, first: date, last: date) -> date:
    """A working day between both (included), with the season's weight.

    The last Monday to Friday of the span if chance finds none, or `first` if it is all weekend.
    """
    span = (last - first).days
    for _ in range(40):
        day = first + timedelta(days=random.randint(0, max(0, span)))
        if random.random() * 1.35 < season(day):
            return day
    friday = last - timedelta(days=max(0, last.weekday() - 4))
    return max(first, friday)


def draw_time(random: Random, *, mode: str, is_shift: bool) -> time:
    hours = SHIFT if is_shift else HOURS[mode]
    return time(random.choices(list(hours), list(hours.values()))[0], random.randrange(0, 60))


def session_starts(random: Random, *, first: date, last: date, count: int) -> Iterator[date]:
    """Days of sessions: a first one, the others after pauses of very different length."""
    # Early starts are likelier: most people try a new portal soon after it opens.
    start = first + timedelta(days=int((last - first).days * random.betavariate(1.0, 1.8)))
    day = draw_day(random, first=start, last=min(last, start + timedelta(days=25)))
    for _ in range(count):
        yield day
        pause = random.choices((3.0, 25.0, 110.0), (4, 4, 2))[0]
        earliest = day + timedelta(days=1 + int(random.expovariate(1 / pause)))
        if earliest > last:
            return
        day = draw_day(random, first=earliest, last=min(last, earliest + timedelta(days=12)))


def working_day(day: date) -> date:
    """The day itself or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=UTC)
