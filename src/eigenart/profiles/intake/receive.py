"""First and last step of a file: take it in unread, give it back, delete it in time. No profile is touched."""

import hashlib
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from eigenart.people.services import Actor, may_administer
from eigenart.privacy.seal import CannotUnseal, seal, unseal
from eigenart.profiles.intake import progress
from eigenart.profiles.intake.decode import LARGEST_BYTES, is_workbook
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.report import without_terms
from eigenart.profiles.intake.targets import UnknownKind, target_of
from eigenart.profiles.models import IntakeBatch


def receive(actor: Actor, kind: str, file_name: str, content: bytes) -> IntakeBatch:
    """Seal a file, store it under 0600 and note it.

    Raises IntakeError: not_allowed, unknown_kind, empty_file, too_large, wrong_type, old_excel; nothing is kept then.
    """
    allow(actor)
    try:
        target_of(kind)
    except UnknownKind:
        raise IntakeError("unknown_kind", kind=kind) from None
    if len(content) > LARGEST_BYTES:
        raise IntakeError("too_large", limit_mb=LARGEST_BYTES // 2**20)
    is_workbook(content)
    stored_as = f"{secrets.token_hex(16)}.raw"
    path = progress.folder() / stored_as
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(seal(content, about=stored_as))
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            return IntakeBatch.objects.create(
                kind=kind,
                file_name=PurePath(file_name.replace("\\", "/")).name[:200] or kind,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                stored_as=stored_as,
                received_by_id=actor.user_id,
                received_at=now,
                delete_after=now + timedelta(days=settings.EIGENART.intake_keep_days),
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def allow(actor: Actor) -> None:
    """Raises IntakeError("not_allowed") unless the actor may administer."""
    if not may_administer(actor):
        raise IntakeError("not_allowed")


def content_of(batch: IntakeBatch) -> bytes:
    """The raw file. Raises IntakeError("file_gone") after its time, with another data key, or if it was changed."""
    try:
        sealed = (progress.folder() / batch.stored_as).read_bytes() if batch.stored_as else b""
        content = unseal(sealed, about=batch.stored_as)
    except (OSError, CannotUnseal):
        content = b""
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise IntakeError("file_gone")
    return content


def same_file_before(batch: IntakeBatch) -> IntakeBatch | None:
    """The batch that applied exactly this file, if it is in force."""
    same = IntakeBatch.objects.filter(kind=batch.kind, sha256=batch.sha256, status="applied")
    return same.exclude(pk=batch.pk).first()


def purge_expired(now: datetime | None = None) -> int:
    """Delete raw files past their day, and files that no batch knows. Returns how many.

    The report stays, but no longer quotes the file.
    """
    due = IntakeBatch.objects.filter(delete_after__lte=now or datetime.now(UTC)).exclude(stored_as="")
    gone = 0
    for batch in list(due):
        (progress.folder() / batch.stored_as).unlink(missing_ok=True)
        progress.forget(batch.pk)
        batch.stored_as, batch.report = "", without_terms(batch.report)
        batch.save(update_fields=["stored_as", "report"])
        gone += 1
    known = set(IntakeBatch.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    hour_ago = datetime.now(UTC).timestamp() - 3600
    for path in progress.folder().glob("*.raw"):
        if path.name not in known and path.stat().st_mtime < hour_ago:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
