"""core imports the standard library only; engine imports that, NumPy, SciPy and core: allow-lists, not deny-lists."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src/eigenart"
ALLOWED = {
    "core": ("eigenart.core",),
    "engine": ("numpy", "scipy", "eigenart.core", "eigenart.engine"),
}


def imports(source: str) -> Iterator[str]:
    """Every module that the text imports, wherever in it; relative imports as `.`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                f"{node.module}.{alias.name}" if node.module and not node.level else "."
                for alias in node.names
            )
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"__import__", "import_module"}:
            yield "a module by its name"


def strangers(source: str, allowed: tuple[str, ...]) -> list[str]:
    def is_allowed(name: str) -> bool:
        if name.split(".")[0] in sys.stdlib_module_names and not name.startswith("importlib"):
            return True
        return any(name == one or name.startswith(f"{one}.") for one in allowed)

    return sorted({name for name in imports(source) if not is_allowed(name)})


@pytest.mark.parametrize("floor", ALLOWED)
def test_a_pure_floor_imports_only_what_it_may(floor: str) -> None:
    paths = sorted((PACKAGE / floor).rglob("*.py"))
    assert len(paths) > 1
    found = {path.name: strangers(path.read_text(encoding="utf-8"), ALLOWED[floor]) for path in paths}
    assert {name: names for name, names in found.items() if names} == {}


def test_control_each_way_to_import_a_stranger_is_seen() -> None:
    for line in (
        "import django",
        "from django.db import models",
        "from eigenart.people import services",
        "from eigenart import people",
        "def f():\n    import polars as pl",
        "__import__('django')",
        "from importlib import import_module",
        "from . import x",
        "import numpyx",
    ):
        assert strangers(line, ALLOWED["engine"]), line
    assert strangers("import numpy", ALLOWED["core"]) == ["numpy"]
    assert strangers("import json\nfrom scipy.sparse import csr_array", ALLOWED["engine"]) == []
