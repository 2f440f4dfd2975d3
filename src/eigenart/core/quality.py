"""Judges rows of text by five dimensions of data quality, against a schema of columns and rules.

Pure: the converters of the columns come from the caller. `profiles.intake` feeds it in chunks and keeps the report.
No issue carries a value, only what kind of value it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Cells = Mapping[str, str]
"""Column name -> text of the cell; a column that the file does not have is missing."""


REMEMBERED_VALUES = 5_000
"""Per column and assessment."""


class Dimension(StrEnum):
    """What can be good or bad about data (after ISO/IEC 25012, the five that a file alone can show)."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"


class Severity(StrEnum):
    """REFUSAL: the row is left out. WARNING: the row is taken, the value may be left out."""

    REFUSAL = "refusal"
    WARNING = "warning"


class ValueClass(StrEnum):
    """What a cell looks like; stands in reports for the value, which never does."""

    EMPTY = "empty"
    NUMBER = "number"
    DATE_LIKE = "date_like"
    EMAIL_LIKE = "email_like"
    WORD = "word"
    TEXT = "text"
    LONG_TEXT = "long_text"


class Unreadable(Exception):
    """Raised by a converter: the text is not what the column holds. params: never the text itself."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. line: of the file, 0 for the file as a whole; column: canonical name, "" for the whole row."""

    code: str
    dimension: Dimension
    severity: Severity
    line: int = 0
    column: str = ""
    value_class: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        return self.severity is Severity.REFUSAL

    @property
    def remedy(self) -> str:
        """A code for what to do about it; words are made above."""
        return REMEDIES.get(self.code, "correct_at_source")


REMEDIES = {
    "missing": "fill_cell",
    "missing_column": "map_column",
    "absent_column": "map_column",
    "too_many_cells": "quote_cell",
    "duplicate_row": "remove_row",
    "duplicate_key": "keep_one_row",
    "in_future": "check_date",
    "too_old": "nothing_to_do",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a schema. convert: text -> value, raises Unreadable; None for `no value` (a dash, 31.12.9999).

    is_required: a row without it is refused. is_expected: a row without it is taken, but counts as incomplete.
    stands_in: another column that makes this one unnecessary (`full_name` for both of its parts).
    judge: (value, today) -> code of an issue of timeliness, or "".
    """

    name: str
    convert: Callable[[str], object]
    is_required: bool = False
    is_expected: bool = False
    stands_in: str = ""
    judge: Callable[[object, date], str] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between columns of one row: holds(values) for rows in which all `columns` have a value."""

    code: str
    columns: tuple[str, ...]
    holds: Callable[[Mapping[str, object]], bool]
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Schema:
    """columns: those that the file has. key: columns that name the record; () where rows may repeat."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    today: date = date.max


@dataclass(frozen=True, slots=True)
class Row:
    """An accepted row. values: None for an empty cell; a column that is missing or unreadable has no entry."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DimensionReport:
    """checked: how many cells or rows were asked the question; issues: how often the answer was no.

    One row may fail several questions between rows, so there can be more issues than rows checked.
    """

    dimension: Dimension
    checked: int
    issues: int

    @property
    def good_share(self) -> float:
        """0..1; 1 where nothing was asked."""
        return max(1.0 - self.issues / self.checked, 0.0) if self.checked else 1.0


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """filled + empty = rows judged; unreadable is part of filled; untimely is part of the readable ones."""

    name: str
    filled: int
    empty: int
    unreadable: int
    untimely: int

    @property
    def filled_share(self) -> float:
        return self.filled / (self.filled + self.empty) if self.filled + self.empty else 0.0

    @property
    def good_share(self) -> float:
        """Of the filled cells, the share that could be read and is timely."""
        return 1.0 - (self.unreadable + self.untimely) / self.filled if self.filled else 1.0


@dataclass(frozen=True, slots=True)
class QualityReport:
    """rows = accepted + rejected. issues: the first `kept`, in order of the file; counts: all, by (code, column)."""

    rows: int
    accepted: int
    rejected: int
    dimensions: tuple[DimensionReport, ...]
    columns: tuple[ColumnReport, ...]
    issues: tuple[Issue, ...]
    counts: Mapping[tuple[str, str], int]

    @property
    def issue_count(self) -> int:
        return sum(self.counts.values())


class Assessment:
    """A judgement in progress: `feed` rows in the order of the file, then take the `report`.

    keep: how many issues are kept word for word; all are counted.
    """

    def __init__(self, schema: Schema, *, keep: int = 10_000) -> None:
        self.schema, self.keep = schema, keep
        self.rows = self.rejected = 0
        self._checked: Counter[Dimension] = Counter()
        self._failed: Counter[Dimension] = Counter()
        self._cells: dict[str, Counter[str]] = {c.name: Counter() for c in schema.columns}
        self._issues: list[Issue] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._converted: dict[str, dict[str, object]] = {c.name: {} for c in schema.columns}
        self._seen: dict[tuple[object, ...], tuple[int, int]] = {}

    def feed(self, rows: Iterable[tuple[int, Cells]]) -> list[Row]:
        """Judge (line, cells) pairs; returns the rows that are not refused."""
        return [row for line, cells in rows if (row := self._row(line, cells)) is not None]

    def add(self, issues: Iterable[Issue], *, checked: Mapping[Dimension, int] | None = None) -> None:
        """Take in findings made elsewhere. Rows they refuse are counted by `refuse`."""
        self._checked.update(checked or {})
        for issue in issues:
            self._note(issue)

    def refuse(self, line: int, code: str, **params: str | int) -> None:
        """Count a row that cannot even be split into cells."""
        self.rows += 1
        self.rejected += 1
        self._checked[Dimension.VALIDITY] += 1
        self._note(Issue(code, Dimension.VALIDITY, Severity.REFUSAL, line, params=params))

    def reject_accepted(self, count: int) -> None:
        """Count rows that `feed` accepted and that a later finding refuses."""
        self.rejected += count

    def report(self) -> QualityReport:
        return QualityReport(
            rows=self.rows,
            accepted=self.rows - self.rejected,
            rejected=self.rejected,
            dimensions=tuple(DimensionReport(d, self._checked[d], self._failed[d]) for d in Dimension),
            columns=tuple(
                ColumnReport(name, c["filled"], c["empty"], c["unreadable"], c["untimely"])
                for name, c in self._cells.items()
            ),
            issues=tuple(sorted(self._issues, key=lambda i: (i.line, i.column, i.code))),
            counts=dict(self._counts),
        )

    def _row(self, line: int, cells: Cells) -> Row | None:
        self.rows += 1
        values: dict[str, object] = {}
        verdicts = [self._cell(column, line, cells, values) for column in self.schema.columns]
        if all(verdicts) and self._is_first(line, cells, values):
            verdicts = [self._rule(rule, line, values) for rule in self.schema.rules]
            if all(verdicts):
                return Row(line, values)
        self.rejected += 1
        return None

    def _cell(self, column: Column, line: int, cells: Cells, values: dict[str, object]) -> bool:
        """Judge one cell and put its value into `values`. Returns whether the row may stay."""
        text = cells.get(column.name, "").strip()
        tally = self._cells[column.name]
        is_asked = column.is_required or column.is_expected
        self._checked[Dimension.COMPLETENESS] += is_asked
        try:
            value = self._value(column, text) if text else None
        except Unreadable as problem:
            tally["filled"] += 1
            tally["unreadable"] += 1
            self._checked[Dimension.VALIDITY] += 1
            self._note(self._unreadable(problem, column=column, line=line, text=text))
            return not column.is_required
        values[column.name] = value
        if value is None:
            tally["empty"] += 1
            if is_asked:
                severity = Severity.REFUSAL if column.is_required else Severity.WARNING
                self._note(Issue("missing", Dimension.COMPLETENESS, severity, line, column.name, "empty"))
            return not column.is_required
        tally["filled"] += 1
        self._checked[Dimension.VALIDITY] += 1
        self._judge(column, line, value)
        return True

    def _value(self, column: Column, text: str) -> object:
        """Convert, or remember: most columns hold few different texts (sites, positions, dates)."""
        known = self._converted[column.name]
        if text in known:
            return known[text]
        value = column.convert(text)
        if len(known) < REMEMBERED_VALUES:
            known[text] = value
        return value

    def _unreadable(self, problem: Unreadable, *, column: Column, line: int, text: str) -> Issue:
        severity = Severity.REFUSAL if column.is_required else Severity.WARNING
        kind = class_of(text).value
        return Issue(problem.code, Dimension.VALIDITY, severity, line, column.name, kind, problem.params)

    def _judge(self, column: Column, line: int, value: object) -> None:
        if column.judge is None:
            return
        self._checked[Dimension.TIMELINESS] += 1
        code = column.judge(value, self.schema.today)
        if code:
            self._cells[column.name]["untimely"] += 1
            self._note(Issue(code, Dimension.TIMELINESS, Severity.WARNING, line, column.name))

    def _is_first(self, line: int, cells: Cells, values: Mapping[str, object]) -> bool:
        key = tuple(values.get(name) for name in self.schema.key)
        if not key or None in key:
            return True
        self._checked[Dimension.UNIQUENESS] += 1
        content = hash(tuple(sorted((name, text.strip()) for name, text in cells.items())))
        first_line, first_content = self._seen.setdefault(key, (line, content))
        if first_line == line:
            return True
        code = "duplicate_row" if content == first_content else "duplicate_key"
        params = {"first_line": first_line}
        name = self.schema.key[0]
        self._note(Issue(code, Dimension.UNIQUENESS, Severity.REFUSAL, line, name, params=params))
        return False

    def _rule(self, rule: Rule, line: int, values: Mapping[str, object]) -> bool:
        if any(values.get(name) is None for name in rule.columns):
            return True
        self._checked[Dimension.CONSISTENCY] += 1
        if rule.holds(values):
            return True
        self._note(Issue(rule.code, Dimension.CONSISTENCY, rule.severity, line, rule.columns[0]))
        return rule.severity is not Severity.REFUSAL

    def _note(self, issue: Issue) -> None:
        self._failed[issue.dimension] += 1
        self._counts[issue.code, issue.column] += 1
        if len(self._issues) < self.keep:
            self._issues.append(issue)


def assess(rows: Sequence[tuple[int, Cells]], schema: Schema) -> QualityReport:
    """Judge all rows at once. rows: (line of the file, cells)."""
    assessment = Assessment(schema)
    assessment.feed(rows)
    return assessment.report()


def class_of(text: str) -> ValueClass:
    """What a text looks like, coarse enough to say nothing about a person."""
    stripped = text.strip()
    if not stripped:
        return ValueClass.EMPTY
    if "@" in stripped and " " not in stripped:
        return ValueClass.EMAIL_LIKE
    if stripped.replace(".", "").replace(",", "").replace(" ", "").lstrip("+-").isdigit():
        return ValueClass.DATE_LIKE if stripped.count(".") == 2 else ValueClass.NUMBER
    if stripped.replace("-", "").replace("/", "").replace(":", "").isdigit():
        return ValueClass.DATE_LIKE
    if len(stripped) > 60:
        return ValueClass.LONG_TEXT
    return ValueClass.TEXT if " " in stripped else ValueClass.WORD
