"""The public page: register, approvals, and drills that are only called passed if somebody reported it."""

from collections.abc import Callable
from datetime import date

from eigenart.register.documents.material import Approval, Drill, Material
from eigenart.register.documents.model import Table, facts_of
from eigenart.register.documents.transparency import EXPECTED, compile_transparency, shown_drills
from eigenart.register.documents.words import both


def drill_rows(material: Material) -> list[tuple[str, ...]]:
    table = compile_transparency(material).sections[-1].blocks[0]
    assert isinstance(table, Table)
    return [tuple(cell.en for cell in row) for row in table.rows]


def test_without_reports_nothing_is_called_passed(material: Material) -> None:
    assert len(drill_rows(material)) == len(EXPECTED)
    assert {row[1:] for row in drill_rows(material)} == {("not yet", "not available yet")}


def test_the_newest_report_counts(changed: Callable[..., Material]) -> None:
    title = both("Löschprobe", "Erasure drill")
    old = Drill("erasure", title, date(2026, 5, 1), is_passed=False)
    new = Drill("erasure", title, date(2026, 11, 1), is_passed=True, figure=both("0 Treffer", "0 hits"))
    for order in ((old, new), (new, old)):
        first = drill_rows(changed(drills=order))[0]
        assert first == ("Erasure drill", "1 November 2026", "passed: 0 hits")


def test_a_failed_drill_is_shown_as_failed(changed: Callable[..., Material]) -> None:
    failed = Drill("breach", both("Panne", "Breach"), date(2026, 11, 1), is_passed=False)
    assert ("Breach", "1 November 2026", "failed") in drill_rows(changed(drills=(failed,)))


def test_a_drill_that_nobody_expected_is_shown_too(changed: Callable[..., Material]) -> None:
    more = Drill("fire", both("Feuer", "Fire"), date(2026, 11, 1), is_passed=True)
    assert [drill.code for drill in shown_drills(changed(drills=(more,)))][-1] == "fire"


def test_approvals_and_hash(changed: Callable[..., Material], approvals: tuple[Approval, ...]) -> None:
    found = changed(approvals=(approvals[0], Approval("dpo", None), approvals[2]))
    register, state = compile_transparency(found).sections[:2]
    assert facts_of(register)["hash"].values[0].de == found.register.hash
    table = state.blocks[0]
    assert isinstance(table, Table)
    assert [row[1].en for row in table.rows] == [
        "approved on 24 November 2026",
        "not yet approved",
        "approved on 24 November 2026",
    ]
