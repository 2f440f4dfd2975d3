"""Every test here has a catalogue and an approved register."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import learning


@pytest.fixture
def catalogue(approved_register: None) -> Iterator[None]:
    learning.fill_catalogue()
    with translation.override("en"):
        yield
