"""What one random change draws from, and what it undoes. For `drift_database`, `drift_program`, `drift_changes`."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

APP = str(settings.DATABASES["default"]["USER"])
STRANGER = "drift_stranger"
Undo = Callable[[], None]


@dataclass
class Draw:
    """One seed's choices. patch: pytest's; folder: for a register of its own."""

    choice: random.Random
    patch: Any
    folder: Path

    def text(self, of: Any) -> str:
        return str(self.one(of))

    def one(self, of: Any) -> Any:
        return self.choice.choice(list(of))


class Patch:
    """pytest's monkeypatch, with changes of our own that end with it."""

    def __init__(self, monkeypatch: Any) -> None:
        self.monkeypatch = monkeypatch
        self.later: list[Undo] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.monkeypatch, name)

    def undo_later(self, undo: Undo) -> None:
        self.later.append(undo)
