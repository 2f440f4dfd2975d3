"""The audit that does not pass when it looked at nothing, and the bill of materials that names what is installed."""

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import audit_dependencies, make_sbom
from tools.audit_dependencies import CLEAN, NOT_AUDITED, WEAK, audit, pinned, told

LOCK = """\
# a comment
alpha==1.0 \\
    --hash=sha256:00
beta==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:11
gamma-ray==3.1
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK)
    return path


def answer(*packages: dict[str, Any]) -> Any:
    return lambda _: (json.dumps({"dependencies": packages, "fixes": []}), "")


ALPHA: dict[str, Any] = {"name": "alpha", "version": "1.0", "vulns": []}
GAMMA: dict[str, Any] = {"name": "gamma_ray", "version": "3.1", "vulns": []}


def test_what_another_system_installs_is_not_expected(lock: Path) -> None:
    assert pinned(lock) == {"alpha": "1.0", "gamma-ray": "3.1"}


def test_everything_looked_up_and_nothing_known_passes(lock: Path) -> None:
    found = audit(lock, answer(ALPHA, GAMMA))
    assert (found.code, found.audited, found.expected) == (CLEAN, 2, 2)


@pytest.mark.parametrize(
    "packages",
    [
        (),
        (ALPHA,),
        (ALPHA, {"name": "gamma-ray", "skip_reason": "not found"}),
        (ALPHA, GAMMA | {"version": "3.0"}),
    ],
)
def test_anything_left_out_is_no_pass(lock: Path, packages: tuple[dict[str, Any], ...]) -> None:
    found = audit(lock, answer(*packages))
    assert found.code == NOT_AUDITED
    assert "gamma-ray" in found.missing
    assert "NOT AUDITED" in told("lock", found)


@pytest.mark.parametrize("printed", ["", "null", "[]", "<html>", '{"dependencies": null}'])
def test_without_a_connection_it_says_so_and_does_not_pass(lock: Path, printed: str) -> None:
    found = audit(lock, lambda _: (printed, "Traceback\nConnectionError: no route"))
    assert (found.code, found.audited) == (NOT_AUDITED, 0)
    assert "no route" in told("lock", found)
    assert "This is no pass" in told("lock", found)


def test_an_empty_lock_file_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "empty.lock").write_text("# nothing\n")
    assert audit(tmp_path / "empty.lock", answer()).code == NOT_AUDITED


def test_a_known_weakness_fails_whatever_else_was_left_out(lock: Path) -> None:
    found = audit(lock, answer(ALPHA | {"vulns": [{"id": "PYSEC-1"}, {"id": "CVE-2"}]}))
    assert found.code == WEAK
    assert found.weak == ("alpha 1.0: CVE-2, PYSEC-1",)


def test_the_house_has_lock_files_to_audit() -> None:
    for name in audit_dependencies.LOCKS:
        assert len(pinned(audit_dependencies.REPOSITORY / name)) > 30


def test_the_bill_of_materials_is_valid_and_names_every_locked_package(tmp_path: Path) -> None:
    target = tmp_path / "sbom.cdx.json"
    make_sbom.write(target)
    text = target.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    content = json.loads(text)
    assert content["metadata"]["component"]["name"] == "eigenart"
    named = {(part["name"], part["version"]) for part in content["components"]}
    assert set(pinned(make_sbom.LOCK).items()) <= named
    assert all(part["purl"].startswith("pkg:pypi/") for part in content["components"])
    assert all(
        reference.get("hashes") for part in content["components"] for reference in part["externalReferences"]
    )
    make_sbom.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text(encoding="utf-8") == text


def test_control_a_damaged_bill_is_refused() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(
        '{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": 1}'
    )
