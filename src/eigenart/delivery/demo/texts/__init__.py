"""The written part of the demo company: data files and the one function that reads them.

Everything here was written for Eigenart; people, company and providers are invented.
"""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """The content of `<name>.yaml`; callers must not change it."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def read_items() -> dict[str, Any]:
    """All learning items of `items/*.yaml` by number, in the order of their numbers."""
    found: dict[str, Any] = {}
    for path in sorted((FOLDER / "items").glob("*.yaml")):
        found |= YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))
