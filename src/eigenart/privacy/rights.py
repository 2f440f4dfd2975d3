"""What the law lets a person see: every stored row, and who opened it. Under a grant for `privacy.rights`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eigenart.core.consent import DataCategory
from eigenart.privacy import data_keys, gate
from eigenart.privacy.gate import Grant
from eigenart.privacy.models import AccessLog
from eigenart.privacy.subject import subject_models


@dataclass(frozen=True, slots=True)
class Access:
    """One opening of one's data. `outcome` is `granted` or the code of the refusal."""

    at: datetime
    actor_role: str
    purpose: str
    categories: tuple[str, ...]
    outcome: str


def everything(grant: Grant) -> dict[DataCategory, list[dict[str, Any]]]:
    """Every row about the person by data type, as columns and values; forgetting a table fails the build.

    Raises DataKeyLost where a sealed value cannot be opened.
    """
    with gate.reading(grant):
        return {
            model.category: data_keys.opened_values(
                model,
                grant.person,
                model.under(grant).order_by("id").values("id", *grant.columns[model.category]),
            )
            for model in subject_models()
        }


def accesses(grant: Grant, *, limit: int = 100) -> list[Access]:
    """The latest openings of the person's data, newest first."""
    with gate.reading(grant):
        rows = (
            AccessLog.under(grant)
            .order_by("-at")
            .values_list("at", "actor_role", "purpose", "categories", "outcome")[:limit]
        )
        return [
            Access(at, role, purpose, tuple(part for part in categories.split(",") if part), outcome)
            for at, role, purpose, categories, outcome in rows
        ]
