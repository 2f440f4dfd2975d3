"""The five dimensions against a table counted by hand, and what an issue may and may not say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigenart.core.quality import (
    Assessment,
    Column,
    Dimension,
    DimensionReport,
    Issue,
    Rule,
    Schema,
    Severity,
    Unreadable,
    ValueClass,
    assess,
    class_of,
)

TODAY = date(2026, 11, 24)


def whole(text: str) -> int | None:
    if text == "-":
        return None
    if not text.isdigit():
        raise Unreadable("not_a_number")
    return int(text)


def year_judged(value: object, today: date) -> str:
    return "in_future" if isinstance(value, int) and value > today.year else ""


SCHEMA = Schema(
    columns=(
        Column("number", str, is_required=True),
        Column("name", str, is_expected=True),
        Column("since", whole, judge=year_judged),
        Column("until", whole),
    ),
    key=("number",),
    rules=(
        Rule(
            "until_before_since", ("until", "since"), lambda v: int(str(v["until"])) >= int(str(v["since"]))
        ),
    ),
    today=TODAY,
)
ROWS = [
    (2, {"number": "1", "name": "Ada", "since": "2019", "until": "2020"}),
    (3, {"number": "", "name": "Ben", "since": "2019", "until": ""}),  # refused: key missing
    (4, {"number": "2", "name": "", "since": "x", "until": "-"}),  # name missing, since unreadable
    (5, {"number": "1", "name": "Ada", "since": "2019", "until": "2020"}),  # refused: the same row again
    (6, {"number": "1", "name": "Eve", "since": "2019", "until": "2020"}),  # refused: contradicts line 2
    (7, {"number": "3", "name": "Cem", "since": "2030", "until": "2029"}),  # future, and a broken rule
]


def test_counts_match_the_table_counted_by_hand() -> None:
    report = assess(ROWS, SCHEMA)
    assert (report.rows, report.accepted, report.rejected) == (6, 3, 3)
    found = {d.dimension: (d.checked, d.issues) for d in report.dimensions}
    assert found == {
        Dimension.COMPLETENESS: (12, 2),  # two columns are asked for in six rows
        Dimension.VALIDITY: (5 + 5 + 6 + 4, 1),  # filled cells: number, name, since, until
        Dimension.UNIQUENESS: (5, 2),  # rows with a key
        Dimension.CONSISTENCY: (2, 1),  # lines 2 and 7 have both years and were not refused before
        Dimension.TIMELINESS: (5, 1),
    }
    assert report.dimensions[0].good_share == pytest.approx(10 / 12)


def test_columns_say_filled_empty_unreadable_untimely() -> None:
    since = next(c for c in assess(ROWS, SCHEMA).columns if c.name == "since")
    assert (since.filled, since.empty, since.unreadable, since.untimely) == (6, 0, 1, 1)
    assert since.filled_share == 1.0
    assert since.good_share == pytest.approx(4 / 6)
    until = next(c for c in assess(ROWS, SCHEMA).columns if c.name == "until")
    assert (until.filled, until.empty) == (4, 2), "a dash is no value"


def test_issues_name_line_column_and_remedy_in_the_order_of_the_file() -> None:
    report = assess(ROWS, SCHEMA)
    assert [(i.line, i.column, i.code, i.severity) for i in report.issues] == [
        (3, "number", "missing", Severity.REFUSAL),
        (4, "name", "missing", Severity.WARNING),
        (4, "since", "not_a_number", Severity.WARNING),
        (5, "number", "duplicate_row", Severity.REFUSAL),
        (6, "number", "duplicate_key", Severity.REFUSAL),
        (7, "since", "in_future", Severity.WARNING),
        (7, "until", "until_before_since", Severity.WARNING),
    ]
    assert report.issues[3].params == {"first_line": 2}
    assert [i.remedy for i in report.issues[:4]] == [
        "fill_cell",
        "fill_cell",
        "correct_at_source",
        "remove_row",
    ]
    assert report.issues[2].value_class == "word"


def test_an_unreadable_cell_has_no_value_and_an_empty_one_has_none() -> None:
    accepted = Assessment(SCHEMA).feed(ROWS)
    row = next(row for row in accepted if row.line == 4)
    assert "since" not in row.values
    assert row.values["until"] is None
    assert row.values["name"] is None


def test_a_required_column_that_cannot_be_read_refuses_the_row() -> None:
    report = assess([(2, {"n": "x"})], Schema((Column("n", whole, is_required=True),)))
    assert (report.accepted, report.issues[0].severity) == (0, Severity.REFUSAL)


def test_chunks_give_the_same_report_as_one_go() -> None:
    parts = Assessment(SCHEMA)
    for row in ROWS:
        parts.feed([row])
    assert parts.report() == assess(ROWS, SCHEMA)


def test_only_the_first_issues_are_kept_but_all_are_counted() -> None:
    assessment = Assessment(SCHEMA, keep=2)
    assessment.feed(ROWS)
    report = assessment.report()
    assert len(report.issues) == 2
    assert report.issue_count == 7
    assert report.counts["missing", "number"] == 1


def test_findings_from_elsewhere_are_counted_with_their_rows() -> None:
    assessment = Assessment(SCHEMA)
    assessment.feed(ROWS[:1])
    assessment.refuse(9, "too_many_cells", surplus=1)
    assessment.add([Issue("unknown_manager", Dimension.CONSISTENCY, Severity.REFUSAL, 2)])
    assessment.reject_accepted(1)
    report = assessment.report()
    assert (report.rows, report.accepted, report.rejected) == (2, 0, 2)


def test_more_findings_than_rows_are_wholly_bad_and_not_worse() -> None:
    assert DimensionReport(Dimension.CONSISTENCY, checked=2, issues=5).good_share == 0.0


def test_nothing_asked_is_wholly_good() -> None:
    assert all(d.good_share == 1.0 for d in assess([], SCHEMA).dimensions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ValueClass.EMPTY),
        ("4.299,50", ValueClass.NUMBER),
        ("-3", ValueClass.NUMBER),
        ("31.12.2025", ValueClass.DATE_LIKE),
        ("2025-12-31", ValueClass.DATE_LIKE),
        ("a@b.de", ValueClass.EMAIL_LIKE),
        ("Müller", ValueClass.WORD),
        ("Anna Müller", ValueClass.TEXT),
        ("x" * 61, ValueClass.LONG_TEXT),
    ],
)
def test_class_of(text: str, expected: ValueClass) -> None:
    assert class_of(text) is expected


@given(
    st.lists(st.tuples(st.sampled_from(["1", "2", ""]), st.sampled_from(["2019", "x", "-", ""])), max_size=30)
)
def test_rows_are_accepted_or_rejected_and_no_issue_carries_a_value(cells: list[tuple[str, str]]) -> None:
    rows = [
        (i + 2, {"number": n, "name": "GEHEIM", "since": s, "until": "GEHEIM"})
        for i, (n, s) in enumerate(cells)
    ]
    report = assess(rows, SCHEMA)
    assert report.accepted + report.rejected == report.rows == len(rows)
    assert all(d.issues <= d.checked for d in report.dimensions)
    assert "GEHEIM" not in repr(report)
