"""G13-1 and G13-3: the notice holds every element for every active purpose, and the hash of the running register."""

from collections.abc import Callable
from typing import Any

import pytest

from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Section, Table, facts_of
from eigenart.register.documents.notice import FOR_EACH_PURPOSE, GENERAL, compile_notice
from tests.register.documents.conftest import RECIPIENT


def part(document: Document, code: str) -> Section:
    return next(section for section in document.sections if section.code == code)


def purposes_of(document: Document) -> dict[str, Section]:
    return {section.code: section for section in part(document, "purposes").sections}


def test_g13_1_every_element_for_every_active_purpose(material: Material) -> None:
    document = compile_notice(material)
    active = {entry.id for entry in material.register.content.purposes if entry.status == "active"}
    assert len(active) >= 8
    assert set(purposes_of(document)) == active
    for section in purposes_of(document).values():
        facts = facts_of(section)
        assert set(facts) == FOR_EACH_PURPOSE
        assert all(value.de.strip() and value.en.strip() for fact in facts.values() for value in fact.values)
    assert set(facts_of(part(document, "general"))) == GENERAL


def test_g13_1_the_elements_say_what_the_register_says(material: Material) -> None:
    facts = facts_of(purposes_of(compile_notice(material))["learning.recommend"])
    entry = material.register.purpose("learning.recommend")
    titles = {material.register.data_type(data.type).title.de for data in entry.data}
    assert {value.de.split(":")[0] for value in facts["14-1-d"].values} == titles
    assert {value.de.split(":")[0] for value in facts["13-2-a"].values} == titles
    assert entry.legal.balancing_test is not None
    assert facts["13-1-d"].values[0].en == entry.legal.balancing_test.interest.en
    system = material.register.content.ai_systems["learning_recommender"]
    assert system.logic.de in {value.de for value in facts["13-2-f"].values}


def test_a_purpose_that_is_not_active_is_not_announced(changed: Callable[..., Material]) -> None:
    def draft(plain: dict[str, Any]) -> None:
        next(p for p in plain["purposes"] if p["id"] == "learning.recommend")["status"] = "draft"

    assert "learning.recommend" not in purposes_of(compile_notice(changed(draft)))


def test_a_new_purpose_is_announced_without_a_line_of_code(changed: Callable[..., Material]) -> None:
    def add(plain: dict[str, Any]) -> None:
        first = plain["purposes"][0]
        plain["purposes"] = (*plain["purposes"], first | {"id": "learning.peers"})

    section = purposes_of(compile_notice(changed(add)))["learning.peers"]
    assert set(facts_of(section)) == FOR_EACH_PURPOSE


def test_the_three_layers(material: Material) -> None:
    document = compile_notice(material)
    assert document.lead.de.count(". ") == 0
    table = part(document, "overview").blocks[0]
    assert isinstance(table, Table)
    assert [row[0].de for row in table.rows] == [entry.title.de for entry in material.active]


def test_a_recipient_is_named(changed: Callable[..., Material]) -> None:
    def outsource(plain: dict[str, Any]) -> None:
        plain["recipients"] = {"host": RECIPIENT}
        plain["purposes"][0]["recipients"] = ("host",)
        plain["purposes"][0]["third_country"] = {"countries": ("US",), "mechanism": "SCC + TIA"}

    facts = facts_of(purposes_of(compile_notice(changed(outsource)))["hr.masterdata"])
    assert facts["13-1-e"].values[0].de == "Hoster AG, Bonn"
    assert facts["13-1-f"].values[0].en == "US, mechanism: SCC + TIA"


@pytest.mark.parametrize("changes", [0, 1])
def test_g13_3_the_hash_is_that_of_the_running_register(
    changed: Callable[..., Material], changes: int
) -> None:
    found = changed(*[lambda plain: plain["controller"].update(name="Andere AG")] * changes)
    assert compile_notice(found).stamp.register_hash == found.register.hash
