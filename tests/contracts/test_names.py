"""A module is the noun or verb of one idea: names that fit everything are not allowed."""

import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ANYWHERE = {"util", "utils", "helper", "helpers", "common", "misc", "stuff"}
ANYWHERE |= {"manager", "managers", "handler", "handlers", "processor", "processors"}
ALONE = {"base", "data", "info", "lib"}
SPLIT_MARKS = re.compile(r"_(?:part\w*|\d+|new|old|copy)$")
ALLOWED = {"engine/base.py"}


def badly_named(package: Path) -> Iterator[str]:
    """Modules and packages of `package` whose name says nothing, as paths relative to it."""
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        if "migrations" in relative.parts or relative.as_posix() in ALLOWED:
            continue
        name = path.parent.name if path.name == "__init__.py" else path.stem
        words = set(name.strip("_").split("_"))
        if words & ANYWHERE or name in ALONE or SPLIT_MARKS.search(name):
            yield relative.as_posix()


def test_every_module_is_named_after_its_idea() -> None:
    assert list(badly_named(REPOSITORY / "src/eigenart")) == []


def test_control_each_kind_of_bad_name_is_found(tmp_path: Path) -> None:
    good = ("gate.py", "engine/base.py", "profiles/intake.py", "core/__init__.py", "partial.py")
    bad = (
        "base.py",
        "csv_helpers.py",
        "data.py",
        "intake_2.py",
        "intake_part.py",
        "misc/__init__.py",
        "utils.py",
    )
    for name in (*good, *bad):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(badly_named(tmp_path)) == sorted(bad)
