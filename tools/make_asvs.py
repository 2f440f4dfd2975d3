"""The report on OWASP ASVS 5.0.0, level 2, from docs/security/asvs.csv: `make asvs` writes docs/security/asvs.md.

The profile is level 2 and three items of level 3 that the founding text asks for: 14.2.6, 14.2.7 and 14.2.8. Its
words are our own and only remind; what counts is the standard under the same number.
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "docs/security/asvs.csv"
REPORT = REPOSITORY / "docs/security/asvs.md"
STATUSES = ("pass", "part", "open", "not applicable")
CHAPTERS = {
    "1": "Encoding and cleaning",
    "2": "Validation and business logic",
    "3": "Browser",
    "4": "Web services",
    "5": "Files",
    "6": "Authentication",
    "7": "Sessions",
    "8": "Authorisation",
    "9": "Self-contained tokens",
    "10": "OAuth and OpenID Connect",
    "11": "Cryptography",
    "12": "Communication",
    "13": "Configuration",
    "14": "Data protection",
    "15": "Coding and architecture",
    "16": "Logging and errors",
    "17": "WebRTC",
}
HEAD = """# OWASP ASVS 5.0.0, level 2

Written by `make asvs` from [asvs.csv](asvs.csv); do not edit. *pass* has evidence that a test checks for existence,
*part* and *open* say what is missing. Nobody outside the project has examined this profile.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement. evidence: tests as `file::test`, or files."""

    id: str
    status: str
    evidence: tuple[str, ...]
    words: str
    note: str

    @property
    def chapter(self) -> str:
        return self.id.partition(".")[0]


def items(path: Path = DATA) -> list[Item]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Item(row["id"], row["status"], tuple(row["evidence"].split()), row["words"], row["note"])
            for row in csv.DictReader(file)
        ]


def report(found: list[Item]) -> str:
    """The whole document, the same for the same data."""
    lines = [HEAD, counted("In all", found), ""]
    for chapter, inside in groupby(found, key=lambda item: item.chapter):
        held = list(inside)
        lines += [f"## {chapter}. {CHAPTERS[chapter]}", counted("Here", held), ""]
        lines += [
            "| item | about | status | evidence | what is missing, or why not |",
            "|---|---|---|---|---|",
        ]
        lines += [row(item) for item in held] + [""]
    return "\n".join(lines)


def counted(what: str, found: list[Item]) -> str:
    number = Counter(item.status for item in found)
    return f"{what}: {len(found)} items. " + ", ".join(f"{number[s]} {s}" for s in STATUSES) + "."


def row(item: Item) -> str:
    evidence = "<br>".join(f"`{each}`" for each in item.evidence)
    return f"| {item.id} | {item.words} | {item.status} | {evidence} | {item.note} |"


if __name__ == "__main__":
    REPORT.write_text(report(items()), encoding="utf-8")
    sys.stdout.write(f"{REPORT.relative_to(REPOSITORY)}\n")
