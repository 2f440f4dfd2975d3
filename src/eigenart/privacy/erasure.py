"""Erasure on request (Art. 17 GDPR): preview, order, execution store by store, confirmation with a certificate.

Called by My data, by HR for people who have left, by the jobs and by `restore`. A request closes only when every
store has confirmed; each step may be repeated, and a crash in between is taken up where it happened.
"""

from collections.abc import Collection
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction

from eigenart.people.models import Employee
from eigenart.people.services import Actor, has_left
from eigenart.privacy import certificate, erasure_plan, erasure_stores, gate, rights_requests, tombstones
from eigenart.privacy.erasure_plan import Line, Scope
from eigenart.privacy.erasure_stores import Commission
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.rights_requests import RequestView, UnknownRequest
from eigenart.privacy.tombstones import Order

PURPOSE: Final = "privacy.erasure"
KIND: Final = "erasure"
DONE: Final = "done"

log = structlog.get_logger(__name__)


class ScopeRefused(Exception):
    """Everything can go only when the employment is over. Final until then."""

    code = "still_employed"
    is_final = True


class ErasureStuck(Exception):
    """A store did not confirm. code: what it said. Not final: it is asked again, the others are not."""

    is_final = False

    def __init__(self, code: str, store: str) -> None:
        self.code, self.store = code, store
        super().__init__(f"{store}: {code}")


def preview(actor: Actor, person: UUID, scope: Scope) -> tuple[Line, ...] | Refusal:
    """What would go and what would stay, and why. Nothing is changed. Raises ScopeRefused."""
    grant = _asked(actor, person, scope)
    return grant if isinstance(grant, Refusal) else erasure_plan.plan(grant, scope)


def order(actor: Actor, person: UUID, scope: Scope, *, language: str) -> RequestView | Refusal:
    """Note the confirmed request and lay its tombstone; the caller puts the job in the queue. Raises ScopeRefused."""
    with transaction.atomic():
        grant = _asked(actor, person, scope)
        if isinstance(grant, Refusal):
            return grant
        request = rights_requests.ask(
            grant,
            KIND,
            scope=scope,
            language=language[:2],
            asked_by="self" if actor.employee_id == person else "hr",
            stores={store: {"state": "open"} for store in erasure_stores.stores()},
        )
        tombstones.lay(request.id, person, scope)
    return request


def requests_of(actor: Actor, person: UUID) -> list[RequestView] | Refusal:
    """The erasures of one person, newest first: for the person, or for HR after the end of the employment."""
    grant = gate.open(actor, person, PURPOSE)
    return grant if isinstance(grant, Refusal) else rights_requests.requests_of(grant, KIND)


def carry_out(request_id: UUID, *, without: Collection[str] = ()) -> RequestView | None:
    """Ask every store that has not confirmed yet; close the request when all have. None if nobody has this mark.

    without: stores that are asked later, by another call. Raises UnknownRequest and ErasureStuck.
    """
    held = tombstones.order_of(request_id)
    if held is None:
        raise UnknownRequest(str(request_id))
    return carry_out_order(held, without=without)


def carry_out_order(held: Order, *, without: Collection[str] = ()) -> RequestView | None:
    """As `carry_out`, for an order that the database may have forgotten. Raises ErasureStuck."""
    person = tombstones.employee_of(held)
    if person is None:
        tombstones.finish(held, datetime.now(UTC))
        return None
    request = _request(held, _opened(person))
    if request.state == DONE:
        tombstones.finish(held, request.finished_at or datetime.now(UTC))
        return request
    todo = [store for store in erasure_stores.stores() if not _has_confirmed(request, store)]
    for number, store in enumerate(todo):
        if store not in without:
            share = (len(request.stores) - len(todo) + number) / max(1, len(request.stores))
            _ask_store(held, person, store, share)
    return _closed(held, person)


def _ask_store(held: Order, person: UUID, store: str, share: float) -> None:
    grant = _opened(person)
    request_id = UUID(held.request)
    rights_requests.note(grant, request_id, state="running", step=store, done_share=share)
    erasers = erasure_stores.erasers_of(store)
    try:
        if not erasers:
            raise ErasureStuck("no_eraser", store)
        # Rows and the word that they are gone belong together: otherwise a crash would lose the count.
        with transaction.atomic() if store == "database" else nullcontext():
            commission = _commission(held, person, grant)
            outcome = erasure_stores.joined(erase(commission) for erase in erasers)
            said = {"state": "confirmed", "at": _now(), "gone": outcome.gone, "kept": outcome.kept}
            _note_store(grant, request_id, store, said)
    except Exception as error:
        code = str(getattr(error, "code", type(error).__name__))
        _note_store(grant, request_id, store, {"state": "failed", "at": _now(), "code": code})
        rights_requests.note(grant, request_id, state="stuck", step=store)
        log.warning("erasure_stuck", request=held.request, store=store, code=code)
        raise ErasureStuck(code, store) from error


def _closed(held: Order, person: UUID) -> RequestView:
    grant = _opened(person)
    request = rights_requests.one(grant, UUID(held.request))
    if not all(_has_confirmed(request, store) for store in erasure_stores.stores()):
        return request
    at = datetime.now(UTC)
    signed = certificate.issue(request, held, erasure_plan.plan(grant, _scope(held)), at)
    with transaction.atomic():
        rights_requests.note(
            grant, request.id, state=DONE, step="", done_share=1.0, finished_at=at, certificate=signed
        )
        tombstones.finish(held, at)
    return rights_requests.one(grant, request.id)


def _request(held: Order, grant: Grant) -> RequestView:
    return rights_requests.put_back(
        grant,
        UUID(held.request),
        KIND,
        scope=held.scope,
        asked_at=datetime.fromisoformat(held.ordered_at),
        stores={store: {"state": "open"} for store in erasure_stores.stores()},
    )


def _commission(held: Order, person: UUID, grant: Grant) -> Commission:
    employee = Employee.objects.get(pk=person)
    request = rights_requests.one(grant, UUID(held.request))
    confirmed = request.stores.get("database", {})
    is_there = confirmed.get("state") == "confirmed"
    return Commission(
        request_id=request.id,
        scope=_scope(held),
        grant=grant,
        employee_id=person,
        user_id=employee.user_id,
        personnel_number=employee.personnel_number if employee.given_name or employee.family_name else "",
        database_at=datetime.fromisoformat(confirmed["at"]) if is_there else None,
    )


def _asked(actor: Actor, person: UUID, scope: Scope) -> Grant | Refusal:
    if scope == "all" and not has_left(person):
        raise ScopeRefused
    return gate.open(actor, person, PURPOSE)


def _opened(person: UUID) -> Grant:
    """The system carries out what was ordered."""
    grant = gate.open(Actor.system(), person, PURPOSE)
    if isinstance(grant, Refusal):
        raise ErasureStuck(grant.code, "gate")
    return grant


def _note_store(grant: Grant, request_id: UUID, store: str, said: dict[str, Any]) -> None:
    held = rights_requests.one(grant, request_id)
    rights_requests.note(grant, request_id, stores={**held.stores, store: said})


def _has_confirmed(request: RequestView, store: str) -> bool:
    return bool(request.stores.get(store, {}).get("state") == "confirmed")


def _scope(held: Order) -> Scope:
    return "all" if held.scope == "all" else "own"


def _now() -> str:
    return datetime.now(UTC).isoformat()
