"""Tables of the gate: what people decided, who opened what, and who approved which register.

Consent and AccessLog are append-only; Approval is about offices, not about employees.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eigenart.core import consent
from eigenart.core.chain import TAG_LETTERS
from eigenart.core.consent import DataCategory
from eigenart.privacy.audit_models import AccessReach, AuditAnchor, AuditSeal
from eigenart.privacy.incident_models import Incident, IncidentStep
from eigenart.privacy.register_models import DriftCheck, Party, PartyKey, Proposal, Question
from eigenart.privacy.report_models import ReportOutcome
from eigenart.privacy.stop_models import StopEvent
from eigenart.privacy.subject import Subject, SubjectData
from eigenart.privacy.suite_models import AuditRun, SuiteResult

__all__ = [
    "AccessLog",
    "AccessReach",
    "Approval",
    "AuditAnchor",
    "AuditRun",
    "AuditSeal",
    "Consent",
    "DriftCheck",
    "Incident",
    "IncidentStep",
    "Party",
    "PartyKey",
    "Proposal",
    "Question",
    "ReportOutcome",
    "RightsRequest",
    "StopEvent",
    "Subject",
    "SuiteResult",
    "Tombstone",
]


class AppendOnly(SubjectData):
    """A row that is written once and never changed; only retention and erasure remove it."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{self._meta.label} is append-only")
        super().save(**kwargs)


class Consent(AppendOnly):
    """One statement of one person about one purpose, with the text that was shown. No IP address."""

    class Kind(models.TextChoices):
        GIVEN = consent.EventKind.GIVEN, _("Consent given")
        WITHDRAWN = consent.EventKind.WITHDRAWN, _("Consent withdrawn")
        OBJECTED = consent.EventKind.OBJECTED, _("Objection made")
        OBJECTION_LIFTED = consent.EventKind.OBJECTION_LIFTED, _("Objection lifted")

    category: ClassVar[DataCategory] = DataCategory("consents")
    retention: ClassVar[str] = "LK-V36"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    purpose = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="de")
    channel = models.CharField(max_length=20, default="portal")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("subject", "purpose", "at"), name="consent_by_subject"),)

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}: {self.kind}"


class AccessLog(AppendOnly):
    """Who opened which purpose for whom, and what came of it. Never a value.

    subject is empty for a population, whose people `AccessReach` knows, and after erasure. reached: how many people
    the opening reached. subject_tag, chain, number, hash: see `core.chain`; the database sets the last three.
    """

    category: ClassVar[DataCategory] = DataCategory("access_log")
    retention: ClassVar[str] = "LK-E12"

    subject = models.ForeignKey(  # type: ignore[assignment]
        Subject, on_delete=models.CASCADE, related_name="+", null=True
    )
    at = models.DateTimeField()
    actor_role = models.CharField(max_length=120)
    actor_pseudonym = models.CharField(max_length=16, blank=True, default="")
    purpose = models.CharField(max_length=80)
    register_hash = models.CharField(max_length=64)
    categories = models.CharField(max_length=400, blank=True, default="")
    outcome = models.CharField(max_length=40)
    reached = models.PositiveIntegerField(default=0)
    subject_tag = models.CharField(max_length=TAG_LETTERS, blank=True, default="")
    chain = models.PositiveSmallIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes = (models.Index(fields=("subject", "-at"), name="access_by_subject"),)
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="one_line_per_number"),)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.outcome}"

    @classmethod
    def _covered(cls, subjects: frozenset[UUID]) -> models.Q:
        """Lines for everybody, too: the row policy of the database shows only those that reached the person."""
        return super()._covered(subjects) | models.Q(subject=None)


class RightsRequest(SubjectData):
    """One request about a person's rights, and what came of it. Never a value of the data it is about.

    kind: export | erasure | restriction. scope: own | all of an erasure. asked_by: self | hr. done_share: 0..1.
    state: waiting | running | stuck | done | in_force | lifted. stores: what each store confirmed, by its key in
    the register. stored_as: the sealed archive of an export. certificate: see `privacy.certificate`.
    """

    category: ClassVar[DataCategory] = DataCategory("rights_requests")
    retention: ClassVar[str] = "LK-E36"

    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=8, blank=True, default="")
    state = models.CharField(max_length=10, default="waiting")
    asked_by = models.CharField(max_length=8, default="self")
    language = models.CharField(max_length=5, default="de")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=40, blank=True, default="")
    done_share = models.FloatField(default=0.0)
    stores = models.JSONField(default=dict)
    stored_as = models.CharField(max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    certificate = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=("subject", "kind", "-asked_at"), name="request_by_subject"),
            models.Index(
                fields=("subject",),
                name="restriction_in_force",
                condition=models.Q(kind="restriction", state="in_force"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"


class Tombstone(models.Model):
    """That an erasure was ordered, as a keyed hash that tells nobody whose. The same line lies in a file outside.

    request: the id of the RightsRequest. finished_at: when every store had confirmed.
    """

    mark = models.CharField(max_length=64)
    scope = models.CharField(max_length=8)
    ordered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.scope}: {self.mark[:12]}"


class Approval(models.Model):
    """The approval of one exact register by one party. A demo approval counts in demo mode only.

    signature: Ed25519 over the statement of `privacy.signatures`, empty for a demo approval. signed_by_pseudonym: the
    login as the access log names it; it stays when the login goes. employees_informed: where there is no works council.
    """

    register_hash = models.CharField(max_length=64)
    party = models.CharField(max_length=20, choices=Party.choices)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_as = models.CharField(max_length=40)
    at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)
    key = models.ForeignKey(PartyKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by_pseudonym = models.CharField(max_length=16, blank=True, default="")
    employees_informed = models.BooleanField(default=False)
    signature = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("register_hash", "party", "is_demo", "signature"), name="one_approval_per_party"
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.register_hash[:12]}"
