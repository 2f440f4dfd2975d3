"""The mark that a demo leaves in its data folder, so that nothing else is ever taken for one."""

import shutil
from pathlib import Path

MARK = "demo.json"


def forget_everything(data_dir: Path) -> None:
    """Remove the demo's data before the database is opened. Touches nothing but a folder that a demo has marked."""
    if (data_dir / MARK).exists():
        for name in ("postgres", "models", "intake", "demo"):
            shutil.rmtree(data_dir / name, ignore_errors=True)
        (data_dir / MARK).unlink()
