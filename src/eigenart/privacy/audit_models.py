"""Tables beside the access log: whom an opening for everybody reached, where a chain goes on, what was sent away."""

from typing import ClassVar

from django.db import models

from eigenart.core.consent import DataCategory
from eigenart.privacy.subject import SubjectData


class AccessReach(SubjectData):
    """From when until when openings of a purpose for everybody reached one person. until: empty while they do.

    One row per change instead of one per night: the log holds one line for everybody, and this table says to whom
    of them it counts.
    """

    category: ClassVar[DataCategory] = DataCategory("access_reach")
    retention: ClassVar[str] = "LK-E12"

    purpose = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "purpose"), condition=models.Q(until=None), name="one_open_reach"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose}: {self.since} to {self.until}"


class AuditSeal(models.Model):
    """Where a chain goes on after its oldest lines went: the last line that was removed. Only the owner writes."""

    chain = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="one_seal_per_line"),)

    def __str__(self) -> str:
        return f"{self.chain}: up to {self.number}"


class AuditAnchor(models.Model):
    """The heads of all chains at one moment, as they were sent away. content: see `privacy.anchors.Anchor`."""

    at = models.DateTimeField(unique=True)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    sent_to = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.at}: {self.digest[:12]}"
