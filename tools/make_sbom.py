"""The bill of materials (CycloneDX 1.6, JSON) of what an installation gets, from the lock file: `make sbom`."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = REPOSITORY / "requirements.lock"
TARGET = REPOSITORY / "var/sbom.cdx.json"


def write(target: Path, *, lock: Path = LOCK) -> None:
    """Write and validate. The same lock file gives the same bytes. Raises CalledProcessError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "requirements", str(lock)),
            *("--pyproject", str(REPOSITORY / "pyproject.toml"), "--mc-type", "application"),
            *("--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible"),
            *("--output-file", str(target)),
        ],
        check=True,
    )


if __name__ == "__main__":
    goal = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    write(goal)
    sys.stdout.write(f"{goal}\n")
