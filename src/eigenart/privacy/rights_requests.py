"""Requests about a person's rights: made, found, noted. Export, erasure and restriction keep their state here.

Reads and writes under a grant of `privacy.rights` (the person) or `privacy.erasure` (who carries it out).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.models import RightsRequest

OPEN: Final = frozenset({"waiting", "running", "stuck"})
SILENCE: Final = timedelta(minutes=30)
"""A request that has waited or run for longer lost its job, and may be asked for again."""


class UnknownRequest(Exception):
    """There is no such request of this person. Final."""

    code = "unknown_request"
    is_final = True


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as pages and jobs see it; the fields are those of `models.RightsRequest`."""

    id: UUID
    kind: str
    scope: str
    state: str
    asked_by: str
    language: str
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    step: str
    done_share: float
    stores: Mapping[str, Any]
    stored_as: str
    size: int
    certificate: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        return round(self.done_share * 100)

    @property
    def has_archive(self) -> bool:
        return bool(self.stored_as) and self.expires_at is not None and datetime.now(UTC) < self.expires_at


FIELDS: Final = tuple(RequestView.__dataclass_fields__)


def ask(grant: Grant, kind: str, **values: Any) -> RequestView:
    """Note a new request; the open one of the same kind and scope is handed back instead, if there is one."""
    now = datetime.now(UTC)
    for held in requests_of(grant, kind):
        is_same = held.scope == values.get("scope", "")
        if is_same and (
            held.state in ("in_force", "stuck") or (held.is_open and now - held.asked_at < SILENCE)
        ):
            return held
    with gate.rows(grant):
        row = RightsRequest(subject_id=grant.person, kind=kind, asked_at=now, **values)
        RightsRequest.under(grant).bulk_create([row])
    return _view(row)


def put_back(grant: Grant, request_id: UUID, kind: str, **values: Any) -> RequestView:
    """A request that a restored database has forgotten; nothing happens where it is known."""
    with gate.rows(grant):
        if not RightsRequest.under(grant).filter(pk=request_id).exists():
            row = RightsRequest(pk=request_id, subject_id=grant.person, kind=kind, **values)
            RightsRequest.under(grant).bulk_create([row])
    return one(grant, request_id)


def requests_of(grant: Grant, kind: str = "") -> list[RequestView]:
    """The person's requests, newest first."""
    with gate.reading(grant):
        rows = RightsRequest.under(grant).order_by("-asked_at", "id")
        return [_view(row) for row in (rows.filter(kind=kind) if kind else rows)]


def one(grant: Grant, request_id: UUID) -> RequestView:
    """Raises UnknownRequest, also for a request of somebody else."""
    with gate.reading(grant):
        row = RightsRequest.under(grant).filter(pk=request_id).first()
    if row is None:
        raise UnknownRequest(str(request_id))
    return _view(row)


def note(grant: Grant, request_id: UUID, **values: Any) -> None:
    """Write down how far a request is; visible to others at once unless the caller has a transaction open."""
    with gate.rows(grant):
        RightsRequest.under(grant).filter(pk=request_id).update(**values)


def _view(row: RightsRequest) -> RequestView:
    return RequestView(**{name: getattr(row, name) for name in FIELDS})
