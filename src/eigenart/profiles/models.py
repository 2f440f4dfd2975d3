"""What is known about an employee. Imported only inside `profiles`; others read and write through its services.

Every fact is one narrow row (key, value), so that each can be corrected, muted, forgotten or given an end
by itself. One own and one imported row may stand for the same key; the own one wins while it lasts.
"""

from typing import ClassVar

from django.db import models

from eigenart.core.consent import DataCategory
from eigenart.core.vocabulary import ActivityState, FactKind, Origin
from eigenart.privacy.subject import SubjectData
from eigenart.profiles.intake_models import IntakeBatch, IntakeChange, IntakeMapping, SharedChange
from eigenart.profiles.vocabulary_models import PositionSkill, SkillConcept

__all__ = [
    "Activity",
    "Employment",
    "FactRow",
    "IntakeBatch",
    "IntakeChange",
    "IntakeMapping",
    "Interest",
    "PositionSkill",
    "Preference",
    "SharedChange",
    "SkillConcept",
    "SkillEntry",
]

ORIGINS = [(origin.value, origin.value) for origin in Origin]
STATES = [(state.value, state.value) for state in ActivityState]


class FactRow(SubjectData):
    """One thing known about one person, with its source.

    confidence: 0..1. expires_on: last day on which it counts. is_forgotten: a mark that the person deleted an
    imported value; `key` is then a fingerprint, never the value, and keeps the next import from bringing it back.
    """

    key = models.CharField(max_length=200)
    value = models.CharField(max_length=400, blank=True, default="")
    origin = models.CharField(max_length=10, choices=ORIGINS)
    source_reference = models.CharField(max_length=120, blank=True, default="")
    source_line = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    confidence = models.FloatField(default=1.0)
    is_muted = models.BooleanField(default=False)
    is_forgotten = models.BooleanField(default=False)
    expires_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key}={self.value} ({self.origin})"


class Employment(FactRow):
    """The job as facts. key: the name of the fact (`position`, `org_unit`, ...); value: its code, path or number."""

    FIELDS: ClassVar = (
        FactKind.POSITION,
        FactKind.ORG_UNIT,
        FactKind.SITE,
        FactKind.WORK_MODE,
        FactKind.WEEKLY_HOURS,
        FactKind.ENTRY_DATE,
    )
    category: ClassVar[DataCategory] = DataCategory("job_profile")
    retention: ClassVar[str] = "LK-V6"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "key", "origin"), name="employment_once_per_origin"),
        )


class SkillEntry(FactRow):
    """A skill of a person. key: concept id; value: level 1..4."""

    category: ClassVar[DataCategory] = DataCategory("skills")
    retention: ClassVar[str] = "LK-V6"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "key", "origin"), name="skill_once_per_origin"),
        )


class Interest(FactRow):
    """Something a person wants to see more of. key: topic code or skill concept id."""

    category: ClassVar[DataCategory] = DataCategory("interests")
    retention: ClassVar[str] = "LK-Z0"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "key", "origin"), name="interest_once_per_origin"),
        )


class Preference(FactRow):
    """How a person likes things. key: `format:<code>`, `minutes`, `topic:<code>`; value: like | dislike | a number."""

    category: ClassVar[DataCategory] = DataCategory("preferences")
    retention: ClassVar[str] = "LK-Z0"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "key", "origin"), name="preference_once_per_origin"),
        )


class Activity(FactRow):
    """A step of one person with one item. key: item key; value: planned | started | finished | stopped; at: when."""

    category: ClassVar[DataCategory] = DataCategory("learning_record")
    retention: ClassVar[str] = "LK-E36"

    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "key", "value", "at"), name="activity_step_once"),
        )
