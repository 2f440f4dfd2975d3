"""Tests of learning: a catalogue, read in English unless a test says otherwise."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import learners


@pytest.fixture
def filled(db: None) -> Iterator[None]:
    learners.fill_catalogue()
    with translation.override("en"):
        yield
