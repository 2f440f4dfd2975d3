"""The registered surfaces in a fixed order: those of the house first, then by key. Filled by `SurfaceConfig.ready`."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from eigenart.personalisation.surface import Surface

_surfaces: dict[str, tuple[bool, Surface]] = {}


class UnknownSurface(LookupError):
    """No surface of this key is registered. Final until one is installed."""

    code = "unknown_surface"

    def __init__(self, key: str) -> None:
        super().__init__(f"no surface is registered as {key!r}")
        self.key = key


class SurfaceKeyTaken(ValueError):
    """Two different surfaces want the same key. Final: one must be renamed."""

    code = "surface_key_taken"

    def __init__(self, key: str) -> None:
        super().__init__(f"two surfaces are called {key!r}")
        self.key = key


def register(surface: Surface, *, is_core: bool = False) -> None:
    """Add a surface; repeating it changes nothing. Raises SurfaceKeyTaken for another one of the same key."""
    held = _surfaces.get(surface.key)
    if held is not None and type(held[1]) is not type(surface):
        raise SurfaceKeyTaken(surface.key)
    _surfaces[surface.key] = (is_core, surface)


def unregister(key: str) -> None:
    """Take a surface out again (tests, and an uninstalled third party). Unknown keys change nothing."""
    _surfaces.pop(key, None)


def all_surfaces() -> tuple[Surface, ...]:
    ordered = sorted(_surfaces.values(), key=lambda entry: (not entry[0], entry[1].key))
    return tuple(surface for _, surface in ordered)


def surface(key: str) -> Surface:
    """Raises UnknownSurface."""
    try:
        return _surfaces[key][1]
    except KeyError:
        raise UnknownSurface(key) from None


def surface_of(item_key: str) -> Surface:
    """The surface that an item key belongs to. Raises UnknownSurface."""
    return surface(item_key.partition(":")[0])


class SurfaceConfig(AppConfig):
    """Base of every surface's app config: `surface` is the dotted path of its class; `ready` registers it."""

    surface: str
    default: bool = False  # Django must not take this imported base for the surface's own config

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        register(import_string(self.surface)(), is_core=self.name.startswith("eigenart.surfaces."))
