"""The registry: fixed order, one surface per key."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from eigenart.personalisation import registry


class Other(SimpleNamespace):
    """A stand-in of another type."""


@pytest.fixture
def added() -> Iterator[None]:
    before = dict(registry._surfaces)
    yield
    registry._surfaces.clear()
    registry._surfaces.update(before)


def surface(key: str) -> Any:
    return SimpleNamespace(key=key)


@pytest.mark.usefixtures("added")
class TestOrder:
    def test_those_of_the_house_stand_first_then_by_key(self) -> None:
        for key, is_core in (("aaa", False), ("zebra", True), ("bbb", False)):
            registry.register(surface(key), is_core=is_core)
        keys = [s.key for s in registry.all_surfaces()]
        assert keys[-2:] == ["aaa", "bbb"]
        assert keys.index("learning") < keys.index("zebra") < keys.index("aaa")

    def test_registering_again_changes_nothing(self) -> None:
        registry.register(surface("twice"))
        registry.register(surface("twice"))
        assert [s.key for s in registry.all_surfaces()].count("twice") == 1

    def test_a_key_cannot_be_taken_over(self) -> None:
        with pytest.raises(registry.SurfaceKeyTaken):
            registry.register(Other(key="learning"))
        assert registry.surface("learning").urls


def test_an_unknown_surface_is_named() -> None:
    with pytest.raises(registry.UnknownSurface, match="nowhere"):
        registry.surface_of("nowhere:1")
