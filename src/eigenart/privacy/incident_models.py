"""Data breaches as they are documented under Art. 33(5) GDPR: what is suspected, and each step. Never a person."""

from django.db import models


class Incident(models.Model):
    """One suspected breach; added once, never changed.

    kind: stolen_session | lost_backup. account: the login in question as the access log names it. begins, ends: the
    time in question. found_at: when somebody responsible knew; the 72 hours run from here. is_drill: a rehearsal.
    """

    kind = models.CharField(max_length=20)
    account = models.CharField(max_length=16, blank=True, default="")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    found_at = models.DateTimeField()
    text = models.CharField(max_length=2000, blank=True, default="")
    party = models.CharField(max_length=20, blank=True, default="")
    by = models.CharField(max_length=16, blank=True, default="")
    is_drill = models.BooleanField(default=False)

    class Meta:
        ordering = ("-found_at",)

    def __str__(self) -> str:
        return f"{self.kind}: {self.found_at:%Y-%m-%d}"


class IncidentStep(models.Model):
    """One step of an incident; added once, never changed.

    kind: answered | revoked | decided | reported | told | closed. content: its figures and words.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12)
    party = models.CharField(max_length=20, blank=True, default="")
    by = models.CharField(max_length=16, blank=True, default="")
    content = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.kind}"
