"""Who works here: employees, org units, sites, positions and authorisation roles.

`Employee` is the identity table: it holds what a login, a greeting and a line of responsibility need and
nothing else (ADR 0012). Everything known *about* an employee lives above, in `SubjectData` tables.
"""

import uuid

from django.conf import settings
from django.db import models

from eigenart.people.actor import Role

__all__ = ["Employee", "OrgUnit", "Position", "Role", "RoleAssignment", "Site"]


class Site(models.Model):
    """A place of work. `code` is stable and language-free."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OrgUnit(models.Model):
    """A department in a tree. `path` is the full path with ` > ` between names and is unique."""

    path = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path


class Position(models.Model):
    """A kind of job, shared by everybody who holds it; never about one person."""

    code = models.SlugField(max_length=120, unique=True)
    title_de = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        ordering = ("title_de",)

    def __str__(self) -> str:
        return self.title_de


class Employee(models.Model):
    """One person who works here. Only identity columns; a test holds the list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="employee"
    )
    personnel_number = models.CharField(max_length=40, unique=True)
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    org_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5, blank=True, default="")
    leaves_on = models.DateField(null=True, blank=True)
    sort_key = models.CharField(max_length=260, db_index=True, editable=False, default="")

    class Meta:
        ordering = ("sort_key", "personnel_number")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class RoleAssignment(models.Model):
    """A role beyond `employee`, given to one login."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField(max_length=20, choices=[c for c in Role.choices if c[0] != Role.EMPLOYEE.value])
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "role"), name="one_role_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
