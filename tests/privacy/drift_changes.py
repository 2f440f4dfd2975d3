"""Random changes behind the register's back: to the database, to the program, to the file. For `test_drift_changes`.

Each is drawn from a seed, really changes something, and is undone afterwards.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from eigenart.register.loader import DEFAULT_FILE
from tests.privacy.drift_database import applied, owner
from tests.privacy.drift_draw import STRANGER, Draw, Patch
from tests.privacy.drift_program import PROGRAM


def file(draw: Draw) -> str:
    """One quoted word, number or truth value of the register is another one."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    found = [
        m
        for m in re.finditer(r'"[^"\n]+"|(?<=: )(?:true|false|\d+)\b', text)
        if "#" not in line_before(text, m)
    ]
    one = draw.one(found)
    old = one.group()
    if old.startswith('"'):
        new = draw.one([f'{old[:-1]}x"', '"' + old[1:-1].swapcase() + '"', f'"x{old[1:]}'])
    else:
        new = {"true": "false", "false": "true"}.get(old, f"{old}1")
    if new == old:
        new = f'{old[:-1]}x"'
    (draw.folder / "register.yaml").write_text(
        text[: one.start()] + new + text[one.end() :], encoding="utf-8"
    )
    draw.patch.setattr(settings, "EIGENART", settings.EIGENART.model_copy(update={"data_dir": draw.folder}))
    return f"file, line {text[: one.start()].count(chr(10)) + 1}: {old[:40]} is {new[:40]}"


def line_before(text: str, found: "re.Match[str]") -> str:
    return text[text.rfind("\n", 0, found.start()) + 1 : found.start()]


@contextmanager
def changed(seed: int, monkeypatch: Any, folder: Path) -> Iterator[str]:
    """One random change; says which. A fifth are to the file, two fifths each to database and program."""
    patch = Patch(monkeypatch)
    draw = Draw(random.Random(seed), patch, folder)
    owner(f"DO $$ BEGIN CREATE ROLE {STRANGER}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    try:
        match seed % 5:
            case 0:
                yield file(draw)
            case 1 | 3:
                yield draw.one(PROGRAM)(draw)
            case _:
                yield applied(draw)
    finally:
        for undo in patch.later:
            undo()
        monkeypatch.undo()
