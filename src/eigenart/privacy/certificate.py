"""The forget certificate: a signed list per store of what went and what remains, and why. It names nobody.

Made by `erasure` when every store has confirmed; `eigenart forget verify FILE` reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings

from eigenart import __version__
from eigenart.privacy import erasure_stores, installation_key
from eigenart.privacy.erasure_plan import Line
from eigenart.privacy.in_force import register
from eigenart.privacy.rights_requests import RequestView
from eigenart.privacy.tombstones import Order
from eigenart.register.canonical import canonical
from eigenart.register.schema import Text

FORMAT: Final = "eigenart.forget-certificate"
VERSION: Final = 1
BACKUP_DAYS: Final = 35


@dataclass(frozen=True, slots=True)
class Verdict:
    """code: genuine | other_installation (signed, but not by the expected key) | altered | not_a_certificate."""

    code: str
    key: str = ""

    @property
    def is_genuine(self) -> bool:
        return self.code == "genuine"


def issue(request: RequestView, order: Order, remaining: tuple[Line, ...], at: datetime) -> dict[str, Any]:
    """A signed certificate. remaining: what stands in the database now. Raises KeyUnusable."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "request": order.request,
        "mark": order.mark,
        "scope": order.scope,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at.isoformat(),
        "issued_at": at.isoformat(),
        "company": settings.EIGENART.company,
        "software": __version__,
        "register": {
            "id": register().content.register_.id,
            "version": register().content.register_.version,
            "hash": register().hash,
        },
        "stores": [_store(key, request.stores[key]) for key in erasure_stores.stores()],
        "remains": [_remains(line) for line in remaining if line.stays],
        "backups": {
            "expire_on": (at.astimezone(UTC).date() + timedelta(days=_backup_days())).isoformat(),
            "erased_again_after_restore": True,
        },
    }
    return {
        "content": content,
        "key": installation_key.public_key(),
        "signature": installation_key.sign(canonical(content)),
    }


def verify(document: Any, *, expected_key: str) -> Verdict:
    """Whether a document is a certificate that the holder of the expected key signed, unaltered."""
    try:
        content, key, signature = document["content"], str(document["key"]), str(document["signature"])
        is_one = content["format"] == FORMAT and content["version"] == VERSION
        message = canonical(content)
    except (TypeError, KeyError):
        return Verdict("not_a_certificate")
    if not is_one:
        return Verdict("not_a_certificate")
    if not installation_key.is_signed(message, signature, key):
        return Verdict("altered", key)
    return Verdict("genuine" if key == expected_key else "other_installation", key)


def fingerprint(key: str) -> str:
    """What two people can compare on the telephone: sixteen digits in groups of four."""
    digits = sha256(bytes.fromhex(key)).hexdigest()[:16]
    return " ".join(digits[place : place + 4] for place in range(0, 16, 4))


def _store(key: str, held: Mapping[str, Any]) -> dict[str, Any]:
    store = register().content.stores.get(key)
    return {
        "store": key,
        "title": _both(store.title) if store else {"de": key, "en": key},
        "confirmed_at": held.get("at"),
        "gone": dict(held.get("gone", {})),
        "kept": dict(held.get("kept", {})),
    }


def _remains(line: Line) -> dict[str, Any]:
    retention = register().retention(line.category)
    return {
        "data_type": line.category,
        "title": _both(register().data_type(line.category).title),
        "rows": line.stays,
        "reason": line.reason,
        "laws": list(line.laws),
        "kept": _both(retention.title),
        "until": line.until.isoformat() if isinstance(line.until, date) else None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"de": text.de, "en": text.en}


def _backup_days() -> int:
    holds = {rule.backup_hold for rule in register().content.retention_classes.values()}
    return max(
        (int(hold[1:-1]) for hold in holds if hold.endswith("D") and hold[1:-1].isdigit()),
        default=BACKUP_DAYS,
    )
