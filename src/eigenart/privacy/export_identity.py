"""The part of an export that no grant guards: name, login, roles, and what was done in the person's name.

Every table with a relation to a login or an employee is walked, so a new one cannot be forgotten. Secrets (hashes of
passwords, keys, sessions) are named but never copied.
"""

import re
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from eigenart.people.models import Employee
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import Subject, SubjectData

SECRET: Final = re.compile(
    r"password|secret|token|session|certificate|private|recovery|seed|credential|signature"
)
LONGEST: Final = 2000
"""Longer texts and nested values of office acts are about files and other people, not about who acted."""


def identity(subject: Subject) -> dict[str, Any]:
    """Employee, login and pseudonym as the register declares them."""
    employee = Employee.objects.select_related("org_unit").get(pk=subject.employee_id)
    found: dict[str, Any] = {
        "identity": _columns("identity", employee),
        "pseudonym": _columns("pseudonym", subject),
    }
    found["identity"]["org_unit"] = employee.org_unit.path if employee.org_unit else ""
    if employee.user_id is not None:
        found["login"] = _columns("login", get_user_model().objects.get(pk=employee.user_id))
    return found


def acts(subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """Rows of other tables that name the person: roles held, files received, approvals given in an office."""
    employee = Employee.objects.get(pk=subject.employee_id)
    found: dict[str, list[dict[str, Any]]] = {}
    for model, field in tables_that_name_people():
        key = employee.user_id if field.related_model is get_user_model() else employee.pk
        if key is None:
            continue
        rows = model._base_manager.filter(**{field.attname: key}).order_by("pk")
        lines = [_plain(row) for row in rows[:LONGEST]]
        if lines:
            found[f"{model._meta.label}.{field.name}"] = lines
    return found


def tables_that_name_people() -> list[tuple[type[models.Model], Any]]:
    """(model, field) of every relation to a login or an employee outside the tables that a grant guards."""
    wanted = (Employee, get_user_model())
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if not issubclass(model, SubjectData) and model not in (Employee, Subject)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in wanted
    ]


def _columns(category: str, row: models.Model) -> dict[str, Any]:
    declared = set(register().data_type(category).columns)
    fields = [field for field in row._meta.concrete_fields if field.column in declared]
    return {str(field.column): _value(field, row) for field in fields}


def _plain(row: models.Model) -> dict[str, Any]:
    kept = (f for f in row._meta.concrete_fields if not isinstance(f, models.JSONField | models.BinaryField))
    return {str(field.column): _value(field, row) for field in kept}


def _value(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if SECRET.search(field.name):
        return "***" if value else ""
    return value[:LONGEST] if isinstance(value, str) else value
