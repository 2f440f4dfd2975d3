"""DIN 66398: exactly one rule for each data type, each class explained, each store with its way of deleting."""

from collections.abc import Callable

from eigenart.register.documents.deletion import compile_deletion
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Paragraph, Table, ToFill, facts_of


def table(material: Material, code: str) -> Table:
    section = next(s for s in compile_deletion(material).sections if s.code == code)
    block = section.blocks[0]
    assert isinstance(block, Table)
    return block


def test_exactly_one_rule_for_each_data_type(material: Material) -> None:
    content = material.register.content
    rules = [(row[0].de, row[1].de) for row in table(material, "rules").rows]
    assert rules == [(kind.title.de, kind.retention) for kind in content.data_types.values()]
    assert {row[0].de for row in table(material, "classes").rows} == set(content.retention_classes)
    assert len(table(material, "stores").rows) == len(content.stores)


def test_periods_are_words(material: Material) -> None:
    periods = {row[0].en: row[3] for row in table(material, "classes").rows}
    assert periods["LK-A6"].de == "6 Monate"
    assert periods["LK-E12"].en == "12 months"
    assert periods["LK-Z0"].en == "at once"


def test_the_responsible_office_is_open_until_it_is_named(
    material: Material, changed: Callable[..., Material]
) -> None:
    named = changed(lambda p: p["controller"].update(deletion={"de": "Abteilung Recht", "en": "Legal"}))
    assert isinstance(facts_of(compile_deletion(material).sections[0])["responsible"].values[0], ToFill)
    assert facts_of(compile_deletion(named).sections[0])["responsible"].values[0].de == "Abteilung Recht"


def test_special_data_raise_the_class_of_protection(
    material: Material, changed: Callable[..., Material]
) -> None:
    def media(found: Material) -> str:
        block = compile_deletion(found).sections[-1].blocks[0]
        assert isinstance(block, Paragraph)
        return block.text.en

    special = changed(lambda plain: plain["data_types"]["skills"].update(special="explicit"))
    assert media(material).startswith("Protection class 2")
    assert media(special).startswith("Protection class 3")
