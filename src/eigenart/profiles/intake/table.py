"""From a file to a table of text: delimiter, sheet, heading line (also merged or split over lines), records.

CSV is walked by the standard csv module and not by polars: only it knows the line of each record when cells hold
line breaks, and shows a record with too many cells instead of cutting it off. Workbooks come through fastexcel
and polars, everything as text. Records are streamed, so that 100,000 rows need no memory of their own.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import fastexcel
import polars as pl

from eigenart.profiles.folding import fold
from eigenart.profiles.intake.decode import decode, is_workbook
from eigenart.profiles.intake.errors import IntakeError

HEAD_LINES = 30
DELIMITERS = ";,\t|"
LONGEST_CELL = 2**17
MOST_ROWS = 1_200_000
MOST_COLUMNS = 2_000
SPREADSHEET_POINT = re.compile(r"[+-]?\d+\.\d+")
SPREADSHEET_WHOLE = re.compile(r"([+-]?\d+)\.0+")
MIDNIGHT = " 00:00:00"

Record = tuple[int, list[str]]
"""(line of the file, cells)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as text. headings: unique, in order of the file; columns without heading and content are gone.

    header_line: line of the (last) heading. rows: number of records, for progress.
    """

    headings: tuple[str, ...]
    header_line: int
    rows: int
    encoding: str
    delimiter: str
    sheet: str
    _positions: tuple[int, ...]
    _read: Callable[[], Iterator[Record]]

    def records(self) -> Iterator[tuple[int, list[str], int]]:
        """(line, one cell per heading, number of filled cells beyond the headings), without empty rows."""
        width = max(self._positions, default=-1) + 1
        for line, cells in self._read():
            if line <= self.header_line or not any(cell.strip() for cell in cells):
                continue
            surplus = sum(1 for cell in cells[width:] if cell.strip())
            padded = cells + [""] * (width - len(cells))
            yield line, [padded[place] for place in self._positions], surplus


def open_table(content: bytes, known: frozenset[str]) -> Table:
    """Find out how a file is built. known: folded headings that a target understands. Raises IntakeError."""
    if is_workbook(content):
        return _from_workbook(content, known)
    decoded = decode(content)
    delimiter = find_delimiter(decoded.text)

    def read() -> Iterator[Record]:
        return _csv_records(decoded.text, delimiter)

    return _table(read, known, encoding=decoded.encoding, delimiter=delimiter, sheet="")


def find_delimiter(text: str) -> str:
    """The delimiter that parts the first lines most evenly; a first line `sep=;` (Excel) decides."""
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1]
    head = "\n".join(text.splitlines()[:HEAD_LINES])
    best, best_score = ";", 0
    for delimiter in DELIMITERS:
        try:
            widths = [len(cells) for _, cells in _csv_records(head, delimiter, is_strict=False) if any(cells)]
        except csv.Error:
            continue
        common = max(set(widths), key=lambda w: (widths.count(w) if w > 1 else 0, w), default=1)
        score = widths.count(common) * min(common, 12) if common > 1 else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _csv_records(text: str, delimiter: str, *, is_strict: bool = True) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=is_strict)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if not is_strict:
            raise
        raise IntakeError("broken_quotes", line=line, reason=str(error)) from None


def _from_workbook(content: bytes, known: frozenset[str]) -> Table:
    try:
        workbook = fastexcel.read_excel(content)
        sheets = {name: _sheet_records(workbook, name) for name in workbook.sheet_names}
    except Exception as error:  # fastexcel raises its own, zipfile's and the parser's errors
        raise IntakeError("broken_workbook", reason=type(error).__name__) from None
    filled = {name: records for name, records in sheets.items() if any(any(cells) for _, cells in records)}
    if not filled:
        raise IntakeError("empty_file")
    best = max(filled, key=lambda name: max(_fit(c, known) for _, c in filled[name][:HEAD_LINES]))
    chosen = filled[best]
    return _table(lambda: iter(chosen), known, encoding="xlsx", delimiter="", sheet=best)


def _sheet_records(workbook: fastexcel.ExcelReader, name: str) -> list[Record]:
    sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = pl.DataFrame(sheet)
    return [(line, [_as_typed(c) for c in cells]) for line, cells in enumerate(frame.iter_rows(), start=1)]


def _as_typed(cell: str | None) -> str:
    """A cell as a German would have typed it: numbers of a workbook have a point, which is no thousand."""
    if cell is None:
        return ""
    if whole := SPREADSHEET_WHOLE.fullmatch(cell):
        return whole[1]
    if SPREADSHEET_POINT.fullmatch(cell):
        return cell.replace(".", ",")
    return cell.removesuffix(MIDNIGHT)


def _table(
    read: Callable[[], Iterator[Record]], known: frozenset[str], *, encoding: str, delimiter: str, sheet: str
) -> Table:
    head = [record for _, record in zip(range(HEAD_LINES), read(), strict=False)]
    found = find_heading(head, known)
    filled, rows = _filled_places(read(), found.last_line)
    headings, places = _named(found.cells, filled)
    if rows == 0:
        raise IntakeError("no_rows", line=found.last_line)
    return Table(headings, found.last_line, rows, encoding, delimiter, sheet, places, read)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading cells, joined where they were spread over lines, and the last of these lines."""

    cells: tuple[str, ...]
    last_line: int


def find_heading(head: Sequence[Record], known: frozenset[str]) -> Heading:
    """The line among the first that names most known columns; else the first with the most different words.

    A heading split over two lines is joined if that is understood better; a line of groups above it tells
    headings of the same name apart. Raises IntakeError("no_header").
    """
    candidates = [
        (place, record) for place, record in enumerate(head) if sum(map(bool, map(str.strip, record[1]))) > 1
    ]
    if not candidates:
        raise IntakeError("no_header")
    fits = {place: _fit(record[1], known) for place, record in candidates}
    place = max(fits, key=lambda p: (fits[p], -p))
    if fits[place] == 0:
        place = max(fits, key=lambda p: (_wordiness(head[p][1]), -p))
    line, cells = head[place][0], [_tidy(cell) for cell in head[place][1]]
    for upper in (place - 1, place):
        if upper >= 0 and upper + 1 < len(head):
            joined = _joined(head[upper][1], head[upper + 1][1])
            if _fit(joined, known) > _fit(cells, known):
                place, line, cells = upper, head[upper + 1][0], joined
    if place > 0:
        cells = _told_apart(cells, head[place - 1][1])
    return Heading(tuple(cells), line)


def _fit(cells: Sequence[str], known: frozenset[str]) -> int:
    return len({fold(cell) for cell in cells} & known)


def _wordiness(cells: Sequence[str]) -> int:
    return len({fold(cell) for cell in cells if cell.strip() and not any(c.isdigit() for c in cell)})


def _tidy(cell: str) -> str:
    """One line; a hyphen at a line break falls away (`Eintritts-\\ndatum`)."""
    return " ".join(re.sub(r"-\s*\n\s*(?=[a-zäöüß])", "", cell).split())


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return [
        _tidy(f"{a.strip()}\n{b.strip()}") if a.strip() and b.strip() else a.strip() or b.strip()
        for a, b in pairs
    ]


def _told_apart(cells: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Put the group before headings that occur twice; a merged group counts up to the next one."""
    named = [fold(cell) for cell in cells]
    result, group = [], ""
    for place, cell in enumerate(cells):
        group = (groups[place].strip() if place < len(groups) else "") or group
        is_twice = bool(cell) and named.count(named[place]) > 1
        result.append(f"{_tidy(group)} {cell}" if is_twice and group else cell)
    return result


def _filled_places(records: Iterator[Record], header_line: int) -> tuple[set[int], int]:
    """Places with any content below the heading, and the number of records; the walk finds the faults of the file."""
    filled: set[int] = set()
    rows = 0
    for line, cells in records:
        if line <= header_line:
            continue
        content = {place for place, cell in enumerate(cells) if cell.strip()}
        filled |= content
        rows += bool(content)
        if rows > MOST_ROWS or len(filled) > MOST_COLUMNS:
            raise IntakeError("too_many_cells", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return filled, rows


def _named(cells: Sequence[str], filled: set[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Unique headings and their places: twins get a number, empty headings with content become `Column 7`."""
    headings: list[str] = []
    places: list[int] = []
    for place, cell in enumerate(cells):
        if not cell and place not in filled:
            continue
        name, count = cell or f"Column {place + 1}", 1
        while fold(name) in map(fold, headings):
            count += 1
            name = f"{cell} ({count})"
        headings.append(name)
        places.append(place)
    return tuple(headings), tuple(places)
