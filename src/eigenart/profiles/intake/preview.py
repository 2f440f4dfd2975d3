"""Third step: what would applying this file change? Reads only; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigenart.core.quality import Issue
from eigenart.core.vocabulary import FactKind
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant, Refusal
from eigenart.profiles import sources
from eigenart.profiles.intake import progress as live
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.reading import Reading
from eigenart.profiles.intake.receive import allow
from eigenart.profiles.intake.targets import Change, IntakeTarget, Plan, Progress, no_progress
from eigenart.profiles.models import IntakeBatch

SKILL_MARK = "skill:"
SAMPLE_SIZE = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value before and after, as text; "" for none. field: canonical column, or the name of a skill."""

    field: str
    before: str
    after: str
    is_skill: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for one record. kind: added | changed | ended. label: person or thing, for HR only."""

    kind: str
    label: str
    line: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """counts: added, changed, unchanged, ended, missing (known, but not in the file; they stay), in this order.

    differences: the first 50, changed ones before added ones. missing: the first 50 labels.
    """

    counts: Mapping[str, int]
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    issues: tuple[Issue, ...]

    @property
    def changes_nothing(self) -> bool:
        return not any(self.counts[kind] for kind in ("added", "changed", "ended"))


def preview(batch: IntakeBatch, actor: Actor | None = None, progress: Progress = no_progress) -> Preview:
    """Compare an inspected file with what is stored. actor: HR, or the system if left out.

    Raises IntakeError (not_allowed, wrong_status, gate_closed, file_gone).
    """
    actor = actor or Actor.system()
    allow(actor)
    if batch.status != "inspected":
        raise IntakeError("wrong_status", status=batch.status)
    advance = live.noted(batch.pk, progress)
    reading = Reading(batch)
    rows = reading.all_rows(advance)
    advance(0, 0, "compare")
    plan = reading.target.plan(rows, grant_for(reading.target, actor))
    advance(len(rows), len(rows), "compare")
    chosen = sorted(plan.changes, key=lambda c: (c.kind == "added", c.line))[:SAMPLE_SIZE]
    return Preview(counts_of(plan), _differences(chosen), plan.missing[:SAMPLE_SIZE], plan.issues)


def grant_for(target: IntakeTarget, actor: Actor) -> Grant | None:
    """The population grant of a target; None for a target about nobody. Raises IntakeError("gate_closed")."""
    if target.purpose is None:
        return None
    answer = gate.open_population(actor, target.purpose)
    if isinstance(answer, Refusal):
        raise IntakeError("gate_closed", reason=answer.code, is_final=answer.is_final)
    return answer


def counts_of(plan: Plan) -> dict[str, int]:
    kinds = [change.kind for change in plan.changes]
    return {
        "added": kinds.count("added"),
        "changed": kinds.count("changed"),
        "unchanged": plan.unchanged,
        "ended": kinds.count("ended"),
        "missing": len(plan.missing),
    }


def _differences(changes: Sequence[Change]) -> tuple[Difference, ...]:
    keys = {name for c in changes for values in (c.before, c.after) for name in values or {}}
    concepts = [key.removeprefix(SKILL_MARK) for key in keys if key.startswith(SKILL_MARK)]
    labels = sources.labels_for(FactKind.SKILL, concepts)

    def named(key: str) -> str:
        concept = key.removeprefix(SKILL_MARK)
        return labels[concept].de if concept in labels else concept

    return tuple(
        Difference(
            change.kind,
            change.label,
            change.line,
            tuple(
                FieldChange(
                    named(key) if key.startswith(SKILL_MARK) else key,
                    _text((change.before or {}).get(key)),
                    _text((change.after or {}).get(key)),
                    is_skill=key.startswith(SKILL_MARK),
                )
                for key in dict.fromkeys([*(change.before or {}), *(change.after or {})])
            ),
        )
        for change in changes
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
