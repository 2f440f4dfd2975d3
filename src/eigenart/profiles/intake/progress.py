"""Live progress of a batch where another process can read it: a small file beside the raw file.

Not a table: apply runs in one transaction, whose own rows nobody else can see before it ends. The data folder
is shared by web and workers anyway, because the raw file lies there.
"""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from eigenart.profiles.intake.targets import Progress

SHORTEST_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class State:
    """stage: read | check | compare | write | revert | "" before the start. total: 0 where unknown."""

    done: int = 0
    total: int = 0
    stage: str = ""

    @property
    def share(self) -> float:
        """0..1 of this stage."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def folder() -> Path:
    """Where raw files and progress lie; made on first need, for the owner only."""
    path: Path = settings.EIGENART.data_dir / "intake"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def read(batch_id: int) -> State:
    """The latest state; the zero state if there is none."""
    try:
        return State(**json.loads(_path(batch_id).read_text()))
    except (OSError, ValueError, TypeError):
        return State()


def noted(batch_id: int, also: Progress) -> Progress:
    """A callback that writes the state down, a few times a second, and passes every call on."""
    last_at, last_stage = 0.0, ""

    def advance(done: int, total: int, stage: str) -> None:
        nonlocal last_at, last_stage
        also(done, total, stage)
        now = time.monotonic()
        if stage == last_stage and done < total and now - last_at < SHORTEST_PAUSE_S:
            return
        last_at, last_stage = now, stage
        _write(batch_id, State(done, total, stage))

    return advance


def forget(batch_id: int) -> None:
    _path(batch_id).unlink(missing_ok=True)


def _write(batch_id: int, state: State) -> None:
    fresh = _path(batch_id).with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(state)))
    fresh.replace(_path(batch_id))


def _path(batch_id: int) -> Path:
    return folder() / f"{int(batch_id)}.progress"
