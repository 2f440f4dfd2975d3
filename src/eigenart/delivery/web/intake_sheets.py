"""What the intake pages show, in words and ready to print: steps, shares, findings, history. Called by intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eigenart.core.quality import Issue
from eigenart.delivery.web import fact_words
from eigenart.profiles import intake
from eigenart.profiles.intake import IntakeBatch, Preview, Status, Summary, words
from eigenart.profiles.intake.preview import FieldChange

Words = Mapping[str, str | Promise]
Pair = tuple[str, str]

KINDS: Words = {
    "people": _("Employees"),
    "positions": _("Positions"),
    "catalogue": _("Learning catalogue"),
    "activity": _("Learning record"),
}
QUESTIONS: Words = {
    "completeness": _("Are all needed cells filled?"),
    "validity": _("Can each value be read?"),
    "uniqueness": _("Does each record stand there only once?"),
    "consistency": _("Do values fit each other and what is known?"),
    "timeliness": _("Do the dates make sense today?"),
}
GOOD_ENOUGH = 0.995
FAIR_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a file on its way. state: done | now | "" for what is still to come."""

    words: str
    state: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share as figure and bar. percent: whole, rounded down, for the bar; words: with one decimal place."""

    title: str
    question: str
    checked: int
    issues: int
    percent: int
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column that was read."""

    name: str
    heading: str
    column: str
    filled: ShareRow
    good: ShareRow
    unreadable: int
    untimely: int


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One finding in words."""

    line: int
    heading: str
    dimension: str
    severity: str
    is_refusal: bool
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One record that would change. fields: (field, before, after) each; before is empty for what is new."""

    kind: str
    is_new: bool
    label: str
    line: int
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a file."""

    at: datetime
    words: str


def kinds() -> tuple[Pair, ...]:
    """Kinds of files that can be imported, in the order in which a company needs them."""
    known = intake.kinds()
    return tuple((code, str(word)) for code, word in KINDS.items() if code in known)


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def steps(batch: IntakeBatch, *, is_applying: bool = False) -> tuple[Step, ...]:
    """The way of a file; is_applying: confirmed, and a job is at work. All is done once it was applied."""
    titles = (gettext("Receive"), gettext("Check"), gettext("See and confirm"), gettext("Apply"))
    reached = {Status.INSPECTED: 2, Status.APPLIED: 4, Status.REVERTED: 4}.get(Status(batch.status), 1)
    reached = 3 if is_applying else reached
    return tuple(
        Step(title, "done" if place < reached else "now" if place == reached else "")
        for place, title in enumerate(titles)
    )


def dimension_rows(summary: Summary) -> tuple[ShareRow, ...]:
    """The five dimensions; one of which nothing could be asked has no share."""
    return tuple(
        share_row(
            str(words.DIMENSIONS[d.dimension]),
            d.good_share,
            question=str(QUESTIONS[d.dimension]),
            checked=d.checked,
            issues=d.issues,
        )
        if d.checked
        else ShareRow(
            str(words.DIMENSIONS[d.dimension]), str(QUESTIONS[d.dimension]), 0, d.issues, 0, "–", "plain"
        )
        for d in summary.dimensions
    )


def column_rows(summary: Summary) -> tuple[ColumnRow, ...]:
    return tuple(
        ColumnRow(
            name=c.name,
            heading=summary.heading_of.get(c.name, ""),
            column="" if summary.heading_of.get(c.name) == words.column(c.name) else words.column(c.name),
            filled=share_row(gettext("filled"), c.filled_share, tone="plain"),
            good=share_row(gettext("good"), c.good_share),
            unreadable=c.unreadable,
            untimely=c.untimely,
        )
        for c in summary.columns
    )


def share_row(
    title: str, share: float, *, question: str = "", checked: int = 0, issues: int = 0, tone: str = ""
) -> ShareRow:
    """share: 0..1. Never rounds up to 100 % while something is wrong. tone: as given, else by the share."""
    if not tone:
        tone = "good" if share >= GOOD_ENOUGH else "fair" if share >= FAIR_ENOUGH else "poor"
    tenths = int(share * 1000) / 10
    return ShareRow(
        title,
        question,
        checked,
        issues,
        int(share * 100),
        f"{number_format(tenths, 1)}\N{NO-BREAK SPACE}%",
        tone,
    )


def issue_rows(issues: Sequence[Issue], summary: Summary) -> list[IssueRow]:
    return [
        IssueRow(
            line=issue.line,
            heading=column_words(issue.column, summary),
            dimension=str(words.DIMENSIONS[issue.dimension]),
            severity=str(words.SEVERITIES[issue.severity]),
            is_refusal=issue.is_refusal,
            message=words.message(issue),
            remedy=words.remedy(issue),
        )
        for issue in issues
    ]


def chosen_issues(summary: Summary, *, column: str, severity: str) -> list[Issue]:
    """The kept findings of one column and one severity; empty strings mean all."""
    return [
        issue
        for issue in summary.issues
        if (not column or issue.column == column) and (not severity or issue.severity == severity)
    ]


def column_choices(summary: Summary) -> list[Pair]:
    """Columns that have findings, most findings first."""
    counted: dict[str, int] = {}
    for count in summary.counts:
        counted[count.column] = counted.get(count.column, 0) + count.count
    ordered = sorted((c for c in counted if c), key=lambda c: (-counted[c], c))
    return [(c, f"{column_words(c, summary)} ({counted[c]})") for c in ordered]


def column_words(column: str, summary: Summary) -> str:
    """The heading of this file, else the column in words."""
    return summary.heading_of.get(column) or (words.column(column) if column else gettext("whole row"))


def filter_query(*, column: str, severity: str) -> str:
    """The filter as the start of an address for pagination: `column=…&severity=…&`."""
    chosen = {name: value for name, value in (("column", column), ("severity", severity)) if value}
    return f"{urlencode(chosen)}&" if chosen else ""


def refused_rows(summary: Summary) -> list[str]:
    return [words.refused_column(r.heading, r.reason) for r in summary.refused]


def missing_columns(summary: Summary) -> list[str]:
    return [words.column(name) for name in summary.missing_columns]


def difference_rows(preview: Preview) -> list[DifferenceRow]:
    """The first differences: what is new, what changes from what to what."""
    return [
        DifferenceRow(
            kind=str(words.COUNTS[difference.kind]),
            is_new=difference.kind == "added",
            label=difference.label,
            line=difference.line,
            fields=tuple(_field(field) for field in difference.fields if field.before != field.after),
        )
        for difference in preview.differences
    ]


def _field(field: FieldChange) -> tuple[str, str, str]:
    if field.is_skill:
        levels = fact_words.LEVELS
        return field.field, str(levels.get(field.before, "")), str(levels.get(field.after, ""))
    before, after = (value_words(field.field, value) for value in (field.before, field.after))
    return words.column(field.field), before, after


def value_words(column: str, value: str) -> str:
    """A stored value as HR reads it: codes in words, days and numbers in the local form, all else as it stands."""
    match column:
        case "work_mode":
            return str(fact_words.WORK_MODES.get(value, value))
        case "weekly_hours":
            return fact_words.hours_words(value) if value else ""
        case "state":
            return str(fact_words.STATES.get(value, value))
        case "format":
            return str(fact_words.FORMATS.get(value, value))
        case _:
            return fact_words.date_words(value)


def count_rows(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What apply or revert did, in fixed order; what did not happen at all is left out, unless it is a change."""
    always = {"added", "changed", "unchanged"}
    return [
        (str(word), counts.get(code, 0))
        for code, word in words.COUNTS.items()
        if counts.get(code) or (code in always and counts)
    ]


def events(batch: IntakeBatch) -> list[Event]:
    """What happened to a file, oldest first."""
    found = (
        (batch.received_at, gettext("Received. Nothing is changed by that.")),
        (batch.inspected_at, gettext("Checked. Nothing is changed by that.")),
        (batch.applied_at, gettext("Applied to the portal.")),
        (batch.reverted_at, gettext("Taken back.")),
    )
    return [Event(at, text) for at, text in found if at is not None]
