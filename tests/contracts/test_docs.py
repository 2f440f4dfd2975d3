"""Documents that cannot drift: links lead somewhere, words are unique, records are whole, both READMEs agree."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src/eigenart"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
ADR_HEADINGS = ("Context", "Decision", "Consequences")
CHANGE_KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}
VERSION = re.compile(r"## \[(?:Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2})\]?$")


def documents() -> list[Path]:
    return sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])


def prose(text: str) -> str:
    """A document without its code."""
    return CODE.sub("", FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The addresses of a document's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> Iterator[str]:
    """Links and pictures inside the repository that lead nowhere."""
    for page, picture in LINK.findall(prose(document.read_text(encoding="utf-8"))):
        target = page or picture
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            yield target


def commands(text: str) -> list[str]:
    """The `make` and `eigenart` commands of a document in order of first mention."""
    return list(
        dict.fromkeys(re.findall(r"\b(?:make|eigenart) [a-z][a-z-]*(?= *(?:`|#|$))", text, re.MULTILINE))
    )


def glossary() -> list[list[str]]:
    """Rows of the glossary's table: term, German, meaning, place."""
    text = (REPOSITORY / "docs/glossary.md").read_text(encoding="utf-8").split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def without_docstring(package: Path) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            found.append(path.relative_to(package).as_posix())
    return found


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    assert list(dead_links(document)) == []


def test_control_dead_links_are_found_and_code_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A heading, with a comma\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](there.md#a-heading-with-a-comma) [c](https://example.org) `[d](no.md)`\n"
        "[e](gone.md) ![f](gone.png) [g](there.md#no-heading)\n```\n[h](code.md)\n```\n"
    )
    assert list(dead_links(page)) == ["gone.md", "gone.png", "there.md#no-heading"]


def test_every_glossary_term_is_unique_and_complete() -> None:
    rows = glossary()
    assert len(rows) >= 60
    assert [term for term, count in Counter(row[0].lower() for row in rows).items() if count > 1] == []
    assert [row for row in rows if len(row) != 4 or not all(row)] == []


def test_glossary_is_sorted() -> None:
    terms = [row[0].lower() for row in glossary()]
    assert terms == sorted(terms)


@pytest.mark.parametrize("row", glossary(), ids=lambda row: row[0])
def test_the_place_that_the_glossary_names_exists(row: list[str]) -> None:
    places = re.findall(r"`([^`]+)`", row[3])
    assert places
    for place in places:
        assert (SOURCE / place).exists() or (REPOSITORY / place).exists(), place


@pytest.mark.parametrize(
    "record", sorted((REPOSITORY / "docs/adr").glob("0*.md")), ids=lambda path: path.stem
)
def test_every_record_has_its_headings_status_and_place_in_the_index(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    headings = [
        heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if heading in ADR_HEADINGS
    ]
    assert tuple(headings) == ADR_HEADINGS
    assert text.startswith(f"# {record.name[:4]}. ")
    assert re.search(r"^- Status: (?:proposed|accepted|superseded by \d{4})$", text, re.MULTILINE)
    assert re.search(r"^- Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert f"]({record.name})" in (record.parent / "README.md").read_text(encoding="utf-8")


def test_records_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (REPOSITORY / "docs/adr").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 9


def test_both_readmes_name_the_same_commands() -> None:
    english, german = (
        (REPOSITORY / name).read_text(encoding="utf-8") for name in ("README.md", "README.de.md")
    )
    assert {"make demo", "make test"} <= set(commands(english))
    assert sorted(commands(english)) == sorted(commands(german))


def test_both_readmes_link_to_the_same_pages() -> None:
    def inside(name: str) -> set[str]:
        found = LINK.findall(prose((REPOSITORY / name).read_text(encoding="utf-8")))
        return {page for page, _ in found if page and ":" not in page and not page.startswith("README")}

    assert inside("README.md") == inside("README.de.md")


def test_every_make_command_in_the_documents_exists() -> None:
    targets = set(
        re.findall(r"^([a-z0-9-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {
        (document.name, command)
        for document in documents()
        for command in commands(document.read_text(encoding="utf-8"))
        if command.startswith("make ")
    }
    assert len(named) > 5
    assert [(name, command) for name, command in named if command.removeprefix("make ") not in targets] == []


def test_every_command_is_documented() -> None:
    from eigenart.delivery.cli.commands import MODULES

    text = (REPOSITORY / "docs/commands.md").read_text(encoding="utf-8")
    assert [name for name in MODULES if f"`eigenart {name}" not in text] == []


def test_every_setting_is_documented() -> None:
    from eigenart.config.environment import Environment

    text = (REPOSITORY / "docs/install.md").read_text(encoding="utf-8")
    plain = {"database_url": "DATABASE_URL", "secret_key": "SECRET_KEY", "port": "PORT"}
    names = [plain.get(field, f"EIGENART_{field.upper()}") for field in Environment.model_fields]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_the_changelog_keeps_its_format() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [line for line in text.splitlines() if line.startswith("## ")]
    assert versions[0] == "## [Unreleased]"
    assert [line for line in versions if not VERSION.match(line)] == []
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= CHANGE_KINDS


def test_the_changelog_and_the_citation_know_this_version() -> None:
    from eigenart import __version__

    assert f"## [{__version__}] - " in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")


def test_every_module_and_package_has_a_docstring() -> None:
    assert without_docstring(SOURCE) == []


def test_control_a_module_without_docstring_is_found(tmp_path: Path) -> None:
    (tmp_path / "bare.py").write_text("# a comment is no docstring\nx = 1\n")
    (tmp_path / "told.py").write_text('"""What it is."""\n')
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001_initial.py").write_text("x = 1\n")
    assert without_docstring(tmp_path) == ["bare.py"]
