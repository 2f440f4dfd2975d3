"""Results of drills and suites, so that `/transparenz` and the desk can show when each was held last."""

from django.db import models


class SuiteResult(models.Model):
    """One run of one suite; added once, never changed. Figures about nobody.

    code: as in `register.documents.transparency`, or the suite's own. figure: {"de": …, "en": …}. details: numbers.
    """

    code = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    is_passed = models.BooleanField()
    figure = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    register_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.code}: {self.at:%Y-%m-%d}"


class AuditRun(models.Model):
    """One verification of the access log that a desk asked for. done and total: lines.

    state: waiting | running | done | failed. findings: code, chain and number of each.
    """

    asked_at = models.DateTimeField()
    asked_as = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="waiting")
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    anchored = models.PositiveBigIntegerField(default=0)
    anchors = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}: {self.state}"
