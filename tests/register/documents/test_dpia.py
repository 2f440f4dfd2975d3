"""Art. 35(7)(a) to (d), and that a changed column makes the assessment unsigned."""

from collections.abc import Callable
from typing import Any

from eigenart.register.documents.dpia import compile_dpia
from eigenart.register.documents.material import Approval, Material
from eigenart.register.documents.model import Document, Section, Table, ToFill, facts_of


def assessed(document: Document) -> dict[str, Section]:
    return {section.code: section for section in document.sections if section.sections}


def validity(document: Document) -> str:
    return facts_of(document.sections[0])["validity"].values[0].en


def test_every_purpose_that_needs_it_has_all_four_letters(material: Material) -> None:
    document = compile_dpia(material)
    needed = {e.id for e in material.register.content.purposes if e.dpia and e.dpia.required}
    assert needed
    assert set(assessed(document)) == needed
    for section in assessed(document).values():
        assert [s.code for s in section.sections] == ["description", "necessity", "risks", "answers", "views"]
        assert {"35-7-a", "35-7-b", "35-2", "35-9", "35-11", "36"} <= set(facts_of(section))


def test_each_risk_has_its_measures_in_words(material: Material) -> None:
    section = assessed(compile_dpia(material))["learning.recommend"]
    table = next(s for s in section.sections if s.code == "answers").blocks[0]
    assert isinstance(table, Table)
    dpia = material.register.purpose("learning.recommend").dpia
    assert dpia is not None
    measures = material.register.content.measures
    for row, risk in zip(table.rows, dpia.risks, strict=True):
        assert risk.text.en in row[0].en
        assert all(measures[name].title.en in row[1].en for name in risk.measures)


def test_changing_one_column_leaves_it_unsigned(
    changed: Callable[..., Material], approvals: tuple[Approval, ...]
) -> None:
    """The approval is one of a hash; for the changed register there is none, so nobody signed."""

    def column(plain: dict[str, Any]) -> None:
        kind = plain["data_types"]["skills"]
        kind["columns"] = (*kind["columns"], "endorsed_by")

    signed, other = changed(approvals=approvals), changed(column)
    assert signed.register.hash != other.register.hash
    assert validity(compile_dpia(signed)) == "valid for exactly this text"
    assert validity(compile_dpia(other)).startswith("not valid")


def test_what_nobody_said_is_marked_for_the_company(
    material: Material, changed: Callable[..., Material]
) -> None:
    def advise(plain: dict[str, Any]) -> None:
        for entry in plain["purposes"]:
            entry["dpia"]["dpo_advice"] = {"de": "Kein Einwand", "en": "No objection"}

    open_facts = facts_of(assessed(compile_dpia(material))["learning.recommend"])
    assert isinstance(open_facts["35-2"].values[0], ToFill)
    said = facts_of(assessed(compile_dpia(changed(advise)))["learning.recommend"])
    assert said["35-2"].values[0].en == "No objection"
    assert not isinstance(said["35-2"].values[0], ToFill)


def test_a_high_residual_risk_asks_for_the_authority(changed: Callable[..., Material]) -> None:
    def high(plain: dict[str, Any]) -> None:
        entry = next(p for p in plain["purposes"] if p["id"] == "learning.recommend")
        entry["dpia"]["risks"][0]["residual"] = 3

    facts = facts_of(assessed(compile_dpia(changed(high)))["learning.recommend"])
    assert facts["36"].values[0].en.startswith("needed")
