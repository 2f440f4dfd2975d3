"""Art. 26(7) AI Act: everything for every system, and a plain sentence where there is none."""

from collections.abc import Callable
from typing import Any

from eigenart.register.documents.ai_notice import FOR_EACH_SYSTEM, compile_ai_notice
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import ToFill, facts_of


def test_everything_for_every_system(material: Material) -> None:
    sections = compile_ai_notice(material).sections
    assert {section.code for section in sections} == set(material.register.content.ai_systems)
    for section in sections:
        assert set(facts_of(section)) == FOR_EACH_SYSTEM
        assert isinstance(facts_of(section)["provider"].values[0], ToFill)


def test_a_company_without_ai_says_so(changed: Callable[..., Material]) -> None:
    def without(plain: dict[str, Any]) -> None:
        plain["ai_systems"] = {}
        for entry in plain["purposes"]:
            entry.pop("ai_system", None)

    assert [s.code for s in compile_ai_notice(changed(without)).sections] == ["none"]
