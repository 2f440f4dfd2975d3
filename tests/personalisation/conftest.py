"""Every test here has a catalogue and an approved register."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from eigenart.personalisation import artefacts, training_log
from tests.factories import learners


@pytest.fixture
def catalogue(approved_register: None) -> Iterator[None]:
    learners.fill_catalogue()
    with translation.override("en"):
        yield


@pytest.fixture
def own_models(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A folder for artefacts and a process without memory; call it to begin another process."""
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})

    def begin() -> None:
        monkeypatch.setattr(artefacts, "_held", {})
        monkeypatch.setattr(artefacts, "_refused", set())
        monkeypatch.setattr(training_log, "_opened", [])

    begin()
    return begin
