"""Progress of a batch is readable by another process while the work goes on."""

import subprocess
import sys

from eigenart.profiles.intake import progress
from eigenart.profiles.intake.targets import no_progress


def test_no_progress_yet_is_the_zero_state() -> None:
    assert progress.read(987_654) == progress.State(0, 0, "")
    assert progress.read(987_654).share == 0.0


def test_the_state_is_written_down_and_passed_on() -> None:
    seen: list[tuple[int, int, str]] = []
    advance = progress.noted(41, lambda done, total, stage: seen.append((done, total, stage)))
    advance(1, 4, "check")
    advance(2, 4, "check")
    assert progress.read(41) == progress.State(1, 4, "check"), "the second call came too soon to be written"
    advance(4, 4, "check")
    assert progress.read(41).share == 1.0
    assert len(seen) == 3
    progress.forget(41)
    assert progress.read(41) == progress.State()


def test_another_process_reads_it() -> None:
    progress.noted(42, no_progress)(3, 6, "write")
    path = progress.folder() / "42.progress"
    program = "import json,sys; print(json.load(open(sys.argv[1]))['done'])"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "3"
    progress.forget(42)


def test_a_damaged_file_is_no_progress() -> None:
    (progress.folder() / "43.progress").write_text("{")
    assert progress.read(43) == progress.State()
    progress.forget(43)
