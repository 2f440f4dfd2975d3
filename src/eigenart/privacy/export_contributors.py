"""What floors above add to an export: derived data, received files, names for codes. Registered in AppConfig.ready."""

from collections.abc import Callable, Mapping
from typing import Any

from eigenart.privacy.grant import Grant

Part = Callable[[Grant], Any]
"""Called with the person's grant for `privacy.rights`, outside `gate.rows`; answers with what JSON can hold."""

Pages = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""Makes the readable pages of an archive from its content, in the language in force."""

_parts: dict[str, Part] = {}
_pages: list[Pages] = []


def register_part(key: str, part: Part) -> None:
    """key: the name of the part in the archive; repeating it replaces the earlier one."""
    _parts[key] = part


def register_pages(pages: Pages) -> None:
    """The readable form; the latest one counts."""
    _pages[:] = [pages]


def pages_of(content: Mapping[str, Any]) -> Mapping[str, str]:
    """Further files of the archive by name; none if nothing is registered."""
    return _pages[0](content) if _pages else {}


def all_parts() -> Mapping[str, Part]:
    return dict(_parts)
