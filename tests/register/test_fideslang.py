"""The mapping to fideslang: every type of data and every purpose has a key, and every key is one of the taxonomy."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from eigenart.register.fideslang import manifest, mapping
from eigenart.register.loader import DEFAULT_FILE, load

REGISTER = load(DEFAULT_FILE)
KEYS: dict[str, list[str]] = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "data/fideslang_keys.yaml").read_text(encoding="utf-8")
)


def declarations() -> list[dict[str, Any]]:
    return list(manifest(REGISTER)["system"][0]["privacy_declarations"])


def test_every_type_of_data_has_a_category_of_the_taxonomy() -> None:
    found = {kind.fideslang for kind in REGISTER.content.data_types.values()}
    assert found - set(KEYS["data_categories"]) == set()


def test_every_purpose_has_a_use_of_the_taxonomy_and_no_other_has() -> None:
    assert set(mapping()["data_uses"]) == set(REGISTER.purposes)
    assert set(mapping()["data_uses"].values()) <= set(KEYS["data_uses"])
    assert mapping()["data_subject"] in KEYS["data_subjects"]


def test_the_manifest_names_each_purpose_with_what_it_reads() -> None:
    by_name = {one["name"]: one for one in declarations()}
    assert set(by_name) == set(REGISTER.purposes)
    assert by_name["learning.interests"]["data_categories"] == ["user.privacy_preferences"]
    assert by_name["learning.recommend"]["data_use"] == "personalize.content.profiled"
    assert manifest(REGISTER)["system"][0]["meta"]["register"] == REGISTER.hash
