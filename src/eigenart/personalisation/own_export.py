"""What personalisation adds to a person's export: what is worked out about them now, as ranking sees it.

Registered by this app's config; see `privacy.export_contributors`. Nothing is recorded: no card counts as shown.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from eigenart.core.consent import decide
from eigenart.core.vocabulary import Fact
from eigenart.engine import profile_state
from eigenart.personalisation import artefacts, catalogues, ranking, registry
from eigenart.personalisation.surface import Surface
from eigenart.privacy import consent, export_contributors
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register as register_in_force
from eigenart.profiles import read as profiles


def register() -> None:
    export_contributors.register_part("derived", derived)


def derived(grant: Grant) -> dict[str, Any]:
    """By surface: the features and today's scores; nothing but the reason where the person switched it off."""
    at = datetime.now(UTC)
    said = consent.history(grant)
    found: dict[str, Any] = {}
    for surface in registry.all_surfaces():
        answer = decide(register_in_force().terms(surface.purpose), said, at)
        found[surface.key] = (
            _worked_out(surface, grant, at) if answer.is_permitted else {"not_worked_out": answer.code.value}
        )
    return found


def _worked_out(surface: Surface, grant: Grant, at: datetime) -> dict[str, Any]:
    view = profiles.read(grant, at)
    versioned = catalogues.of(surface)
    position = next((f.value or f.key for f in view.facts if f.kind.value == "position"), "")
    state = profile_state.read(view, versioned.catalogue, profiles.position_needs(position)).state
    items = versioned.catalogue.items
    used = artefacts.in_use(surface.key, versioned)
    return {
        "model_run": str(used.run_id) if used.run_id else "",
        "features": {
            "position": state.position,
            "org_unit": state.org_unit,
            "levels": {skill: known.level for skill, known in state.levels.items()},
            "needed_levels": dict(state.needs),
            "interests": sorted(state.interests),
            "liked_formats": sorted(state.liked_formats),
            "longest_minutes": state.longest,
            "dislikes": [
                {"kind": d.kind.value, "key": d.key, "strength": d.strength} for d in state.dislikes
            ],
            "past_items": [
                {"item": items[row].key, "strength": float(strength)}
                for row, strength in zip(state.past_rows, state.past_strengths, strict=True)
            ],
        },
        "inputs": [_input(fact) for fact in view.facts if fact.id in view.inputs_read],
        "scores_today": [
            {"item": key, "title": _title(surface, key), "score": score}
            for key, score in ranking.order_for(surface, view, at=at).items()
        ],
    }


def _input(fact: Fact) -> Mapping[str, Any]:
    return {"row": str(fact.id).partition(":")[2], "kind": fact.kind.value, "key": fact.key}


def _title(surface: Surface, key: Any) -> str:
    held = catalogues.of(surface).by_key.get(key)
    return held.title.de if held else str(key)
