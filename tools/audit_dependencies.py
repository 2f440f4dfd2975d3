"""Known weaknesses of the locked requirements, by pip-audit. Passes only if every locked package was really looked up.

Exit codes: 0 all looked up, none known; 1 a weakness is known; 2 not everything was looked up, which is no pass.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
CLEAN, WEAK, NOT_AUDITED = 0, 1, 2
Ask = Callable[[Path], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one lock file came to. missing: locked but not looked up; weak: `name version: identifiers`."""

    expected: int
    audited: int
    missing: tuple[str, ...]
    weak: tuple[str, ...]
    reason: str = ""

    @property
    def code(self) -> int:
        if self.weak:
            return WEAK
        return CLEAN if self.audited and not self.missing else NOT_AUDITED


def pinned(lock: Path) -> dict[str, str]:
    """Name and version of each locked package that this machine would install."""
    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        text = line.removesuffix("\\").strip()
        if not text or text.startswith(("#", "-")):
            continue
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        if wanted.marker is None or wanted.marker.evaluate():
            found[str(canonicalize_name(wanted.name))] = str(wanted.specifier).removeprefix("==")
    return found


def by_pip_audit(lock: Path) -> tuple[str, str]:
    """What pip-audit prints and what it complains about; nothing is installed or resolved for it."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip", "--no-deps"),
            *("--format", "json", "--progress-spinner", "off"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr


def audit(lock: Path, ask: Ask = by_pip_audit) -> Finding:
    """Compare what was looked up with what is locked; an answer that is no answer counts as nothing looked up."""
    expected = pinned(lock)
    printed, complaint = ask(lock)
    try:
        answers: list[dict[str, Any]] = list(json.loads(printed)["dependencies"])
    except (ValueError, KeyError, TypeError):
        answers = []
    seen = {
        str(canonicalize_name(a["name"])): a for a in answers if "version" in a and "skip_reason" not in a
    }
    missing = tuple(sorted(n for n, v in expected.items() if n not in seen or seen[n]["version"] != v))
    weak = tuple(f"{a['name']} {a['version']}: {ids(a['vulns'])}" for a in seen.values() if a.get("vulns"))
    reason = complaint.strip().splitlines()[-1] if missing and complaint.strip() else ""
    return Finding(len(expected), len(expected) - len(missing), missing, weak, reason)


def ids(weaknesses: Iterable[dict[str, Any]]) -> str:
    return ", ".join(sorted(str(each["id"]) for each in weaknesses))


def told(name: str, found: Finding) -> str:
    lines = [f"{name}: {found.audited} of {found.expected} packages looked up, {len(found.weak)} weak"]
    lines += [f"  WEAK {each}" for each in found.weak]
    if found.code == NOT_AUDITED:
        shown = ", ".join(found.missing[:5])
        lines.append(f"  NOT AUDITED: {len(found.missing)} packages, e.g. {shown}. {found.reason}".rstrip())
        lines.append("  This is no pass. Run it again with a connection to the advisory service.")
    return "\n".join(lines)


def main() -> int:
    codes = set()
    for name in LOCKS:
        found = audit(REPOSITORY / name)
        sys.stdout.write(told(name, found) + "\n")
        codes.add(found.code)
    return WEAK if WEAK in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
