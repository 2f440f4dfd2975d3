"""The readable pages of an export: one HTML file with its style sheet. Called by the job that makes the archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, str | Promise] = {
    "key": _("What"),
    "value": _("Value"),
    "origin": _("From where"),
    "source_reference": _("File or place"),
    "source_line": _("Line of the file"),
    "recorded_at": _("Noted at"),
    "confidence": _("Certainty"),
    "is_muted": _("Not used"),
    "is_forgotten": _("Forgotten"),
    "expires_on": _("Used until"),
    "at": _("When"),
    "surface": _("Area"),
    "item_key": _("Offer"),
    "place": _("Place"),
    "score": _("Sum"),
    "propensity": _("Chance of this place"),
    "slot": _("Kind of place"),
    "model_run": _("Model"),
    "reasons": _("Reasons"),
    "shown_on": _("Shown on"),
    "signal": _("Answer"),
    "reason": _("Reason"),
    "undone_at": _("Taken back at"),
    "effect": _("What it changed"),
    "kind": _("Kind"),
    "purpose": _("Purpose"),
    "version": _("Version"),
    "actor_role": _("Role"),
    "categories": _("Data types"),
    "outcome": _("Result"),
    "personnel_number": _("Personnel number"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "email": _("E-mail"),
    "language": _("Language"),
    "leaves_on": _("Leaving date"),
    "org_unit": _("Department"),
    "username": _("User name"),
    "last_login": _("Last login"),
    "before": _("Before"),
    "after": _("After"),
    "line": _("Line of the file"),
    "asked_at": _("Asked at"),
    "finished_at": _("Finished at"),
    "state": _("State"),
    "text": _("Text"),
    "file": _("File"),
    "cells": _("Content"),
    "received_at": _("Received at"),
    "deleted_after": _("Deleted after"),
    "name": _("Name"),
    "title": _("Title"),
}
NAMED = "names"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows ready to be printed, every cell a text."""

    key: str
    title: str
    what: str
    facts: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render(content: Mapping[str, Any]) -> dict[str, str]:
    """`index.html` and its style sheet, in the language in force."""
    titles = {purpose["id"]: purpose["title"] for purpose in content["purposes"]}
    names = {row["row"]: row["name"] for row in content["parts"].get(NAMED, ())}
    context = {
        "content": content,
        "made_at": moment(content["made_at"]),
        "tables": [_data_type(key, kind, names, titles) for key, kind in content["data_types"].items()],
        "consents": _table(
            "consent_history", gettext("Your consents and objections"), content["consent_history"]
        ),
        "acts": [_table(key, key, rows) for key, rows in content["acts"].items()],
        "parts": [_part(key, part) for key, part in content["parts"].items() if key != NAMED and part],
    }
    return {
        "index.html": render_to_string("web/rights/archive.html", context),
        "style.css": render_to_string("web/rights/archive.css"),
    }


def _data_type(
    key: str, kind: Mapping[str, Any], names: Mapping[str, str], titles: Mapping[str, str]
) -> Table:
    lines = [
        {
            **({"name": names[row["values"]["id"]]} if row["values"].get("id") in names else {}),
            **{column: value for column, value in row["values"].items() if column != "id"},
            gettext("Kept until"): row["kept_until"],
            gettext("Last read"): row["last_used_at"],
        }
        for row in kind["rows"]
    ]
    facts = (
        (gettext("Kept"), kind["retention"]),
        (gettext("Used for"), ", ".join(titles[each] for each in kind["purposes"])),
        (gettext("Stored in"), ", ".join(kind["stores"])),
    )
    return _table(key, kind["title"], lines, what=kind["what"], facts=facts)


def _part(key: str, part: Any) -> Table:
    titles = {
        "derived": gettext("What the portal works out about you today"),
        "source_files": gettext("Your lines in received HR files"),
    }
    rows = part if isinstance(part, list) else [{"name": name, "value": each} for name, each in part.items()]
    return _table(key, titles.get(key, key), rows)


def _table(
    key: str, title: str, rows: Any, *, what: str = "", facts: tuple[tuple[str, str], ...] = ()
) -> Table:
    columns = [c for c in dict.fromkeys(name for row in rows for name in row) if _is_used(rows, c)]
    return Table(
        key=key,
        title=title,
        what=what,
        facts=facts,
        headings=tuple(str(COLUMNS.get(column, column)) for column in columns),
        rows=tuple(tuple(words(row.get(column)) for column in columns) for row in rows),
    )


def _is_used(rows: Any, column: str) -> bool:
    return any(row.get(column) not in (None, "", [], {}) for row in rows)


def words(value: Any) -> str:
    """One cell. Nested values become short lines, `name: value`."""
    match value:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return gettext("yes") if value else gettext("no")
        case Mapping():
            return "\n".join(f"{key}: {words(each)}" for key, each in value.items())
        case list():
            return "\n".join(words(each) for each in value)
        case str():
            return moment(value)
        case _:
            return str(value)


def moment(text: str) -> str:
    """A time or day of ISO 8601 as it is written in the language in force; any other text as it is."""
    try:
        if len(text) == len("2026-01-01"):
            return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
        if len(text) > len("2026-01-01T") and text[10] == "T":
            return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")
    except ValueError:
        pass
    return text
