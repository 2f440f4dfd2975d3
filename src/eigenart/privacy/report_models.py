"""What was decided about each figure of each report, so that the next one is weighed against it."""

from django.db import models


class ReportOutcome(models.Model):
    """One cell of one report in one quarter; added once, never changed.

    members: pseudonyms of whoever was counted, of this report alone; without the person's key they are nobody's.
    members and yes are for the rules of `core.aggregates` and leave the system never.
    """

    report = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    path = models.JSONField(default=list)
    share = models.PositiveSmallIntegerField(null=True)
    code = models.CharField(max_length=30, blank=True, default="")
    members = models.JSONField(default=list)
    yes = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("report", "period", "path"), name="one_outcome_per_cell"),
        )

    def __str__(self) -> str:
        return f"{self.report} {self.period}: {self.share if self.code == '' else self.code}"
