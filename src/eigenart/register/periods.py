"""Periods of deletion: ISO 8601 years, months and days, counted backwards from a day."""

import re
from calendar import monthrange
from datetime import date, timedelta

PARTS = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$")


def day_before(period: str, today: date) -> date:
    """The day that lies one period before today; a day that its month lacks becomes the month's last.

    Raises ValueError if the period is not one of years, months and days.
    """
    found = PARTS.match(period)
    if found is None or period == "P":
        raise ValueError(f"{period} is not a period")
    years, months, days = (int(part or 0) for part in found.groups())
    month = today.year * 12 + today.month - 1 - years * 12 - months
    year, month = divmod(month, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last)) - timedelta(days=days)
