"""Identity and authorisation: who is acting, and for whom may they act. Called by the gate and by every view."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from eigenart.people.actor import Actor
from eigenart.people.models import Employee, OrgUnit, Position, Role, RoleAssignment, Site

SORT_FOLDS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
PATH_SEPARATOR = " > "

__all__ = [
    "Actor",
    "UnknownEmployee",
    "actor_of",
    "code_of",
    "employee_of",
    "has_left",
    "may_act_for",
    "may_administer",
    "org_unit_at",
    "position_titled",
    "set_login",
    "set_roles",
    "site_named",
    "sort_key",
]


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The actor behind a login; an anonymous visitor, and somebody who has left, has no role at all."""
    if not user.is_authenticated or user.pk is None:
        return Actor(user_id=None, employee_id=None, roles=frozenset())
    roles = {Role(r) for r in RoleAssignment.objects.filter(user_id=user.pk).values_list("role", flat=True)}
    found = Employee.objects.filter(user_id=user.pk).values_list("id", "leaves_on").first()
    employee_id, leaves_on = found or (None, None)
    if leaves_on is not None and leaves_on < timezone.localdate():
        return Actor(user_id=user.pk, employee_id=None, roles=frozenset())
    if employee_id is not None:
        roles.add(Role.EMPLOYEE)
    return Actor(user_id=user.pk, employee_id=employee_id, roles=frozenset(roles))


def employee_of(actor: Actor) -> Employee | None:
    if actor.employee_id is None:
        return None
    return Employee.objects.select_related("org_unit").filter(pk=actor.employee_id).first()


def may_act_for(actor: Actor, employee_id: UUID) -> bool:
    """Whether an actor may open one person's own purposes: only the person. No role changes that."""
    return actor.employee_id is not None and actor.employee_id == employee_id


def has_left(employee_id: UUID) -> bool:
    """Whether somebody's employment is over; False for an unknown employee."""
    return Employee.objects.filter(pk=employee_id, leaves_on__lt=timezone.localdate()).exists()


def may_administer(actor: Actor) -> bool:
    """Whether an actor may open HR administration for all employees."""
    return actor.is_system or actor.has_role(Role.HR)


def sort_key(family_name: str, given_name: str) -> str:
    """A key that sorts names as DIN 5007-2 does (umlauts as ae, oe, ue), without a database collation."""
    folded = f"{family_name}, {given_name}".lower().translate(SORT_FOLDS)
    return unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()[:260]


def org_unit_at(path: str) -> OrgUnit:
    """The org unit of a path such as `Vertrieb > Innendienst`; missing levels are made."""
    names = [part.strip() for part in path.split(PATH_SEPARATOR.strip()) if part.strip()]
    parent: OrgUnit | None = None
    for depth, name in enumerate(names, start=1):
        parent, _ = OrgUnit.objects.get_or_create(
            path=PATH_SEPARATOR.join(names[:depth]), defaults={"name": name, "parent": parent}
        )
    if parent is None:
        raise ValueError("an org unit path needs at least one name")
    return parent


def site_named(name: str) -> Site:
    site, _ = Site.objects.get_or_create(code=code_of(name), defaults={"name": name.strip()})
    return site


def position_titled(title_de: str, title_en: str = "") -> Position:
    position, _ = Position.objects.get_or_create(
        code=code_of(title_de), defaults={"title_de": title_de.strip(), "title_en": title_en.strip()}
    )
    return position


def code_of(name: str) -> str:
    """A stable, language-free code for a name: lower-case ASCII words joined by `-`."""
    folded = name.strip().lower().translate(SORT_FOLDS)
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in ascii_only).split())[:80]


@transaction.atomic
def set_roles(user: AbstractBaseUser, roles: Iterable[Role]) -> None:
    """Give a login exactly these roles beyond employee; repeating it changes nothing."""
    wanted = {r.value for r in roles if r is not Role.EMPLOYEE}
    RoleAssignment.objects.filter(user_id=user.pk).exclude(role__in=wanted).delete()
    RoleAssignment.objects.bulk_create(
        [RoleAssignment(user_id=user.pk, role=r) for r in sorted(wanted)], ignore_conflicts=True
    )


class UnknownEmployee(Exception):
    """No employee has this personnel number. Final until people are imported."""


@transaction.atomic
def set_login(
    login: str, *, password: str | None, personnel_number: str | None, roles: Iterable[Role]
) -> AbstractBaseUser:
    """Make a login or bring it up to date; `password=None` leaves no usable password. Raises UnknownEmployee."""
    user, _ = get_user_model().objects.get_or_create(username=login)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    if personnel_number is not None:
        employee = Employee.objects.filter(personnel_number=personnel_number).first()
        if employee is None:
            raise UnknownEmployee(personnel_number)
        Employee.objects.filter(user_id=user.pk).exclude(pk=employee.pk).update(user=None)
        employee.user_id = user.pk
        employee.save(update_fields=["user"])
    set_roles(user, roles)
    return user


def set_language(actor: Actor, language: str) -> None:
    """Remember the language a person wants the portal to speak; nothing happens without an employee."""
    if actor.employee_id is not None:
        Employee.objects.filter(pk=actor.employee_id).update(language=language)
