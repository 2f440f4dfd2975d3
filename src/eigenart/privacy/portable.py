"""Data that a person provided, to be taken along and read in again (Art. 20 GDPR): basis consent or contract only.

Written into every export; `eigenart import person` reads it. No identifier of this installation is in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, org_unit_at, sort_key
from eigenart.privacy import gate
from eigenart.privacy.export_content import plain
from eigenart.privacy.export_schemas import PORTABLE, faults
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent
from eigenart.privacy.subject import Subject, SubjectData, subject_models

PERSON: Final = ("personnel_number", "given_name", "family_name", "email", "language")
LEFT_OUT: Final = frozenset({"is_forgotten"})
RIGHTS: Final = "privacy.rights"


class NotTakenIn(Exception):
    """Nothing was changed. code: not_portable | person_exists | refused. Final for this file."""

    is_final = True

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}" if detail else code)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was read in: rows by data type. without_consent: data types left out because no consent counts here."""

    personnel_number: str
    counts: Mapping[str, int]
    without_consent: tuple[str, ...]


def document(grant: Grant) -> dict[str, Any]:
    """The portable part of one person, under a grant for `privacy.rights`; the same data give the same document."""
    subject = Subject.objects.get(pk=grant.person)
    employee = Employee.objects.select_related("org_unit").get(pk=subject.employee_id)
    person: dict[str, Any] = {name: getattr(employee, name) for name in PERSON}
    person["org_unit"] = employee.org_unit.path if employee.org_unit else ""
    person["leaves_on"] = employee.leaves_on
    with gate.reading(grant):
        facts = {str(model.category): _facts(model, grant) for model in portable_models()}
        rows = Consent.under(grant).order_by("at", "purpose").values(*sorted(_columns(Consent)))
        consents = [dict(row) for row in rows]
    return dict(
        plain(
            {
                "format": "eigenart.portable",
                "version": 1,
                "person": person,
                "facts": facts,
                "consents": consents,
            }
        )
    )


def portable_models() -> list[type[SubjectData]]:
    """Tables of facts whose owner works by consent or contract; what was inferred or logged is not among them."""
    found = []
    for model in subject_models():
        has_origin = any(field.name == "origin" for field in model._meta.concrete_fields)
        owner = register().purpose(register().data_type(model.category).owner)
        if has_origin and owner.legal.art6 in ("a", "b") and owner.rights.portability:
            found.append(model)
    return found


@transaction.atomic
def take_in(content: Mapping[str, Any]) -> TakenIn:
    """Make the person of a portable document. All or nothing; somebody who exists is not touched.

    Raises NotTakenIn.
    """
    if wrong := faults(content, PORTABLE):
        raise NotTakenIn("not_portable", wrong[0])
    told = content["person"]
    if Employee.objects.filter(personnel_number=told["personnel_number"]).exists():
        raise NotTakenIn("person_exists", told["personnel_number"])
    employee = Employee.objects.create(
        **{name: told[name] for name in PERSON},
        org_unit=org_unit_at(told["org_unit"]) if told["org_unit"] else None,
        leaves_on=date.fromisoformat(told["leaves_on"]) if told["leaves_on"] else None,
        sort_key=sort_key(told["family_name"], told["given_name"]),
    )
    actor = Actor(user_id=None, employee_id=employee.pk, roles=frozenset({Role.EMPLOYEE}))
    grant = _open(actor, employee, RIGHTS)
    counts = {"consents": _add(Consent, grant, content["consents"])}
    left_out = []
    for model in portable_models():
        rows = content["facts"].get(str(model.category), [])
        writer = _writer(actor, employee, model, grant) if rows else grant
        if isinstance(writer, Refusal):
            left_out.append(str(model.category))
        else:
            counts[str(model.category)] = _add(model, writer, rows)
    return TakenIn(told["personnel_number"], counts, tuple(left_out))


def _writer(actor: Actor, employee: Employee, model: type[SubjectData], rights: Grant) -> Grant | Refusal:
    """Who may add this: the person's rights, or the purpose that keeps it, if its consent counts here."""
    entry = register().entry(RIGHTS, model.category)
    if entry is not None and "add" in entry.writes:
        return rights
    return gate.open(actor, employee, register().data_type(model.category).owner, datetime.now(UTC))


def _open(actor: Actor, employee: Employee, purpose: str) -> Grant:
    answer = gate.open(actor, employee, purpose, datetime.now(UTC))
    if isinstance(answer, Refusal):
        raise NotTakenIn("refused", answer.code)
    return answer


def _add(model: type[SubjectData], grant: Grant, rows: list[Mapping[str, Any]]) -> int:
    fresh = [model(subject_id=grant.person, **_values(model, row)) for row in rows]
    with gate.rows(grant):
        model.under(grant).bulk_create(fresh)
    return len(fresh)


def _facts(model: type[SubjectData], grant: Grant) -> list[dict[str, Any]]:
    columns = sorted(_columns(model) - LEFT_OUT)
    rows = model.under(grant).filter(Q(is_forgotten=False))
    return sorted(
        (dict(row) for row in rows.values(*columns)), key=lambda row: str(sorted(plain(row).items()))
    )


def _columns(model: type[SubjectData]) -> set[str]:
    return set(register().data_type(model.category).columns)


def _values(model: type[SubjectData], row: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(_typed(model, row))


def _typed(model: type[SubjectData], row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        field = model._meta.get_field(name)
        if value is not None and isinstance(field, models.DateTimeField):
            yield name, datetime.fromisoformat(value)
        elif value is not None and isinstance(field, models.DateField):
            yield name, date.fromisoformat(value)
        else:
            yield name, value
