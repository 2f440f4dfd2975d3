"""The published JSON Schemas of exports, and what is wrong with a document. For export, import and the public page."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

EXPORT: Final = "export"
PORTABLE: Final = "portable"
NAMES: Final = (EXPORT, PORTABLE)


@cache
def schema(name: str) -> dict[str, Any]:
    """name: export | portable. Raises KeyError for any other."""
    if name not in NAMES:
        raise KeyError(name)
    return dict(json.loads(Path(__file__).with_name(f"{name}.schema.json").read_text(encoding="utf-8")))


def faults(document: Any, name: str) -> list[str]:
    """Where a document differs from its schema, as paths and rules without values; empty if it fits."""
    found = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.validator}" for error in found.iter_errors(document)]


def text(name: str) -> str:
    """The schema as it is published and put into the archive."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2)
