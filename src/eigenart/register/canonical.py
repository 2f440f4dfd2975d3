"""One text for one content: the canonical JSON of a register, and its sha256, which approvals sign."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def canonical(plain: Mapping[str, Any]) -> bytes:
    """Keys sorted, no spaces, UTF-8, dates as ISO 8601; comments and layout of the file do not reach here.

    Raises TypeError for anything that is not text, number, truth value, date, list or mapping.
    """
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode()


def fingerprint(plain: Mapping[str, Any]) -> str:
    """sha256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(plain)).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a register")
