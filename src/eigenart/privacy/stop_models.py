"""The journal of stops: who stopped which AI system, why, and who agreed to start it again. About offices only."""

from django.db import models


class StopEvent(models.Model):
    """One line of the journal; added once, never changed. The newest `stop` or `restarted` of a system decides.

    kind: stop | agrees (one party to a restart) | restarted. by: the login as the access log names it.
    """

    system = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    party = models.CharField(max_length=20)
    by = models.CharField(max_length=16, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("system", "-id"), name="stop_by_system"),)

    def __str__(self) -> str:
        return f"{self.system}: {self.kind} by {self.party}"
