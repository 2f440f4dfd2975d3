"""The access log in plain words, a page at a time. Called by my_data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eigenart.delivery.web.register_sheets import local
from eigenart.people.models import Role
from eigenart.privacy.rights import Access
from eigenart.register.read import NotRegistered, Register

PAGE_SIZE = 15
REFUSALS: Mapping[str, str | Promise] = {
    "granted": _("Opened"),
    "not_approved": _("Refused: not yet approved by all parties"),
    "stopped": _("Refused: the AI system is stopped"),
    "suspended": _("Refused: optional purposes rest, because something else runs than the register says"),
    "not_asked": _("Refused: you have not agreed"),
    "outdated": _("Refused: your consent is for an older text"),
    "withdrawn": _("Refused: you withdrew your consent"),
    "objected": _("Refused: you switched it off"),
    "no_basis": _("Refused: no legal basis"),
    "actor_not_allowed": _("Refused: this role may not do that"),
    "purpose_unknown": _("Refused: the purpose is not in the register"),
    "wrong_scope": _("Refused: the purpose is not meant for this"),
    "register_invalid": _("Refused: the register cannot be read"),
    "restricted": _("Refused: you asked that your data rest"),
    "subject_unknown": _("Refused: unknown person"),
}


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One opening in words. count: how many equal ones stood side by side within the same minute."""

    at: datetime
    purpose: str
    role: str
    categories: tuple[str, ...]
    outcome: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Some lines of the log; older and newer are page numbers, 0 where there is none."""

    lines: tuple[AccessLine, ...]
    number: int
    newer: int
    older: int


def page(accesses: list[Access], number: int, register: Register) -> AccessPage:
    """accesses: newest first, at least up to one line beyond the page asked for."""
    number = max(1, number)
    first = (number - 1) * PAGE_SIZE
    shown = accesses[first : first + PAGE_SIZE]
    return AccessPage(
        lines=tuple(_merged(_line(access, register) for access in shown)),
        number=number,
        newer=number - 1,
        older=number + 1 if len(accesses) > first + PAGE_SIZE else 0,
    )


def wanted(number: int) -> int:
    """How many accesses `page` needs to draw a page and to know whether there is another."""
    return max(1, number) * PAGE_SIZE + 1


def last_read(accesses: Iterable[Access], purpose: str) -> dict[str, datetime]:
    """When each data type was last opened for one purpose, as far as these lines reach back."""
    found: dict[str, datetime] = {}
    for access in accesses:
        if access.purpose == purpose and access.outcome == "granted":
            for category in access.categories:
                found.setdefault(category, access.at)
    return found


def _line(access: Access, register: Register) -> AccessLine:
    return AccessLine(
        at=access.at,
        purpose=_purpose_words(access.purpose, register),
        role=_role_words(access, register),
        categories=_category_words(access.categories, register),
        outcome=str(REFUSALS.get(access.outcome, access.outcome)),
    )


def _merged(lines: Iterable[AccessLine]) -> list[AccessLine]:
    """Equal neighbours of one minute become one line, so that a page view does not fill a page."""
    merged: list[AccessLine] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last is not None and _sameness(last) == _sameness(line):
            merged[-1] = AccessLine(
                last.at, last.purpose, last.role, last.categories, last.outcome, last.count + 1
            )
        else:
            merged.append(line)
    return merged


def _sameness(line: AccessLine) -> tuple[object, ...]:
    minute = line.at.replace(second=0, microsecond=0)
    return minute, line.purpose, line.role, line.categories, line.outcome


def _purpose_words(purpose: str, register: Register) -> str:
    try:
        return local(register.purpose(purpose).title)
    except NotRegistered:
        return purpose


def _category_words(categories: tuple[str, ...], register: Register) -> tuple[str, ...]:
    """In the order of the register; what it no longer knows stands last, by its code."""
    types = register.content.data_types
    known = tuple(local(kind.title) for code, kind in types.items() if code in categories)
    return known + tuple(code for code in categories if code not in types)


def _role_words(access: Access, register: Register) -> str:
    """Only the person may open a purpose of scope `person`; other scopes name the role that did."""
    try:
        if register.purpose(access.purpose).scope == "person":
            return gettext("You yourself")
    except NotRegistered:
        pass
    if access.actor_role == "system":
        return gettext("The portal itself")
    labels = dict(Role.choices)
    return ", ".join(str(labels.get(role, role)) for role in access.actor_role.split(",") if role)
