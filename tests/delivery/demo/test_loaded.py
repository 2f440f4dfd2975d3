"""The demo's files through the product's importers: every column is understood, and positions have their needs."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.utils import timezone

from eigenart.delivery.demo import catalogue, company
from eigenart.people.models import Position
from eigenart.profiles import intake, read, vocabulary
from eigenart.surfaces.learning import services
from tests.profiles.intake.files import HR


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> company.DemoFiles:
    return company.generate(tmp_path_factory.mktemp("company"), today=timezone.localdate())


@pytest.fixture
def batches(approved_register: None, files: company.DemoFiles) -> Mapping[str, intake.IntakeBatch]:
    vocabulary.load_vocabulary(files.vocabulary)
    applied = {}
    for kind in ("positions", "people", "catalogue", "activity"):
        path: Path = getattr(files, kind)
        batch = intake.receive(HR, kind, path.name, path.read_bytes())
        intake.inspect(batch)
        applied[kind] = intake.apply(HR, batch)
    return applied


def test_nothing_is_lost_on_the_way(batches: Mapping[str, intake.IntakeBatch]) -> None:
    for kind, batch in batches.items():
        summary = intake.summary(batch)
        assert summary.rejected == 0, kind
        assert [c["heading"] for c in batch.report["proposals"] if c["how"] == "none"] == [], kind
    jobs = catalogue.jobs()
    assert Position.objects.count() == len(jobs), (
        "a position is one row, whether it is named by code or title"
    )
    assert all(read.position_needs(code) for code in Position.objects.values_list("code", flat=True))
    teaches = {entry.number: len(entry.teaches) for entry in catalogue.entries().values()}
    assert {services.number_of(item.key): len(item.skills) for item in services.items()} == teaches
