"""The register in the words of the fideslang taxonomy, for tools that read it. Called by `eigenart register export`."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from eigenart.register.read import Register

MAPPING: Final = Path(__file__).with_name("fideslang.yaml")
FALLBACK: Final = "essential.service"


@lru_cache(maxsize=1)
def mapping() -> dict[str, Any]:
    """taxonomy, data_subject, and data_uses by purpose."""
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(MAPPING.read_text(encoding="utf-8"))
    return found


def manifest(register: Register) -> dict[str, Any]:
    """One system with a privacy declaration for each purpose. A company's own purpose gets the general use."""
    known = mapping()
    content = register.content
    declarations = [
        {
            "name": entry.id,
            "data_use": known["data_uses"].get(entry.id, FALLBACK),
            "data_categories": sorted({content.data_types[data.type].fideslang for data in entry.data}),
            "data_subjects": [known["data_subject"]],
        }
        for entry in content.purposes
    ]
    system = {
        "fides_key": "eigenart",
        "name": "Eigenart",
        "system_type": "Application",
        "meta": {"register": register.hash, "taxonomy": known["taxonomy"]},
        "privacy_declarations": declarations,
    }
    return {"system": [system]}
