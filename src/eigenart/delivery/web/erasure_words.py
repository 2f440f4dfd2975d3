"""Previews and certificates of erasure in words: what goes, what stays, why, until when. For erasure and leavers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from eigenart.delivery.web.register_sheets import local
from eigenart.privacy import certificate as certificates
from eigenart.privacy import erasure_stores
from eigenart.privacy.erasure_plan import Line
from eigenart.privacy.in_force import register
from eigenart.register.read import NotRegistered

REASONS: Mapping[str, str | Promise] = {
    "contract": _("Your employment needs it"),
    "duty": _("A law asks for it as proof"),
}
BESIDE: Mapping[str, str | Promise] = {
    "models": _("Trained models"),
    "intake_files": _("Received HR files"),
    "jobs": _("Jobs"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One data type in words; stays_words is empty where everything goes."""

    title: str
    what: str
    goes: int
    stays: int
    reason: str
    laws: str
    until: str


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A preview. stores: where is erased, and how."""

    scope: str
    going: tuple[PlanLine, ...]
    staying: tuple[PlanLine, ...]
    stores: tuple[tuple[str, str], ...]

    @property
    def rows_going(self) -> int:
        return sum(line.goes for line in self.going)


@dataclass(frozen=True, slots=True)
class StoreLine:
    title: str
    confirmed_at: str
    gone: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    request: str
    scope: str
    issued_at: str
    company: str
    register: str
    stores: tuple[StoreLine, ...]
    remains: tuple[PlanLine, ...]
    backups_expire: str
    key: str
    fingerprint: str
    signature: str


def sheet(lines: Iterable[Line], scope: str) -> PlanSheet:
    lines = tuple(lines)
    held = register().content.stores
    return PlanSheet(
        scope=scope,
        going=tuple(_line(line) for line in lines if line.goes),
        staying=tuple(_line(line) for line in lines if line.stays),
        stores=tuple((local(held[key].title), local(held[key].erase)) for key in erasure_stores.stores()),
    )


def certificate(signed: Mapping[str, Any]) -> CertificateSheet:
    told = signed["content"]
    return CertificateSheet(
        request=told["request"],
        scope=told["scope"],
        issued_at=_moment(told["issued_at"]),
        company=told["company"],
        register=f"{told['register']['id']} {told['register']['version']}, {told['register']['hash'][:16]}",
        stores=tuple(_store(each) for each in told["stores"]),
        remains=tuple(_remaining(each) for each in told["remains"]),
        backups_expire=_day(told["backups"]["expire_on"]),
        key=signed["key"],
        fingerprint=certificates.fingerprint(signed["key"]),
        signature=signed["signature"],
    )


def _line(line: Line) -> PlanLine:
    kind = register().data_type(line.category)
    return PlanLine(
        title=local(kind.title),
        what=local(kind.what),
        goes=line.goes,
        stays=line.stays,
        reason=str(REASONS.get(line.reason, "")),
        laws=", ".join(line.laws),
        until=_until(line.until, local(register().retention(line.category).title)),
    )


def _remaining(told: Mapping[str, Any]) -> PlanLine:
    until = date.fromisoformat(told["until"]) if told["until"] else None
    return PlanLine(
        title=_both(told["title"]),
        what="",
        goes=0,
        stays=told["rows"],
        reason=str(REASONS.get(told["reason"], "")),
        laws=", ".join(told["laws"]),
        until=_until(until, _both(told["kept"])),
    )


def _store(told: Mapping[str, Any]) -> StoreLine:
    return StoreLine(
        title=_both(told["title"]),
        confirmed_at=_moment(told["confirmed_at"]) if told["confirmed_at"] else "–",
        gone=tuple((_named(key), count) for key, count in told["gone"].items()),
        kept=tuple((_named(key), count) for key, count in told["kept"].items()),
    )


def _named(key: str) -> str:
    if key in BESIDE:
        return str(BESIDE[key])
    try:
        return local(register().data_type(key).title)
    except NotRegistered:
        return key


def _until(day: date | None, rule: str) -> str:
    if day is None:
        return rule
    return gettext("until %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


def _both(text: Mapping[str, str]) -> str:
    return text["de"] if (get_language() or "en").startswith("de") else text["en"]


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
