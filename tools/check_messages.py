"""Compares the texts in code and templates with the German catalogues, app by app, with gettext's own tools.

Fails on a text without a German translation, a fuzzy one, or one that nothing uses. `--write` updates the catalogues.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "eigenart"
MARKS = re.compile(r"import .*gettext|{% (translate|blocktranslate)")
IGNORED = ("--ignore", "static", "--ignore", "migrations")


def apps() -> list[Path]:
    """Every folder with a locale of its own."""
    return sorted(p.parent for p in PACKAGE.glob("**/locale") if "node_modules" not in p.parts)


def homeless() -> list[str]:
    """Modules and templates with texts for people in a folder without a catalogue."""
    folders = apps()
    places = [*PACKAGE.glob("**/*.py"), *PACKAGE.glob("**/*.html")]
    speaking = [p for p in places if MARKS.search(p.read_text(encoding="utf-8"))]
    lost = [p for p in speaking if not any(folder in p.parents for folder in folders)]
    return [f"{p.relative_to(PACKAGE.parent)}: has texts, but its app has no catalogue" for p in sorted(lost)]


def collect(folder: Path) -> None:
    """Run makemessages in `folder`, in place. Apps below with a locale of their own are left to themselves."""
    ignored = [*IGNORED]
    for inner in apps():
        if inner != folder and folder in inner.parents:
            ignored += ["--ignore", f"{inner.relative_to(folder)}/*"]
    environment = os.environ | {"EIGENART_WITHOUT_DATABASE": "1", "EIGENART_MODE": "test"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "de", "--no-obsolete", "--no-location",
         "--extension", "html,txt,py", *ignored],
        cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def catalogue(folder: Path) -> dict[str, tuple[str, bool]]:
    """(translation, is fuzzy) by text."""
    with (folder / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        messages = read_po(file)
    found = {}
    for message in messages:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            words = message.string if isinstance(message.string, str) else "".join(message.string or ())
            found[f"{message.context or ''}\x04{key}"] = (words, message.fuzzy)
    return found


def findings(folder: Path) -> list[str]:
    name = folder.relative_to(PACKAGE.parent)
    kept = catalogue(folder)
    with tempfile.TemporaryDirectory() as space:
        copy = Path(space) / "eigenart"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("static", "*.mo", "__pycache__"))
        for inner in apps():
            if inner != folder and folder in inner.parents:
                shutil.rmtree(copy / inner.relative_to(folder), ignore_errors=True)
        collect(copy)
        wanted = catalogue(copy)
    faults = [f"{name}: not in the catalogue: {text(key)}" for key in wanted.keys() - kept.keys()]
    faults += [f"{name}: not used any more: {text(key)}" for key in kept.keys() - wanted.keys()]
    faults += [f"{name}: no German: {text(k)}" for k, (words, _) in kept.items() if k in wanted and not words]
    faults += [f"{name}: fuzzy: {text(k)}" for k, (_, is_fuzzy) in kept.items() if is_fuzzy]
    return sorted(faults)


def text(key: str) -> str:
    return key.split("\x04", 1)[1].replace("\n", " ")[:100]


def main() -> int:
    if shutil.which("xgettext") is None:
        sys.stderr.write("gettext is missing; install it (Debian: apt-get install gettext).\n")
        return 1 if os.environ.get("CI") else 0
    if "--write" in sys.argv:
        for folder in apps():
            collect(folder)
        return 0
    faults = [*homeless(), *(fault for folder in apps() for fault in findings(folder))]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write(f"{len(apps())} catalogues, {len(faults)} findings\n")
    return 1 if faults or not apps() else 0


if __name__ == "__main__":
    sys.exit(main())
