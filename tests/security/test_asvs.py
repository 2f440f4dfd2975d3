"""The ASVS profile is whole, honest and current: each number once, evidence that exists, or a reason."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tools.make_asvs import CHAPTERS, REPORT, REPOSITORY, STATUSES, Item, items, report

PER_CHAPTER = {"1": 27, "2": 11, "3": 19, "4": 10, "5": 9, "6": 35, "7": 18, "8": 7, "9": 7, "10": 29}
PER_CHAPTER |= {"11": 14, "12": 9, "13": 13, "14": 12, "15": 13, "16": 16, "17": 7}
"""How many items of levels 1 and 2 each chapter of ASVS 5.0.0 has; chapter 14 has three of level 3 besides."""


def lacking(item: Item, root: Path = REPOSITORY) -> list[str]:
    """Everything that makes one row worth less than it says."""
    found = [f"{item.id}: evidence {each} does not exist" for each in item.evidence if not exists(each, root)]
    if item.status not in STATUSES:
        found.append(f"{item.id}: status {item.status}")
    if item.status in ("pass", "part") and not item.evidence:
        found.append(f"{item.id}: {item.status} without evidence")
    if item.status != "pass" and not item.note:
        found.append(f"{item.id}: {item.status} without a reason")
    if not item.words or "verify that" in item.words.lower():
        found.append(f"{item.id}: words of its own")
    return found


def exists(evidence: str, root: Path) -> bool:
    """Whether a file, and in it the named test, is there; `file::Class.test` for a test in a class."""
    name, _, test = evidence.partition("::")
    path = root / name
    if not path.is_file():
        return False
    return not test or test in names_in(path)


def names_in(path: Path) -> set[str]:
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


def test_every_item_has_evidence_or_a_reason() -> None:
    assert [fault for item in items() for fault in lacking(item)] == []


def test_no_item_is_missing_or_twice() -> None:
    found = items()
    assert len({item.id for item in found}) == len(found)
    assert Counter(item.chapter for item in found) == PER_CHAPTER
    assert sum(PER_CHAPTER.values()) == 70 + 183 + 3
    assert set(CHAPTERS) == set(PER_CHAPTER)


def test_the_report_is_current() -> None:
    assert REPORT.read_text(encoding="utf-8") == report(items()), "run `make asvs`"


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (Item("1.1.1", "pass", (), "x", ""), "pass without evidence"),
        (Item("1.1.1", "pass", ("tests/none.py",), "x", ""), "does not exist"),
        (Item("1.1.1", "pass", ("tests/security/test_asvs.py::test_none",), "x", ""), "does not exist"),
        (Item("1.1.1", "open", (), "x", ""), "without a reason"),
        (Item("1.1.1", "not applicable", (), "x", ""), "without a reason"),
        (Item("1.1.1", "fine", (), "x", "y"), "status fine"),
        (Item("1.1.1", "open", (), "Verify that the application", "y"), "words of its own"),
    ],
)
def test_control_each_dishonest_row_is_found(item: Item, fault: str) -> None:
    assert any(fault in each for each in lacking(item))


def test_control_an_honest_row_is_silent() -> None:
    this = "tests/security/test_asvs.py::test_control_an_honest_row_is_silent"
    assert lacking(Item("1.1.1", "pass", (this,), "x", "")) == []
