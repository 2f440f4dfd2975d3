"""Subject, the pseudonym of an employee, and SubjectData, the base of every table about one.

Second lock of the gate: the default manager refuses everything; rows come only from `Model.under(grant)`.
"""

import secrets
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, NoReturn, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

from eigenart.core.consent import DataCategory
from eigenart.privacy.grant import GateClosed, Grant, innermost

SubjectDataT = TypeVar("SubjectDataT", bound="SubjectData")
KEY_BYTES: Final = 32


def fresh_key() -> bytes:
    """A key of one person for her lines in the access log."""
    return secrets.token_bytes(KEY_BYTES)


class Subject(models.Model):
    """The pseudonym under which everything about one employee is stored.

    audit_key: makes this person's pseudonyms in the access log; without it no line can be brought back to her.
    data_key: seals what the register marks, itself wrapped by the master key; see `data_keys`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employee = models.OneToOneField("people.Employee", on_delete=models.CASCADE, related_name="+")
    audit_key = models.BinaryField(max_length=KEY_BYTES, default=fresh_key, editable=False)
    data_key = models.BinaryField(max_length=2 * KEY_BYTES, null=True, editable=False)

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def of(cls, employee_id: UUID) -> "Subject":
        """The subject of an employee; made on first need."""
        subject, _ = cls.objects.get_or_create(employee_id=employee_id)
        return subject

    @classmethod
    def of_all(cls, employee_ids: Iterable[UUID]) -> dict[UUID, UUID]:
        """Subject ids by employee id; missing ones are made. Two queries, whatever the number."""
        wanted = list(employee_ids)
        Subject.objects.bulk_create(
            [Subject(employee_id=e) for e in wanted], ignore_conflicts=True, batch_size=2000
        )
        return dict(cls.objects.filter(employee_id__in=wanted).values_list("employee_id", "id"))


class GrantedRows(models.QuerySet[SubjectDataT]):
    """Rows under one grant. `create` fills in the subject of a personal grant."""

    granted_subject: UUID | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.granted_subject = self.granted_subject
        return clone

    def create(self, **values: Any) -> Any:
        if self.granted_subject is not None and "subject" not in values:
            values.setdefault("subject_id", self.granted_subject)
        return super().create(**values)


class ClosedManager(models.Manager[SubjectDataT]):
    """The default manager of every table about a person: it refuses, whatever is asked."""

    def get_queryset(self) -> NoReturn:
        raise GateClosed("no_grant", model=self.model._meta.label)

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise GateClosed("no_grant", model=self.model._meta.label)


class SubjectData(models.Model):
    """A row about one person.

    category: data type of the register. retention: its Löschklasse in the register.
    tax_relevant: kept by tax law even when the person asks for erasure.
    """

    category: ClassVar[DataCategory]
    retention: ClassVar[str]
    tax_relevant: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")

    objects = ClosedManager()

    class Meta:
        abstract = True

    @classmethod
    def under(cls, grant: Grant) -> "models.QuerySet[Self]":
        """The rows that this grant opens, with only the columns that its purpose declares.

        Raises GateClosed outside `gate.rows(grant)`, after the grant's end, or for another category.
        """
        label = cls._meta.label
        if not isinstance(grant, Grant):
            raise GateClosed("no_grant", model=label)
        if cls.category not in grant.categories:
            raise GateClosed("wrong_category", model=label, purpose=grant.purpose)
        if datetime.now(UTC) >= grant.expires_at:
            raise GateClosed("expired", model=label, purpose=grant.purpose)
        if innermost() is not grant:
            raise GateClosed("not_open", model=label, purpose=grant.purpose)
        rows: GrantedRows[Self] = GrantedRows(model=cls)
        rows.granted_subject = grant.subject
        covered = rows if grant.subjects is None else rows.filter(cls._covered(grant.subjects))
        return covered.only(*_readable(cls, grant))

    @classmethod
    def _covered(cls, subjects: frozenset[UUID]) -> models.Q:
        """Which rows are about these people."""
        return models.Q(subject__in=subjects)


def subject_models() -> list[type[SubjectData]]:
    """Every table about a person, in a fixed order; policies, retention and rights walk the same list."""
    found = (model for model in apps.get_models() if issubclass(model, SubjectData))
    return sorted(found, key=lambda model: model._meta.db_table)


def _readable(model: type[SubjectData], grant: Grant) -> list[str]:
    columns = {"id", "subject_id", *grant.columns[model.category]}
    return [field.name for field in model._meta.concrete_fields if field.column in columns]
