"""Switches of surfaces: on unless switched off."""

import pytest

from eigenart.rollout import services

pytestmark = pytest.mark.django_db


def test_a_surface_that_nobody_switched_is_on() -> None:
    assert services.enabled(["b", "a"]) == ("b", "a")


def test_off_and_on_again() -> None:
    services.switch("a", is_on=False)
    services.switch("a", is_on=False)
    assert services.enabled(["b", "a"]) == ("b",)
    services.switch("a", is_on=True)
    assert services.enabled(["b", "a"]) == ("b", "a")
