"""The demo company, generated once for all tests of this folder."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eigenart.delivery.demo.company import DemoFiles, generate

TODAY = date(2025, 11, 26)

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="session")
def demo_day() -> date:
    return TODAY


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return generate(tmp_path_factory.mktemp("company"), today=TODAY)


@pytest.fixture(scope="session")
def demo_rows(demo_files: DemoFiles) -> Callable[[str], Rows]:
    """`demo_rows("people")` gives the rows of people.csv by heading."""
    return lambda name: rows_of(getattr(demo_files, name))
