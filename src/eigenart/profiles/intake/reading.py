"""One reading of a received file: its table, the mapping in force, and the accepted rows in chunks.

`inspect` reads to judge, `preview` and `apply` read again to compare: all three see exactly the same rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from django.conf import settings

from eigenart.core.quality import Assessment, Column, Dimension, Issue, Row, Schema, Severity
from eigenart.profiles.intake import mapping, refused
from eigenart.profiles.intake.receive import content_of
from eigenart.profiles.intake.report import RefusedColumn
from eigenart.profiles.intake.table import Table, open_table
from eigenart.profiles.intake.targets import IntakeTarget, Progress, no_progress, target_of
from eigenart.profiles.models import IntakeBatch

CHUNK_ROWS = 5_000
SAMPLED_ROWS = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of the columns that are read, to see whether encoding and mapping are right. Never stored."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Reading:
    """A file opened with one mapping. Raises IntakeError for a file that cannot be read, or a wrong mapping."""

    def __init__(self, batch: IntakeBatch) -> None:
        self.target: IntakeTarget = target_of(batch.kind)
        self.table: Table = open_table(content_of(batch), mapping.known_headings(self.target))
        proposals = mapping.propose(self.table.headings, self.target, chosen=batch.mapping)
        self.refused: tuple[RefusedColumn, ...] = tuple(
            [RefusedColumn(p.heading, p.reason, "heading") for p in proposals if p.how == "refused"]
            + self._refused_by_content({p.heading for p in proposals if p.how != "refused"})
        )
        by_heading = {r.heading: r for r in self.refused}
        self.proposals = tuple(
            replace(p, column="", how="refused", score=0.0, reason=by_heading[p.heading].reason)
            if p.heading in by_heading
            else p
            for p in proposals
        )
        place_of = {heading: place for place, heading in enumerate(self.table.headings)}
        self._places = {p.column: place_of[p.heading] for p in self.proposals if p.column}
        self.assessment = Assessment(self._schema())

    @property
    def missing_columns(self) -> tuple[str, ...]:
        required = (h.column.name for h in self.target.headings if h.column.is_required)
        return tuple(name for name in required if name not in self._places)

    @property
    def absent_columns(self) -> tuple[str, ...]:
        """Expected columns that the file does not have, though it could be taken without them."""
        columns = (h.column for h in self.target.headings if h.column.is_expected)
        return tuple(
            c.name for c in columns if c.name not in self._places and c.stands_in not in self._places
        )

    def rows(self, progress: Progress = no_progress) -> Iterator[list[Row]]:
        """Accepted rows, judged on the way; then `assessment` holds the report. None if a column is missing."""
        if self.missing_columns:
            self._judge_nothing()
            return
        self._note_columns("absent_column", self.absent_columns, Severity.WARNING)
        checker = self.target.checker()
        records = self.table.records()
        done = 0
        progress(0, self.table.rows, "check")
        while chunk := list(islice(records, CHUNK_ROWS)):
            accepted = self.assessment.feed(list(self._split(chunk)))
            issues = tuple(checker.feed(accepted))
            self.assessment.add(issues, checked={Dimension.CONSISTENCY: len(accepted)})
            lost = {issue.line for issue in issues if issue.is_refusal}
            self.assessment.reject_accepted(sum(row.line in lost for row in accepted))
            done += len(chunk)
            progress(done, self.table.rows, "check")
            yield [row for row in accepted if row.line not in lost]
        self.assessment.add(checker.finish())

    def all_rows(self, progress: Progress = no_progress) -> list[Row]:
        return [row for chunk in self.rows(progress) for row in chunk]

    def sample(self, count: int = 5) -> Sample:
        used = [(p.heading, self._places[p.column]) for p in self.proposals if p.column]
        rows = tuple(
            tuple(cells[place] for _, place in used) for _, cells, _ in islice(self.table.records(), count)
        )
        return Sample(tuple(heading for heading, _ in used), rows)

    def _split(self, chunk: list[tuple[int, list[str], int]]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Cells by column; a record with too many cells is refused, because nobody knows which cell is which."""
        for line, cells, surplus in chunk:
            if surplus:
                self.assessment.refuse(line, "too_many_cells", surplus=surplus)
            else:
                yield line, {column: cells[place] for column, place in self._places.items()}

    def _schema(self) -> Schema:
        columns = tuple(h.column for h in self.target.headings if h.column.name in self._places)
        today = datetime.now(UTC).astimezone(settings.EIGENART.zone).date()
        key = tuple(name for name in self.target.key if name in self._places)
        is_whole = len(key) == len(self.target.key)
        return Schema(columns, key if is_whole else (), self.target.rules, today)

    def _refused_by_content(self, headings: set[str]) -> list[RefusedColumn]:
        """A short look at columns that no heading betrays; what is refused is not read again."""
        sampled = [cells for _, cells, _ in islice(self.table.records(), SAMPLED_ROWS)]
        found = []
        for place, heading in enumerate(self.table.headings):
            if heading in headings and (reason := refused.by_content(cells[place] for cells in sampled)):
                found.append(RefusedColumn(heading, reason, "content"))
        return found

    def _judge_nothing(self) -> None:
        self.assessment.rows = self.assessment.rejected = self.table.rows
        self._note_columns("missing_column", self.missing_columns, Severity.REFUSAL)

    def _note_columns(self, code: str, names: tuple[str, ...], severity: Severity) -> None:
        """About the file as a whole, at its heading line."""
        line = self.table.header_line
        issues = [Issue(code, Dimension.COMPLETENESS, severity, line, name) for name in names]
        self.assessment.add(issues, checked={Dimension.COMPLETENESS: len(names)})


def column_named(target: IntakeTarget, name: str) -> Column | None:
    return next((h.column for h in target.headings if h.column.name == name), None)
