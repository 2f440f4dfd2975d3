"""The annex: for every purpose that needs approval the closed lists of fields, evaluations, roles and interfaces."""

from collections.abc import Callable
from typing import Any

from eigenart.register.documents.material import Approval, Material
from eigenart.register.documents.model import Section, Table, facts_of
from eigenart.register.documents.works_agreement import FOR_EACH_PURPOSE, compile_works_agreement


def annexes(material: Material) -> dict[str, Section]:
    known = {entry.id for entry in material.register.content.purposes}
    return {s.code: s for s in compile_works_agreement(material).sections if s.code in known}


def test_every_purpose_that_needs_approval_has_its_annex(material: Material) -> None:
    needed = {entry.id for entry in material.register.content.purposes if entry.approvals}
    assert set(annexes(material)) == needed
    assert all(set(facts_of(section)) == FOR_EACH_PURPOSE for section in annexes(material).values())


def test_the_fields_are_exactly_those_that_the_purpose_may_read(material: Material) -> None:
    for purpose, section in annexes(material).items():
        table = next(block for block in section.blocks if isinstance(block, Table))
        entry = material.register.purpose(purpose)
        for row, data in zip(table.rows, entry.data, strict=True):
            assert set(row[1].en.split(", ")) == set(material.register.columns(purpose, data.type))


def test_sums_are_listed_with_their_least_number(changed: Callable[..., Material]) -> None:
    def sums(plain: dict[str, Any]) -> None:
        plain["purposes"][1]["visibility"]["hr"] = {"level": "aggregate", "k_min": 12}

    evaluations = facts_of(annexes(changed(sums))["learning.record"])["evaluations"].values
    assert [value.en for value in evaluations] == [
        "none about single people",
        "HR: only sums over at least 12 people",
    ]


def test_b87_2_the_reports_of_a_purpose_are_listed(material: Material) -> None:
    """The list of the register; that the code has no other report is tested with the reports."""
    evaluations = facts_of(annexes(material)["insight.reports"])["evaluations"].values
    reports = [one.title.en for one in material.register.content.reports.values()]
    assert [value.en for value in evaluations][1 : len(reports) + 1] == reports
    assert len(reports) > 1


def test_a_company_without_a_works_council_informs_its_employees(changed: Callable[..., Material]) -> None:
    none = changed(approvals=(Approval("works_council", None, is_required=False),))
    document = compile_works_agreement(none)
    assert document.title.en == "Information of the employees (no works council)"
    signatures = document.sections[-1].blocks[0]
    assert isinstance(signatures, Table)
    assert [row[0].en for row in signatures.rows] == ["Employer"]
