"""The page of evidence counts what pytest reported, and shows a suite that did not run as not run."""

from datetime import date
from pathlib import Path

import pytest

from eigenart.core.vocabulary import LocalText
from eigenart.delivery.drills import evidence
from eigenart.privacy import suites
from eigenart.privacy.in_force import register

REPORT = """<testsuites><testsuite>
<testcase classname="tests.privacy.test_audit" name="a"/>
<testcase classname="tests.privacy.test_audit.TestAttacks" name="b"/>
<testcase classname="tests.privacy.test_canary" name="c"><failure message="x"/></testcase>
<testcase classname="tests.privacy.test_canary" name="d"/>
<testcase classname="tests.privacy.test_stops" name="e"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return path


def test_suites_are_counted(report: Path) -> None:
    states = {one.title: (one.state, one.passed, one.failed) for one in evidence.ran([report])}
    assert states["Access log: attacks"] == ("passed", 2, 0)
    assert states["Erasure: canaries"] == ("failed", 1, 1)
    assert states["Stop button"] == ("not run", 0, 0)
    assert states["Breach"] == ("not run", 0, 0)


def test_the_page_names_register_day_and_drills(report: Path, approved_register: None) -> None:
    for is_passed in (False, True):
        figure = LocalText(de="3 Fälle", en="3 cases")
        suites.record("breach", is_passed=is_passed, figure=figure, details={})
    page = evidence.page([report], made_on=date(2026, 11, 24))
    assert register().hash in page
    assert "2026-11-24" in page
    assert "| breach |" in page
    assert "passed | 3 cases" in page
    assert "failed | 3 cases" not in page


def test_anything_else_is_refused(tmp_path: Path, approved_register: None) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text("<testsuites>")
    with pytest.raises(evidence.ReportUnreadable):
        evidence.page([broken], made_on=date(2026, 11, 24))


def test_every_suite_exists() -> None:
    """A suite that was renamed must not be shown as not run for ever."""
    repository = Path(__file__).resolve().parents[3]
    for title, modules in evidence.SUITES:
        assert all((repository / f"{name.replace('.', '/')}.py").exists() for name in modules), title
