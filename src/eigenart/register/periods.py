"""Periods of deletion: ISO 8601 years, months and days, counted from a day."""

import re
from calendar import monthrange
from datetime import date, timedelta

PARTS = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$")


def day_before(period: str, today: date) -> date:
    """The day that lies one period before today; a day that its month lacks becomes the month's last.

    Raises ValueError if the period is not one of years, months and days.
    """
    months, days = _months_and_days(period)
    return _moved(today, -months) - timedelta(days=days)


def day_after(period: str, start: date) -> date:
    """The day that lies one period after `start`, counted as in `day_before`. Raises ValueError likewise."""
    months, days = _months_and_days(period)
    return _moved(start, months) + timedelta(days=days)


def _months_and_days(period: str) -> tuple[int, int]:
    found = PARTS.match(period)
    if found is None or period == "P":
        raise ValueError(f"{period} is not a period")
    years, months, days = (int(part or 0) for part in found.groups())
    return years * 12 + months, days


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
