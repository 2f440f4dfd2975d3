"""Copy of one's data (Art. 15, 20 GDPR): ask, make in a job, fetch, discard. Called by My data and by the jobs.

The archive lies sealed in the data folder; only its owner may fetch it, and it is deleted after seven days.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation

from eigenart.people.services import Actor
from eigenart.privacy import (
    export_content,
    export_contributors,
    export_schemas,
    gate,
    portable,
    rights_requests,
)
from eigenart.privacy.export_archive import zipped
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.rights_requests import RequestView
from eigenart.privacy.seal import CannotUnseal, seal, unseal

PURPOSE: Final = "privacy.rights"
KEPT_DAYS: Final = 7
KIND: Final = "export"


class ExportFailed(Exception):
    """code: refused (the gate stays shut), schema (a fault of the program), archive_gone. Not final: ask again."""

    is_final = False

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}" if detail else code)


def ask(actor: Actor, person: UUID, *, language: str) -> RequestView | Refusal:
    """Note that the person wants a copy; the caller puts the job in the queue. An open request is not doubled."""
    grant = gate.open(actor, person, PURPOSE)
    if isinstance(grant, Refusal):
        return grant
    return rights_requests.ask(grant, KIND, language=language[:2])


def make(actor: Actor, request_id: UUID) -> RequestView:
    """Write the archive of a request. May be repeated. Raises ExportFailed; the request then says why."""
    grant = _opened(actor)
    request = rights_requests.one(grant, request_id)
    if request.has_archive or not request.is_open:
        return request
    try:
        _note(grant, request_id, state="running", step="read", done_share=0.1)
        with translation.override(request.language):
            content = export_content.content(grant, language=request.language, at=datetime.now(UTC))
            _note(grant, request_id, step="check", done_share=0.6)
            carried = portable.document(grant)
            for document, name in ((content, export_schemas.EXPORT), (carried, export_schemas.PORTABLE)):
                if wrong := export_schemas.faults(document, name):
                    raise ExportFailed("schema", wrong[0])
            _note(grant, request_id, step="write", done_share=0.8)
            packed = zipped(content, carried, export_contributors.pages_of(content))
        _store(request_id, packed)
    except Exception as error:
        _note(grant, request_id, state="stuck", step=getattr(error, "code", "fault"))
        raise
    now = datetime.now(UTC)
    _note(
        grant,
        request_id,
        state="done",
        step="",
        done_share=1.0,
        finished_at=now,
        expires_at=now + timedelta(days=KEPT_DAYS),
        stored_as=path_of(request_id).name,
        size=len(packed),
    )
    return rights_requests.one(grant, request_id)


def fetch(actor: Actor, request_id: UUID) -> bytes:
    """The archive, for its owner. Raises UnknownRequest, or ExportFailed("archive_gone")."""
    request = rights_requests.one(_opened(actor), request_id)
    if not request.has_archive:
        raise ExportFailed("archive_gone")
    try:
        return unseal(path_of(request_id).read_bytes(), about=_about(request_id))
    except (OSError, CannotUnseal):
        raise ExportFailed("archive_gone") from None


def discard(actor: Actor, request_id: UUID) -> None:
    """Delete the archive now; the request stays as a line. Raises UnknownRequest."""
    grant = _opened(actor)
    rights_requests.one(grant, request_id)
    path_of(request_id).unlink(missing_ok=True)
    _note(grant, request_id, stored_as="", expires_at=None)


def purge_expired(now: datetime | None = None) -> int:
    """Delete archives past their days, whoever they belong to; the nightly job calls it. Returns how many."""
    oldest = (now or datetime.now(UTC)) - timedelta(days=KEPT_DAYS)
    due = [path for path in folder().iterdir() if path.stat().st_mtime < oldest.timestamp()]
    for path in due:
        path.unlink(missing_ok=True)
    return len(due)


def folder() -> Path:
    """Where sealed archives lie; made on first need, for the owner only."""
    path: Path = settings.EIGENART.data_dir / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(request_id: UUID) -> Path:
    return folder() / f"{request_id}.zip.sealed"


def _opened(actor: Actor) -> Grant:
    if actor.employee_id is None:
        raise ExportFailed("refused", "actor_not_allowed")
    grant = gate.open(actor, actor.employee_id, PURPOSE)
    if isinstance(grant, Refusal):
        raise ExportFailed("refused", grant.code)
    return grant


def _store(request_id: UUID, packed: bytes) -> None:
    """Under a passing name first, so that nobody ever fetches half an archive."""
    fresh = path_of(request_id).with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(seal(packed, about=_about(request_id)))
    fresh.replace(path_of(request_id))


def _about(request_id: UUID) -> str:
    return f"export:{request_id}"


def _note(grant: Grant, request_id: UUID, **values: Any) -> None:
    rights_requests.note(grant, request_id, **values)
