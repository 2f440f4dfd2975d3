"""Until when one row is kept, and when it was last read. Called by the export, by My data and by erasure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from eigenart.privacy.in_force import register, serves_the_person
from eigenart.privacy.rights import Access
from eigenart.register.periods import day_after
from eigenart.register.read import NotRegistered


def kept_until(category: str, row: Mapping[str, Any], leaves_on: date | None) -> date | None:
    """The last day of one row by the class of its data type; None while its clock has not started.

    A clock that starts at the end of the contract, or with a withdrawal, starts on the leaving date at the latest.
    """
    rule, kind = register().retention(category), register().data_type(category)
    counts_from_row = rule.start in ("event_time", "decision_time")
    start = _day(row[str(kind.start_field)]) if counts_from_row else leaves_on
    return day_after(rule.period, start) if start else None


def last_uses(accesses: Iterable[Access]) -> dict[str, datetime]:
    """When each data type was last opened for anything but the person's own rights. accesses: newest first."""
    found: dict[str, datetime] = {}
    for access in accesses:
        if access.outcome != "granted" or _is_own(access.purpose):
            continue
        for category in access.categories:
            found.setdefault(category, access.at)
    return found


def last_used_at(row: Mapping[str, Any], last_use: datetime | None) -> datetime | None:
    """When this row was last read: with its data type, unless it came later or was muted all the same."""
    written = row.get("recorded_at") or row.get("at")
    if last_use is None or row.get("is_muted") or row.get("is_forgotten"):
        return None
    return last_use if not isinstance(written, datetime) or written <= last_use else None


def _is_own(purpose: str) -> bool:
    try:
        entry = register().purpose(purpose)
    except NotRegistered:
        return False
    return serves_the_person(entry) or entry.id == "privacy.retention"


def _day(moment: date | datetime | None) -> date | None:
    if isinstance(moment, datetime):
        return moment.astimezone(settings.EIGENART.zone).date()
    return moment
