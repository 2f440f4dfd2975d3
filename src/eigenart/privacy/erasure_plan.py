"""What goes and what stays when a person asks for erasure, and why: from the register alone. For preview and execution.

scope "own": what the employment does not need, while it lasts. scope "all": everything but proof, once it is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from django.db.models import Q

from eigenart.core.vocabulary import Origin
from eigenart.people.models import Employee
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import Subject, SubjectData, subject_models
from eigenart.register.periods import day_after

Scope = Literal["own", "all"]
PROOF: Final = "privacy.rights"
"""Owns the consents: as long as they stand as proof, the random number stays that they hang on."""
NOTHING: Final = Q(pk__in=())
EVERYTHING: Final = ~NOTHING


@dataclass(frozen=True, slots=True)
class Line:
    """One data type. reason: why the rest stays, "" if nothing does: contract | duty | mark. laws: as the register
    names them. until: last day of what stays, None while its clock has not started; kept: its class in words."""

    category: str
    goes: int
    stays: int
    reason: str = ""
    laws: tuple[str, ...] = ()
    until: date | None = None
    stores: tuple[str, ...] = ()


def plan(grant: Grant, scope: Scope) -> tuple[Line, ...]:
    """Counts by data type, in the order of the register; under a grant for `privacy.erasure`. Nothing is changed."""
    employee = Employee.objects.get(pk=Subject.objects.get(pk=grant.person).employee_id)
    found = {}
    with gate.reading(grant):
        for model in subject_models():
            going, reason = rule(model, scope)
            total = model.under(grant).count()
            goes = model.under(grant).filter(going).count()
            found[str(model.category)] = _line(
                str(model.category), goes, total - goes, reason, employee.leaves_on
            )
    found |= {line.category: line for line in _identities(employee, scope)}
    return tuple(found[name] for name in register().content.data_types if name in found)


def rule(model: type[SubjectData], scope: Scope) -> tuple[Q, str]:
    """Which rows of a table go, and why the others stay."""
    owner = register().purpose(register().data_type(model.category).owner)
    if model.tax_relevant or owner.rights.erase in ("none", "retention_only"):
        return NOTHING, "duty"
    if scope == "all" or owner.legal.art6 != "b":
        return EVERYTHING, ""
    if not any(field.name == "origin" for field in model._meta.concrete_fields):
        return NOTHING, "contract"
    return ~Q(origin=Origin.IMPORT) & Q(is_forgotten=False), "contract"


def _identities(employee: Employee, scope: Scope) -> Iterator[Line]:
    """Name and login end with the employment; the random number stays as long as proof stands under it."""
    is_named = bool(employee.given_name or employee.family_name)
    counts = {"identity": int(is_named), "login": int(employee.user_id is not None), "pseudonym": 1}
    for category, count in counts.items():
        goes = count if scope == "all" and category != "pseudonym" else 0
        reason = "duty" if scope == "all" else "contract"
        line = _line(category, goes, count - goes, reason, employee.leaves_on)
        is_for_proof = scope == "all" and line.stays > 0
        yield replace(line, laws=_laws(PROOF)) if is_for_proof else line


def _line(category: str, goes: int, stays: int, reason: str, leaves_on: date | None) -> Line:
    kind, retention = register().data_type(category), register().retention(category)
    owner = register().purpose(kind.owner)
    from_row = retention.start in ("event_time", "decision_time")
    ends = day_after(retention.period, leaves_on) if leaves_on and not from_row else None
    return Line(
        category=category,
        goes=goes,
        stays=stays,
        reason=reason if stays else "",
        laws=_laws(owner.id) if stays else (),
        until=ends if stays else None,
        stores=kind.stores,
    )


def _laws(purpose: str) -> tuple[str, ...]:
    legal = register().purpose(purpose).legal
    return tuple(law for law in (*legal.national, legal.statute) if law)
