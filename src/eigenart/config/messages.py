"""Compiles translations at start where the .po file is newer: no generated file is kept, no gettext is needed."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po


def compile_stale(package: Path) -> list[Path]:
    """Write each missing or older .mo beside its .po and return them; a read-only install keeps its own."""
    written = []
    for source in sorted(package.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if not os.access(source.parent, os.W_OK):
            continue
        try:
            compile_one(source, target)
        except PoFileError as error:
            sys.stderr.write(f"{source.name}: {error}\n")
            continue
        written.append(target)
    return written


def compile_one(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    fresh = target.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)
