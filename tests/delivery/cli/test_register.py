"""`eigenart register`: what differs has words and code 1; approvals are verified here and from a file elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eigenart.delivery.cli.register import register as group
from eigenart.privacy import drift, party_keys
from eigenart.privacy.catalog import Difference
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval, DriftCheck
from eigenart.register.loader import DEFAULT_FILE

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, [*arguments])


def test_check_says_what_differs_and_leaves_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Difference("job_undeclared", "send_everything")
    monkeypatch.setattr(drift, "COMPARISONS", (lambda _source: (found,),))
    result = run("check")
    assert result.exit_code == 1
    assert "send_everything [job_undeclared]" in result.output
    assert json.loads(run("check", "--json").stdout)[0]["code"] == "job_undeclared"
    assert not DriftCheck.objects.last().is_clear  # type: ignore[union-attr]
    assert "Optional purposes rest: 1 differences" in run("show").output
    monkeypatch.setattr(drift, "COMPARISONS", ())
    assert run("check").exit_code == 0


def test_verify_here_and_from_a_file(approved_register: None, tmp_path: Path) -> None:
    assert run("verify").exit_code == 0
    path = tmp_path / "approvals.json"
    path.write_text(run("verify", "--json").stdout, encoding="utf-8")
    written = {one.party.value: one.fingerprint for one in party_keys.states()}
    expected = [part for party, digits in written.items() for part in ("--expect", f"{party}={digits}")]
    assert run("verify", "--file", str(path), *expected).exit_code == 0
    other = run("verify", "--file", str(path), "--expect", "dpo=0000 1111")
    assert (other.exit_code, "[other_key]" in other.output) == (1, True)
    path.write_text(path.read_text(encoding="utf-8").replace(register().hash, "0" * 64), encoding="utf-8")
    forged = run("verify", "--file", str(path))
    assert (forged.exit_code, "DOES NOT HOLD" in forged.output) == (1, True)
    path.write_text("[1]", encoding="utf-8")
    assert run("verify", "--file", str(path)).exit_code == 1
    assert run("verify", "--expect", "somebody").exit_code == 2


def test_verify_finds_a_row_that_nobody_signed(approved_register: None, now: Any) -> None:
    Approval.objects.create(register_hash="0" * 64, party="works_council", signed_as="works_council", at=now)
    result = run("verify")
    assert (result.exit_code, "[forged]" in result.output) == (1, True)


def test_diff_says_what_changed_since_the_last_approval(
    approved_register: None, settings: Any, tmp_path: Path
) -> None:
    assert "No other register" in run("diff").output
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace('period: "P12M"', 'period: "P24M"', 1)
    (tmp_path / "register.yaml").write_text(text, encoding="utf-8")
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    assert "Frist: bisher „P12M“, jetzt „P24M“" in run("diff").output
    assert "Period: before “P12M”, now “P24M”" in run("diff", "--language", "en").output


def test_export_speaks_fideslang() -> None:
    assert json.loads(run("export").stdout)["system"][0]["fides_key"] == "eigenart"
