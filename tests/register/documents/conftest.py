"""The register that ships as material for documents, and ways to change it."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from eigenart.register.documents.material import Approval, Material, TrainedModel
from eigenart.register.loader import DEFAULT_FILE, parse
from eigenart.register.read import Register
from eigenart.register.schema import Content

DAY = date(2026, 11, 24)
PLAIN = parse(DEFAULT_FILE.read_text(encoding="utf-8")).plain
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def material() -> Material:
    return Material(register=register_with(), made_on=DAY, software="0.1.0")


@pytest.fixture
def changed() -> Callable[..., Material]:
    """Material from a changed register: `changed(lambda plain: plain["controller"].update(name="X"))`."""

    def make(*changes: Change, **more: Any) -> Material:
        return Material(register=register_with(*changes), made_on=DAY, software="0.1.0", **more)

    return make


@pytest.fixture
def approvals() -> tuple[Approval, ...]:
    return tuple(Approval(party, DAY) for party in ("works_council", "dpo", "employer"))


@pytest.fixture
def model() -> TrainedModel:
    return TrainedModel(
        surface="learning",
        trained_on=date(2026, 11, 20),
        digest="d" * 64,
        register_hash="e" * 64,
        catalogue_version="2026-11",
        metrics={
            "verdict": "blend",
            "winner": "blend_all",
            "validation_ndcg@10": {"popularity": 0.2112, "blend_all": 0.3142},
            "validation_people": 412,
            "n_people": 1003,
            "n_events": 20417,
            "n_items": 640,
            "weights": {"no_history": {"ease": 0.0}, "few": {"ease": 0.15}, "many": {"ease": 0.25}},
        },
    )


def register_with(*changes: Change) -> Register:
    plain = copy.deepcopy(PLAIN)
    for change in changes:
        change(plain)
    return Register(content=Content.of(plain), plain=plain)


RECIPIENT: dict[str, Any] = {
    "processor": "Hoster AG",
    "service": {"de": "Betrieb", "en": "Hosting"},
    "agreement_on": date(2026, 1, 2),
    "subprocessors": (),
    "location": "Bonn",
    "transfer": "none",
    "safeguards_ref": "TOM 1",
    "certificates": ("ISO 27001",),
    "audited_on": date(2026, 3, 4),
    "deletion_proof": "Protokoll",
    "trains_on_our_data": False,
}
"""A processor as the register holds it."""
