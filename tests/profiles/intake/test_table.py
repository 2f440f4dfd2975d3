"""Delimiters, headings and records of real exports, as CSV and as workbooks."""

from datetime import datetime

import pytest

from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.mapping import known_headings
from eigenart.profiles.intake.people import PeopleTarget
from eigenart.profiles.intake.table import Table, find_delimiter, open_table
from tests.profiles.intake.files import DATA, workbook

KNOWN = known_headings(PeopleTarget())


def opened(name: str) -> Table:
    return open_table((DATA / name).read_bytes(), KNOWN)


def rows(table: Table) -> list[tuple[int, list[str]]]:
    return [(line, cells) for line, cells, _ in table.records()]


def test_titles_above_the_heading_and_empty_rows_are_passed_over() -> None:
    table = opened("titles_above.csv")
    assert (table.header_line, table.rows) == (4, 2)
    assert table.headings == ("Personalnummer", "Vorname", "Nachname", "Eintritt")
    assert rows(table) == [(5, ["00299", "Ada", "Lindner", "1.4.19"]), (7, ["00300", "Ben", "Öz", "1.5.20"])]


def test_a_heading_split_over_two_lines_is_joined() -> None:
    table = opened("split_heading.csv")
    assert table.headings == ("Personalnummer", "Vorname", "Nachname", "Eintrittsdatum", "Wochenstunden")
    assert rows(table) == [(3, ["00299", "Ada", "Lindner", "1.4.19", "38,5"])]


def test_groups_above_tell_twins_apart_and_an_empty_column_goes() -> None:
    table = opened("groups_above.csv")
    assert table.headings == (
        "Person Personalnummer",
        "Vorname",
        "Person Nachname",
        "Führungskraft Personalnummer",
        "Führungskraft Nachname",
    )


def test_twins_without_groups_get_a_number() -> None:
    table = open_table(b"Personalnummer;Name;Name\n1;a;b\n", KNOWN)
    assert table.headings == ("Personalnummer", "Name", "Name (2)")


def test_a_column_without_heading_but_with_content_gets_a_name() -> None:
    table = open_table(b"Personalnummer;;Vorname;\n1;x;a;\n", KNOWN)
    assert table.headings == ("Personalnummer", "Column 2", "Vorname")


def test_line_breaks_and_quotes_in_cells_keep_the_lines_of_the_file() -> None:
    table = opened("line_breaks.csv")
    found = list(table.records())
    assert [line for line, _, _ in found] == [2, 4, 5]
    assert found[0][1][3] == 'Leitung;\r\nVertrieb "Süd"'
    assert [surplus for _, _, surplus in found] == [0, 0, 1]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n", ";"),
        ('a,b,c\n1,"x;y;z",3\n', ","),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("sep=,\na,b\n", ","),
        ("Titel\n\na;b;c\n1;2;3\n4;5;6\n", ";"),
    ],
)
def test_find_delimiter(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_english_commas_and_the_sep_line_of_excel() -> None:
    assert rows(opened("comma.csv")) == [(2, ["00299", "Ada", "Lindner, Dr.", "38.5"])]
    table = opened("sep_line.csv")
    assert (table.headings[0], table.header_line) == ("Employee ID", 2)


def test_a_workbook_with_title_merged_cells_and_typed_values() -> None:
    content = workbook(
        [
            [],
            [],
            [],
            ["Personalnummer", "Vorname", "Eintritt", "Wochenstunden", "Kommt"],
            ["00299", "Ada", datetime(2019, 4, 1), 38.5, True],
            [300, "Ben", "1.4.2019", 40, ""],
            [],
            [301, "Cem", datetime(2019, 4, 1, 14, 30), 1.234, "Zeile\nZwei"],
        ],
        merged=[(1, 0, 1, 4, "Personalliste Stand 2026")],
    )
    table = open_table(content, KNOWN)
    assert (table.encoding, table.sheet, table.header_line) == ("xlsx", "Personal", 4)
    assert rows(table) == [
        (5, ["00299", "Ada", "2019-04-01", "38,5", "true"]),
        (6, ["300", "Ben", "1.4.2019", "40", ""]),
        (8, ["301", "Cem", "2019-04-01 14:30:00", "1,234", "Zeile\nZwei"]),
    ]


def test_merged_groups_of_a_workbook() -> None:
    content = workbook(
        [[], ["Personalnummer", "Nachname", "Personalnummer", "Nachname"], ["1", "A", "2", "B"]],
        merged=[(0, 0, 0, 1, "Person"), (0, 2, 0, 3, "Vorgesetzter")],
    )
    table = open_table(content, KNOWN)
    assert table.headings[2:] == ("Vorgesetzter Personalnummer", "Vorgesetzter Nachname")


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("broken_heading_only.csv", "no_rows", 1),
        ("broken_quote.csv", "broken_quotes", 2),
        ("broken_open_quote.csv", "broken_quotes", 3),
        ("broken_one_column.csv", "no_header", 0),
        ("broken_workbook.xlsx", "broken_workbook", 0),
    ],
)
def test_a_broken_file_is_refused_with_its_place(name: str, code: str, line: int) -> None:
    with pytest.raises(IntakeError) as error:
        opened(name)
    assert (error.value.code, error.value.line) == (code, line)


def test_an_empty_workbook() -> None:
    with pytest.raises(IntakeError) as error:
        open_table(workbook([]), KNOWN)
    assert error.value.code == "empty_file"
