"""Fifty random changes behind the register's back, to database, program and file: each one is found, and no more.

Alone: `pytest -m drift`. More of them: EIGENART_DRIFT_CHANGES=500 pytest -m drift.
"""

import os
from pathlib import Path

import pytest

from eigenart.privacy import drift
from eigenart.privacy.catalog import Difference
from tests.privacy.drift_changes import changed

pytestmark = [pytest.mark.django_db, pytest.mark.drift]

NUMBER = int(os.environ.get("EIGENART_DRIFT_CHANGES", "50"))


UNCHANGED: list[frozenset[Difference]] = []


@pytest.fixture
def unchanged(db: None) -> frozenset[Difference]:
    """What is found where nothing changed, asked for once: a change must add to it."""
    if not UNCHANGED:
        UNCHANGED.append(frozenset(drift.differences()))
    return UNCHANGED[0]


@pytest.mark.parametrize("seed", range(NUMBER))
def test_every_change_is_found(
    seed: int, unchanged: frozenset[Difference], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with changed(seed, monkeypatch, tmp_path) as what:
        assert frozenset(drift.differences()) - unchanged, what


def test_the_same_without_a_change_finds_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for seed in (1, 3, 6):
        with changed(seed, monkeypatch, tmp_path):
            pass
    assert drift.differences() == ()
