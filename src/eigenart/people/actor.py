"""Who is acting, and with which roles. Without tables, so that app configurations may import it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do beyond being an employee."""

    EMPLOYEE = "employee", _("Employee")
    MANAGER = "manager", _("Manager")
    HR = "hr", _("HR")
    EMPLOYER = "employer", _("Employer")
    WORKS_COUNCIL = "works_council", _("Works council")
    DPO = "dpo", _("Data protection officer")
    ADMIN = "admin", _("IT administrator")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the system, who asks for something. `label` is a role, never a name."""

    user_id: int | None
    employee_id: UUID | None
    roles: frozenset[Role]
    is_system: bool = False

    @classmethod
    def system(cls) -> "Actor":
        """A background job that acts for nobody in particular."""
        return cls(user_id=None, employee_id=None, roles=frozenset(), is_system=True)

    def has_role(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def label(self) -> str:
        if self.is_system:
            return "system"
        return ",".join(sorted(r.value for r in self.roles)) or "none"
