"""The items of each surface as the engine's Catalogue, built once per version and process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from eigenart.core.vocabulary import Item
from eigenart.engine.catalogue import Catalogue
from eigenart.personalisation.surface import Surface


@dataclass(frozen=True)
class Versioned:
    """version: what the surface said when the items were read."""

    version: str
    catalogue: Catalogue

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.catalogue.items}


_held: dict[str, Versioned] = {}
_lock = Lock()


def of(surface: Surface) -> Versioned:
    """The current catalogue of a surface; read again only when its version changes."""
    version = surface.catalogue_version()
    held = _held.get(surface.key)
    if held is not None and held.version == version:
        return held
    with _lock:
        held = Versioned(version, Catalogue(tuple(surface.items())))
        _held[surface.key] = held
    return held
