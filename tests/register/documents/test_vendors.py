"""Art. 28(3): no processors by default, and every letter for each that there is."""

from collections.abc import Callable

from eigenart.register.documents.material import Material
from eigenart.register.documents.model import ToFill, facts_of
from eigenart.register.documents.vendors import LETTERS, NONE, compile_vendors
from tests.register.documents.conftest import RECIPIENT


def test_by_default_there_is_none(material: Material) -> None:
    document = compile_vendors(material)
    assert [section.code for section in document.sections] == ["none"]
    assert NONE in set(document.texts())


def test_every_letter_for_each_processor(changed: Callable[..., Material]) -> None:
    document = compile_vendors(changed(lambda plain: plain.update(recipients={"host": RECIPIENT})))
    (section,) = document.sections
    facts = facts_of(section)
    assert set(facts) >= LETTERS
    assert {code for code, fact in facts.items() if isinstance(fact.values[0], ToFill)} == {
        "28-3-b",
        "28-3-e",
        "28-3-f",
    }
