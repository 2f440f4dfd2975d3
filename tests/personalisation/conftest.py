"""Every test here has a catalogue and an approved register."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import learners


@pytest.fixture
def catalogue(approved_register: None) -> Iterator[None]:
    learners.fill_catalogue()
    with translation.override("en"):
        yield
