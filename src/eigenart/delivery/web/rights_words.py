"""Requests about rights as lines of a page: what, when, where it stands. Called by rights and erasure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eigenart.privacy.rights_requests import RequestView

Words = Mapping[str, str | Promise]
KINDS: Words = {
    "export": _("Copy of your data"),
    "erasure": _("Erasure"),
    "restriction": _("Let your data rest"),
}
STATES: Words = {
    "waiting": _("Waits for its turn"),
    "running": _("Under way"),
    "stuck": _("Not finished yet"),
    "done": _("Done"),
    "in_force": _("In force"),
    "lifted": _("Ended"),
}
STEPS: Words = {
    "read": _("Reading everything that is stored about you"),
    "check": _("Checking the copy"),
    "write": _("Writing the archive"),
    "database": _("Deleting in the database"),
    "files": _("Deleting files"),
    "jobs": _("Deleting jobs"),
    "model": _("Learning anew without you"),
    "log": _("Counting what stays as proof"),
    "certificate": _("Writing the certificate"),
    "refused": _("It was refused at the moment. It is tried again when you ask again."),
    "data_key_lost": _(
        "Your data cannot be read with the key of this installation. Nothing is lost. Please tell IT administration."
    ),
    "schema": _("The copy did not pass its check. Please tell IT administration."),
    "fault": _("Something went wrong. Please ask again."),
}
TONES = {"done": "tag-good", "stuck": "tag-bad", "in_force": "tag-accent", "running": "tag-accent"}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request, ready to be printed. is_moving: a job works on it, so the page asks again."""

    id: UUID
    kind: str
    title: str
    state: str
    tone: str
    step: str
    percent: int
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    size: str
    is_moving: bool
    is_stuck: bool
    is_in_force: bool
    has_archive: bool
    has_certificate: bool


def line(request: RequestView) -> RequestLine:
    return RequestLine(
        id=request.id,
        kind=request.kind,
        title=str(KINDS.get(request.kind, request.kind)),
        state=str(STATES.get(request.state, request.state)),
        tone=TONES.get(request.state, ""),
        step=str(STEPS.get(request.step, "")),
        percent=request.percent,
        asked_at=request.asked_at,
        finished_at=request.finished_at,
        expires_at=request.expires_at,
        size=filesizeformat(request.size),
        is_moving=request.state in ("waiting", "running"),
        is_stuck=request.state == "stuck",
        is_in_force=request.state == "in_force",
        has_archive=request.has_archive,
        has_certificate=bool(request.certificate),
    )
