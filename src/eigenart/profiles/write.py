"""Writes what a person states or does. Each call is one transaction and may be repeated.

Own values stand beside imported ones and win; an import never touches them. Called by personalisation,
surfaces and My data with the grant of the purpose that stores the value.
"""

from datetime import UTC, datetime
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, FactKind, Origin
from eigenart.privacy import gate
from eigenart.privacy.grant import GateClosed, Grant
from eigenart.profiles import rows, values
from eigenart.profiles.models import Activity, FactRow, Interest, Preference, SkillEntry
from eigenart.profiles.sources import WrongValue


def state_skill(grant: Grant, concept_id: str, level: int) -> None:
    """level: 1 basics .. 4 expert. Raises WrongValue for an unknown concept or level."""
    values.check(FactKind.SKILL, concept_id, str(level))
    if not values.is_known_skill(concept_id):
        raise WrongValue("unknown_skill", kind=FactKind.SKILL.value, key=concept_id)
    _state(grant, SkillEntry, key=concept_id, value=str(level))


def state_interest(grant: Grant, key: str) -> None:
    """key: topic code or skill concept id."""
    values.check(FactKind.INTEREST, key, "")
    _state(grant, Interest, key=key, value="")


def drop_interest(grant: Grant, key: str) -> None:
    """The person no longer wants it; nothing happens where it is not stated."""
    with gate.rows(grant):
        Interest.under(grant).filter(key=key, origin=Origin.SELF).delete()


def set_preference(grant: Grant, key: str, value: str) -> None:
    """key: `format:<code>`, `topic:<code>` (like | dislike) or `minutes` (number). "" removes it. Raises WrongValue."""
    if not value:
        with gate.rows(grant):
            Preference.under(grant).filter(key=key, origin=Origin.SELF).delete()
        return
    values.check(FactKind.PREFERENCE, key, value)
    _state(grant, Preference, key=key, value=value)


def record_activity(grant: Grant, item_key: str, state: ActivityState, at: datetime) -> bool:
    """Append a step of the grant's person, as noted by the portal. Returns whether it is new."""
    subject = _person(grant)
    step = Activity(subject_id=subject, key=item_key, value=state.value, at=at, recorded_at=datetime.now(UTC))
    step.origin = Origin.APP
    with gate.rows(grant):
        rows.unmark_forgotten(grant, Activity, subject=subject, parts=rows.identity(step))
        if Activity.under(grant).filter(key=step.key, value=step.value, at=at).exists():
            return False
        Activity.under(grant).bulk_create([step], ignore_conflicts=True)
    return True


def withdraw_activity(grant: Grant, item_key: str, state: ActivityState, at: datetime) -> bool:
    """Take back a step that the portal noted (undo). Returns whether there was one."""
    with gate.rows(grant):
        steps = Activity.under(grant).filter(key=item_key, value=state.value, at=at, origin=Origin.APP)
        return steps.delete()[0] > 0


def _state(grant: Grant, model: type[FactRow], *, key: str, value: str) -> None:
    subject, now = _person(grant), datetime.now(UTC)
    with gate.rows(grant):
        rows.unmark_forgotten(grant, model, subject=subject, parts=(key,))
        own = model.under(grant).filter(key=key, origin=Origin.SELF, is_forgotten=False)
        if own.exists():
            own.exclude(value=value).update(value=value, recorded_at=now, confidence=1.0)
            own.update(is_muted=False, expires_on=None)
            return
        fresh = model(subject_id=subject, key=key, value=value, origin=Origin.SELF, recorded_at=now)
        model.under(grant).bulk_create([fresh], ignore_conflicts=True)


def _person(grant: Grant) -> UUID:
    if grant.subject is None:
        raise GateClosed("wrong_subject", purpose=grant.purpose)
    return grant.subject
