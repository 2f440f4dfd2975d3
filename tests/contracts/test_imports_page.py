"""docs/imports.md names exactly the columns and headings that the importers know, and the reasons for a refusal."""

import re
from pathlib import Path

import pytest

from eigenart.profiles.intake import kinds, refused, target_of
from eigenart.profiles.intake.words import DIMENSIONS

PAGE = Path(__file__).resolve().parents[2] / "docs/imports.md"


def expected(kind: str) -> list[str]:
    """The rows of the table of one kind of file; a needed column is bold."""
    rows = []
    for heading in target_of(kind).headings:
        name = f"`{heading.column.name}`"
        rows.append(
            f"| {f'**{name}**' if heading.column.is_required else name} | {', '.join(heading.synonyms)} |"
        )
    return rows


def rows_of(kind: str) -> list[str]:
    section = PAGE.read_text(encoding="utf-8").split(f"### {kind}\n")[1].split("\n#")[0]
    return [line for line in section.splitlines() if re.match(r"\| \**`", line)]


@pytest.mark.parametrize("kind", kinds())
def test_the_table_of_a_kind_is_what_its_importer_knows(kind: str) -> None:
    assert rows_of(kind) == expected(kind)


def test_every_reason_for_refusing_a_column_and_every_dimension_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [reason for reason in refused.TERMS if f"`{reason}`" not in text] == []
    assert [name for name in DIMENSIONS if name not in text.lower()] == []
