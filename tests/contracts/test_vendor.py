"""The vendored assets are those that SOURCES.md names, fetch nothing from elsewhere, carry their licences."""

import hashlib
import re
from pathlib import Path

import pytest

from tools.vendor_assets import foreign_addresses

REPOSITORY = Path(__file__).resolve().parents[2]
VENDOR = REPOSITORY / "src/eigenart/delivery/web/static/vendor"
ROW = re.compile(r"^\| (?P<package>\S+) \| \S+ \| \S+ \| (?P<file>\S+) \| (?P<sha256>[0-9a-f]{64}) \|$", re.M)
ROWS = [match.groupdict() for match in ROW.finditer((VENDOR / "SOURCES.md").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_has_the_checksum_that_sources_names(row: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"]


def test_every_vendored_file_is_listed_or_a_licence() -> None:
    listed = {VENDOR / row["file"] for row in ROWS} | {VENDOR / "SOURCES.md"}
    strangers = [path for path in VENDOR.rglob("*") if path.is_file() and path not in listed]
    assert [path for path in strangers if path.name != "LICENCE"] == []


def test_every_package_has_its_licence_beside_it() -> None:
    folders = {(VENDOR / row["file"]).parent for row in ROWS}
    assert len(folders) >= 4
    assert [folder for folder in folders if len((folder / "LICENCE").read_text(encoding="utf-8")) < 300] == []


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert foreign_addresses(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.[cj]s*")), ids=lambda path: path.name)
def test_a_vendored_file_points_to_no_source_map(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_control_foreign_addresses_are_found_and_data_uris_are_not() -> None:
    css = """/* https://comment.example */ @import "https://fonts.example/a.css";
    a{b:url(//cdn.example/x.png)}
    c{d:url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>")}"""
    assert foreign_addresses(css) == ["https://fonts.example/a.css", "//cdn.example/x.png"]
