"""Art. 30(1)(a) to (g): every activity answers every letter."""

from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Table, facts_of
from eigenart.register.documents.processing_record import LETTERS, compile_record


def test_every_activity_answers_every_letter(material: Material) -> None:
    controller, activities, measures = compile_record(material).sections
    assert "30-1-a" in facts_of(controller)
    assert {s.code for s in activities.sections} == {entry.id for entry in material.register.content.purposes}
    for section in activities.sections:
        assert set(facts_of(section)) >= LETTERS
    table = measures.blocks[0]
    assert isinstance(table, Table)
    assert [row[0].en for row in table.rows] == [
        m.title.en for m in material.register.content.measures.values()
    ]


def test_the_record_holds_what_the_register_holds(material: Material) -> None:
    activities = compile_record(material).sections[1]
    for entry, section in zip(material.register.content.purposes, activities.sections, strict=True):
        facts = facts_of(section)
        assert facts["30-1-b"].values[0].de == entry.why.de
        assert len(facts["30-1-f"].values) == len(entry.data)
