"""Erasure in the stores that privacy itself looks after: rows, name and login, sessions, archives, the access log.

Registered by this app's config, see `erasure_stores`; each part may be called again.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from eigenart.core.consent import EventKind, decide
from eigenart.people.models import Employee
from eigenart.privacy import (
    consent,
    data_keys,
    erasure_plan,
    erasure_stores,
    export,
    gate,
    identities,
    rights_requests,
)
from eigenart.privacy.erasure_stores import Commission, Outcome
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register as register_in_force
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import subject_models


class NotErased(Exception):
    """Rows that had to go are still there. Not final: the store is asked again."""

    code = "not_erased"
    is_final = False


def register() -> None:
    erasure_stores.register_eraser("database", "rows", rows)
    erasure_stores.register_eraser("files", "archives", archives)
    erasure_stores.register_eraser("log", "access_log", access_log)


@transaction.atomic
def rows(commission: Commission) -> Outcome:
    """Every row that has to go, in one transaction; optional purposes are off afterwards, so that nothing new comes."""
    grant = commission.grant
    turn_off(grant)
    gone: dict[str, int] = {}
    kept: dict[str, int] = {}
    with gate.rows(grant):
        for model in subject_models():
            going, _ = erasure_plan.rule(model, commission.scope)
            count = model.under(grant).filter(going).delete()[0]
            if model.under(grant).filter(going).exists():
                raise NotErased(str(model.category))
            gone[str(model.category)] = count
            kept[str(model.category)] = model.under(grant).count()
    if commission.scope == "all":
        people = Employee.objects.filter(pk=commission.employee_id)
        gone["login"] = _end_sessions(commission.user_id) + identities.erase(grant, people)
        gone["identity"] = 1
        data_keys.forget(grant.person)
    return Outcome(_counted(gone), _counted(kept))


def archives(commission: Commission) -> Outcome:
    """The person's own copies."""
    held = rights_requests.requests_of(commission.grant, export.KIND)
    gone = 0
    for request in held:
        path = export.path_of(request.id)
        gone += path.exists()
        path.unlink(missing_ok=True)
        if request.stored_as:
            rights_requests.note(commission.grant, request.id, stored_as="", expires_at=None)
    return Outcome({"rights_requests": gone} if gone else {})


def access_log(commission: Commission) -> Outcome:
    """Lines say when and why, never what; they stay as proof until their class ends."""
    with gate.reading(commission.grant):
        return Outcome(kept={"access_log": AccessLog.under(commission.grant).count()})


def turn_off(grant: Grant) -> None:
    """Withdraw every consent and object to every legitimate interest that is on."""
    said = consent.history(grant)
    now = max([datetime.now(UTC), *(event.at + timedelta(microseconds=1) for event in said)])
    for entry in register_in_force().optional_purposes():
        terms = register_in_force().terms(entry.id)
        if not decide(terms, said, now).is_permitted:
            continue
        kind = EventKind.WITHDRAWN if entry.switch.control == "opt_in" else EventKind.OBJECTED
        with gate.rows(grant):
            Consent.under(grant).create(
                kind=kind,
                purpose=entry.id,
                version=entry.version,
                text_hash=terms.text_hash,
                channel="erasure",
                at=now,
            )


def _end_sessions(user_id: int | None) -> int:
    if user_id is None:
        return 0
    own = [s.pk for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(user_id)]
    return Session.objects.filter(pk__in=own).delete()[0]


def _counted(counts: dict[str, int]) -> dict[str, int]:
    return {category: count for category, count in counts.items() if count}
