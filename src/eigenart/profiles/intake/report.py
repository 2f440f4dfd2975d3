"""The data quality report as it is stored with a batch and shown: plain dataclasses, easy to render.

`summary(batch)` gives a page or the command line everything; `report_csv` is the download.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation

from eigenart.core.quality import ColumnReport, Dimension, DimensionReport, Issue, QualityReport, Severity
from eigenart.profiles.intake import words
from eigenart.profiles.intake.mapping import Proposal
from eigenart.profiles.models import IntakeBatch

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class RefusedColumn:
    """A column that was not read. reason: religion, health, pay, ... (words.REASONS); by: heading | content."""

    heading: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class IssueCount:
    """How often one finding occurred in one column; `issues` holds the first ones word for word."""

    code: str
    column: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything about an inspected file; all zero and empty before inspection.

    rows = accepted + rejected. dimensions: five, always, in fixed order. columns: those that were read.
    issues: first 10,000; issue_count: all of them; counts: all, by code and column, most frequent first.
    proposals: one per heading of the file. missing_columns: required ones that no heading was mapped to.
    same_file_id: batch that applied exactly this file before, else None.
    """

    rows: int
    accepted: int
    rejected: int
    dimensions: tuple[DimensionReport, ...]
    columns: tuple[ColumnReport, ...]
    issues: tuple[Issue, ...]
    counts: tuple[IssueCount, ...]
    proposals: tuple[Proposal, ...]
    refused: tuple[RefusedColumn, ...]
    missing_columns: tuple[str, ...]
    same_file_id: int | None = None

    @property
    def issue_count(self) -> int:
        return sum(c.count for c in self.counts)

    @property
    def heading_of(self) -> Mapping[str, str]:
        """Canonical column -> heading in this file."""
        return {p.column: p.heading for p in self.proposals if p.column}


def as_json(
    report: QualityReport,
    *,
    proposals: tuple[Proposal, ...],
    refused: tuple[RefusedColumn, ...],
    missing_columns: tuple[str, ...],
    same_file_id: int | None,
) -> dict[str, Any]:
    """What IntakeBatch.report holds."""
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "dimensions": [[d.dimension.value, d.checked, d.issues] for d in report.dimensions],
        "columns": [asdict(c) for c in report.columns],
        "issues": [_issue_as_json(i) for i in report.issues],
        "counts": [[code, column, n] for (code, column), n in report.counts.items()],
        "proposals": [p.as_json() for p in proposals],
        "refused": [asdict(r) for r in refused],
        "missing_columns": list(missing_columns),
        "same_file_id": same_file_id,
    }


def summary(batch: IntakeBatch) -> Summary:
    stored = batch.report
    counts = [IssueCount(*row) for row in stored.get("counts", ())]
    found = {Dimension(d): DimensionReport(Dimension(d), c, i) for d, c, i in stored.get("dimensions", ())}
    return Summary(
        rows=stored.get("rows", 0),
        accepted=stored.get("accepted", 0),
        rejected=stored.get("rejected", 0),
        dimensions=tuple(found.get(d, DimensionReport(d, 0, 0)) for d in Dimension),
        columns=tuple(ColumnReport(**c) for c in stored.get("columns", ())),
        issues=tuple(_issue_from_json(i) for i in stored.get("issues", ())),
        counts=tuple(sorted(counts, key=lambda c: (-c.count, c.code, c.column))),
        proposals=tuple(Proposal(**p) for p in stored.get("proposals", ())),
        refused=tuple(RefusedColumn(**r) for r in stored.get("refused", ())),
        missing_columns=tuple(stored.get("missing_columns", ())),
        same_file_id=stored.get("same_file_id"),
    )


def report_csv(batch: IntakeBatch, language: str) -> str:
    """One line per issue: line, column, dimension, severity, message, remedy. Semicolons, for German Excel.

    Write it with a byte order mark (utf-8-sig). Cells that a spreadsheet would run as a formula are disarmed.
    """
    found = summary(batch)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    with translation.override(language):
        writer.writerow(words.report_headings())
        for refused in found.refused:
            row = (
                "",
                refused.heading,
                "",
                words.SEVERITIES["refusal"],
                words.refused_column(refused.heading, refused.reason),
                "",
            )
            writer.writerow(map(_disarmed, map(str, row)))
        for issue in found.issues:
            heading = found.heading_of.get(issue.column, issue.column)
            line: tuple[object, ...] = (
                str(issue.line or ""),
                heading,
                words.DIMENSIONS[issue.dimension],
                words.SEVERITIES[issue.severity],
                words.message(issue),
                words.remedy(issue),
            )
            writer.writerow(map(_disarmed, map(str, line)))
        left_out = found.issue_count - len(found.issues)
        if left_out > 0:
            writer.writerow(["", "", "", "", words.left_out(left_out), ""])
    return target.getvalue()


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _issue_as_json(issue: Issue) -> list[Any]:
    place = [issue.line, issue.column, issue.value_class]
    return [issue.code, issue.dimension.value, issue.severity.value, *place, dict(issue.params)]


def _issue_from_json(stored: list[Any]) -> Issue:
    code, dimension, severity, line, column, value_class, params = stored
    return Issue(code, Dimension(dimension), Severity(severity), line, column, value_class, params)


def without_terms(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored report whose findings no longer quote the file, for when the file itself is gone. Counts stay."""
    issues = [
        [*issue[:-1], {name: _unquoted(value) for name, value in issue[-1].items()}]
        for issue in stored.get("issues", ())
    ]
    return {**stored, "issues": issues} if issues else dict(stored)


def _unquoted(value: Any) -> Any:
    return "…" if isinstance(value, str) else value
