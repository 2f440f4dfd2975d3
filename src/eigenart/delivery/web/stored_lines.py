"""What is stored about a person beside the facts: suggestions shown, and what imports changed. Called by my_data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from eigenart.core.vocabulary import LocalText
from eigenart.delivery.web.register_sheets import local
from eigenart.privacy import kept
from eigenart.register.read import Register

Row = Mapping[str, Any]
Titles = Callable[[Sequence[str]], Mapping[str, LocalText]]
ELSEWHERE = {"consents", "access_log", "access_reach"}
"""Shown on My data itself: the history of each switch, and the log."""


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """All further rows of one data type, latest first."""

    category: str
    title: str
    what: str
    kept: str
    lines: tuple[str, ...]


def groups(
    stored: Mapping[Any, Sequence[Row]], register: Register, *, shown_as_facts: set[str], titles: Titles
) -> tuple[StoredGroup, ...]:
    """stored: `rights.everything`. A data type without own words is listed by date and number of rows only."""
    return tuple(
        StoredGroup(
            category=str(category),
            title=local(register.data_type(category).title),
            what=local(register.data_type(category).what),
            kept=local(register.retention(category).title),
            lines=_lines(str(category), rows, titles),
        )
        for category, rows in stored.items()
        if category not in shown_as_facts | ELSEWHERE
    )


def _lines(category: str, rows: Sequence[Row], titles: Titles) -> tuple[str, ...]:
    if category == "suggestions":
        return _suggestions(rows, titles)
    if category == "intake_journal":
        return _journal(rows)
    return (gettext("%(count)d rows") % {"count": len(rows)},) if rows else ()


def _suggestions(rows: Sequence[Row], titles: Titles) -> tuple[str, ...]:
    names = titles(sorted({str(row["item_key"]) for row in rows}))
    language = get_language() or "en"
    ordered = sorted(rows, key=lambda row: (row["shown_on"], -row["place"]), reverse=True)
    return tuple(
        gettext("%(when)s: “%(title)s” in place %(place)d")
        % {
            "when": _day(row["shown_on"]),
            "title": names[row["item_key"]].in_language(language),
            "place": row["place"],
        }
        + _until("suggestions", row)
        for row in ordered
    )


def _journal(rows: Sequence[Row]) -> tuple[str, ...]:
    ordered = sorted(rows, key=lambda row: (row["recorded_at"], row["line"]), reverse=True)
    return tuple(
        gettext("%(when)s: line %(line)d of an HR file, %(change)s")
        % {"when": _day(row["recorded_at"]), "line": row["line"], "change": _change(row)}
        + _until("intake_journal", row)
        for row in ordered
    )


def _until(category: str, row: Row) -> str:
    """The day on which this very row is deleted."""
    day = kept.kept_until(category, row, None)
    return gettext(" · to be deleted: %(day)s") % {"day": _day(day)} if day else ""


def _change(row: Row) -> str:
    if row["before"] is None:
        return gettext("entered")
    return gettext("ended") if row["after"] is None else gettext("changed")


def _day(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return date_format(moment, "SHORT_DATE_FORMAT")
