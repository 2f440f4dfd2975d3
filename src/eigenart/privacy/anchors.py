"""Anchors of the access log: the heads of all chains, sent every day to where the administrator cannot reach them.

Whoever may change the database may also write every line anew and link it again; only a head that lies elsewhere
shows it. Called by the daily job, `eigenart audit` and the desk of works council and DPO.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from eigenart.core.chain import Head
from eigenart.people.models import Employee, Role
from eigenart.privacy import audit
from eigenart.privacy.models import AuditAnchor
from eigenart.register.canonical import fingerprint

NULL_BACKEND: Final = "django.core.mail.backends.dummy.EmailBackend"
READERS: Final = (Role.DPO, Role.WORKS_COUNCIL)
LANGUAGES: Final = ("de", "en")


class AnchorsUnreadable(Exception):
    """A list of anchors that is none. line: counted from 1. code: not_json | not_an_anchor | altered. Final."""

    is_final = True

    def __init__(self, code: str, line: int) -> None:
        self.code, self.line = code, line
        super().__init__(f"{code} in line {line}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The heads at one moment. previous: digest of the anchor before it, "" for the first."""

    at: datetime
    heads: tuple[Head, ...]
    previous: str

    @property
    def content(self) -> dict[str, Any]:
        lines = [[one.chain, one.number, one.hash, one.at.isoformat()] for one in self.heads]
        return {"at": self.at.isoformat(), "heads": lines, "previous": self.previous}

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in canonical form."""
        return fingerprint(self.content)

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Anchor":
        """Raises KeyError, TypeError or ValueError for anything that is no anchor."""
        heads = (Head(int(c), int(n), str(h), datetime.fromisoformat(at)) for c, n, h, at in content["heads"])
        return cls(datetime.fromisoformat(content["at"]), tuple(heads), str(content["previous"]))


@dataclass(frozen=True, slots=True)
class Taken:
    """A new anchor and where it went. code: sent | no_recipient | no_mail_server | mail_failed.

    Only `sent` puts it out of the administrator's reach; otherwise it lies in the database alone.
    """

    anchor: Anchor
    code: str
    sent_to: int = 0


def take(at: datetime | None = None) -> Taken:
    """Take the heads, send them and keep a copy. An anchor that could not be sent is kept all the same."""
    at = at or datetime.now(UTC)
    last = latest()
    anchor = Anchor(at, tuple(audit.heads()), last.digest if last else "")
    code, sent_to = _send(anchor)
    with transaction.atomic():
        AuditAnchor.objects.create(at=at, digest=anchor.digest, content=anchor.content, sent_to=sent_to)
    return Taken(anchor, code, sent_to)


def listing() -> list[Anchor]:
    """The copies in the database, oldest first. The administrator could have changed them."""
    return [Anchor.of(content) for content in AuditAnchor.objects.values_list("content", flat=True)]


def latest() -> AuditAnchor | None:
    """The newest copy, with how many addresses it was sent to."""
    return AuditAnchor.objects.last()


def as_lines(anchors: Iterable[Anchor]) -> str:
    """One JSON object a line, each with its digest: what is attached to a mail, and what `parse` reads."""
    contents = ({**one.content, "digest": one.digest} for one in anchors)
    return "".join(json.dumps(content, sort_keys=True) + "\n" for content in contents)


def parse(text: str) -> list[Anchor]:
    """Read a list of anchors: attachments of received mails, one after the other. Raises AnchorsUnreadable."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError:
            raise AnchorsUnreadable("not_json", number) from None
        try:
            anchor = Anchor.of(content)
            digest = content["digest"]
        except (KeyError, TypeError, ValueError):
            raise AnchorsUnreadable("not_an_anchor", number) from None
        if anchor.digest != digest:
            raise AnchorsUnreadable("altered", number)
        found.append(anchor)
    return found


def recipients() -> list[str]:
    """The addresses of works council and data protection officer, and those of the installation's settings."""
    roles = [role.value for role in READERS]
    offices = Employee.objects.filter(user__role_assignments__role__in=roles).exclude(email="")
    return sorted({*offices.values_list("email", flat=True), *settings.EIGENART.anchor_to})


def _send(anchor: Anchor) -> tuple[str, int]:
    to = recipients()
    if settings.EMAIL_BACKEND == NULL_BACKEND:
        return "no_mail_server", 0
    if not to:
        return "no_recipient", 0
    name = f"anchor-{anchor.at.date().isoformat()}.jsonl"
    sent = 0
    for address in to:  # one mail each: nobody learns another one's address
        mail = EmailMessage(_subject(anchor), _text(anchor), to=[address])
        mail.attach(name, as_lines([anchor]), "application/jsonl")
        try:
            sent += mail.send()
        except (SMTPException, OSError):
            continue
    return ("sent", sent) if sent else ("mail_failed", 0)


def _subject(anchor: Anchor) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Access log: anchor of %(day)s") % {"day": date_format(timezone.localdate(anchor.at))}


def _text(anchor: Anchor) -> str:
    """In both languages: nobody's language is known here."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(
                gettext(
                    "The attachment says how the access log ended at %(moment)s. Please keep this mail: with it you "
                    "can check later that no line was changed or removed. If a day goes by without such a mail, "
                    "ask the administrator why."
                )
                % {"moment": date_format(timezone.localtime(anchor.at), "DATETIME_FORMAT")}
            )
    return "\n\n".join([*parts, anchor.digest]) + "\n"
