"""Deletion by the register's rules: what its class no longer allows to keep. Counts only, no trace of values.

Called by the nightly job, and by `consent.withdraw` for what was kept only for that consent.
"""

from datetime import UTC, date, datetime
from typing import Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from eigenart.core.consent import Control, Purpose
from eigenart.people.services import Actor
from eigenart.privacy import audit, bookkeeping, gate, identities
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog
from eigenart.privacy.subject import SubjectData, subject_models
from eigenart.register.periods import day_before

PURPOSE: Final = Purpose("privacy.retention")


class RetentionRefused(Exception):
    """The gate does not let retention run. Not final: it runs again once the register is sound."""

    is_final = False

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def delete_expired(at: datetime | None = None) -> dict[str, int]:
    """Delete every row past its class, in one transaction. Returns rows deleted by data type.

    Raises RetentionRefused.
    """
    at = at or datetime.now(UTC)
    grant = gate.open_population(Actor.system(), PURPOSE, at)
    if isinstance(grant, Refusal):
        raise RetentionRefused(grant.code)
    expired = {model: _expired(model, at) for model in subject_models()}
    with gate.rows(grant):
        counts = {
            str(model.category): model.under(grant).filter(condition).delete()[0]
            for model, condition in expired.items()
            if model is not AccessLog
        }
        counts[str(AccessLog.category)] = audit.remove(_first_moment_kept(AccessLog, at))
    today = at.astimezone(settings.EIGENART.zone).date()
    return counts | identities.delete_expired(grant, today)


def delete_at_purpose_end(grant: Grant, purpose: str) -> dict[str, int]:
    """Delete what one person's data were kept for this purpose only; under a grant that may remove them."""
    counts = {}
    with gate.rows(grant):
        for model in subject_models():
            is_owned = register().data_type(model.category).owner == purpose
            if is_owned and register().retention(model.category).start == "purpose_end":
                counts[str(model.category)] = model.under(grant).delete()[0]
    return counts


def _expired(model: type[SubjectData], at: datetime) -> Q:
    """The rows of a table whose time is over, by the class of its data type."""
    rule, kind = register().retention(model.category), register().data_type(model.category)
    last_kept = _last_day_kept(model, at)
    if rule.start in ("event_time", "decision_time"):
        field = model._meta.get_field(str(kind.start_field))
        if isinstance(field, models.DateTimeField):
            return Q(**{f"{field.name}__lt": _first_moment_kept(model, at)})
        return Q(**{f"{field.name}__lt": last_kept})
    left = Q(subject__employee__leaves_on__lt=last_kept)
    if rule.start == "contract_end":
        return left
    terms = register().terms(kind.owner)
    if terms.control is Control.NONE:
        return left
    return left | ~Q(subject__in=bookkeeping.permitted(terms, max(at, datetime.now(UTC))))


def _last_day_kept(model: type[SubjectData], at: datetime) -> date:
    return day_before(
        register().retention(model.category).period, at.astimezone(settings.EIGENART.zone).date()
    )


def _first_moment_kept(model: type[SubjectData], at: datetime) -> datetime:
    return datetime.combine(_last_day_kept(model, at), datetime.min.time(), settings.EIGENART.zone)
