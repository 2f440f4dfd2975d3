"""docs/compliance.md names every rule, a known state, tests that exist, and a reason for what is absent."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs/compliance.md").read_text(encoding="utf-8")
GDPR = (5, 6, 7, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 25, 28, 30, 32, 33, 34, 35, 36)
OTHERS = (
    "§ 26(1) BDSG",
    "§ 26(2) BDSG",
    "§ 26(3) BDSG",
    "§ 26(4) BDSG",
    "§ 26(8) BDSG",
    "Draft BeschDG § 7(2)",
    "§ 25 TDDDG",
    "§ 75 BetrVG",
    "§ 80 BetrVG",
    "§ 87(1) no. 6 BetrVG",
    "§ 90 BetrVG",
    "§ 94 BetrVG",
    "§ 95(2a) BetrVG",
    "§§ 96 to 98 BetrVG",
    "§ 178(2) SGB IX",
    "§ 167(2) SGB IX",
    "ArbStättV Annex 6.5",
    "AGG §§ 1, 3, 7",
    "AGG § 13",
    "AGG § 15",
    "AGG § 22",
)


def rows() -> list[tuple[str, str, str, str]]:
    """(rule, state, software part, proof or reason) of every table."""
    found = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "rule":
            found.append((cells[0], cells[1], cells[2], cells[3]))
    return found


def test_no_rule_is_missing() -> None:
    named = {row[0] for row in rows()}
    assert {f"Art. {number} GDPR" for number in GDPR} - named == set()
    assert set(OTHERS) - named == set()


def test_every_state_is_argued() -> None:
    assert len(rows()) > 50
    for rule, state, part, proof in rows():
        assert state in {"in", "part", "absent"}, rule
        assert len(proof) > 15, rule
        assert (part == "–") == (state == "absent"), rule
        assert state != "in" or "`tests/" in proof, rule


def test_every_path_exists() -> None:
    named = set(re.findall(r"`((?:tests|src|docs)/[^`]+)`", PAGE))
    assert len(named) > 20
    assert sorted(path for path in named if not (REPOSITORY / path).is_file()) == []
