"""Tables around the register: keys of the parties, versions that were proposed, questions, and checks against drift.

All are about offices and files, never about employees; rows are added and never changed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """Who has to approve a register before its purposes run."""

    WORKS_COUNCIL = "works_council", _("Works council")
    DPO = "dpo", _("Data protection officer")
    EMPLOYER = "employer", _("Employer")


class PartyKey(models.Model):
    """The key pair with which one party signs; the newest counts.

    sealed: the private key under a passphrase that only the party knows, see `privacy.party_keys`. public_key: 64
    hexadecimal digits. made_by: the login as the access log names it. reason: first | lost.
    """

    party = models.CharField(max_length=20, choices=Party.choices)
    public_key = models.CharField(max_length=64, unique=True)
    sealed = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=16, blank=True, default="")
    reason = models.CharField(max_length=10, default="first")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.party}: {self.public_key[:12]}"


class Proposal(models.Model):
    """One register as it was put to the parties; the same text may be proposed again when its time is over.

    content: the register in its canonical form, so that a later one can be compared with it.
    """

    register_hash = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.register_hash[:12]}: {self.at:%Y-%m-%d}"


class Question(models.Model):
    """One line of the talk between the parties about one proposed register."""

    register_hash = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=20, choices=Party.choices)
    by = models.CharField(max_length=16, blank=True, default="")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.party}: {self.register_hash[:12]}"


class DriftCheck(models.Model):
    """One comparison of the register with what runs; the newest decides whether optional purposes may run.

    differences: pairs of code and detail. occasion: start | night | command.
    """

    at = models.DateTimeField()
    occasion = models.CharField(max_length=10)
    register_hash = models.CharField(max_length=64, blank=True, default="")
    is_clear = models.BooleanField()
    differences = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {len(self.differences)}"
