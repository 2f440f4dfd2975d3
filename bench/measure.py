"""Time and peak memory of processes: of this one, and of a command of the product in a process of its own."""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """seconds: wall clock. peak_mb: largest resident set of the process. Rows are None where a step has none."""

    name: str
    seconds: float
    peak_mb: float
    accepted: int | None = None
    refused: int | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def run_measured(name: str, *arguments: str) -> Step:
    """Run `eigenart ARGUMENTS`. Leaves the bench with the command's own words if it fails."""
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "eigenart", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        output.seek(0)
        said = output.read()
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{name} failed:\n{said}")
    rows = re.search(r"([\d,]+) rows, ([\d,]+) refused", said)
    total, refused = (int(part.replace(",", "")) for part in rows.groups()) if rows else (None, None)
    return Step(
        name=name,
        seconds=seconds,
        peak_mb=usage.ru_maxrss / 1024,
        accepted=None if total is None or refused is None else total - refused,
        refused=refused,
    )


def peak_mb() -> float:
    """The largest resident set of this process so far.

    From /proc where there is one: what getrusage says also counts the parent that the process was forked from.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        if found:
            return int(found[1]) / 1024
    units = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * units / 1024**2
