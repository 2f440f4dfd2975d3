"""What was suggested, what was answered (both about a person) and which models were trained (about nobody)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from eigenart.core.consent import DataCategory
from eigenart.core.vocabulary import DeclineReason, Signal
from eigenart.privacy.subject import SubjectData


class Impression(SubjectData):
    """One suggestion that was shown on one day; a reload writes nothing new.

    propensity: chance (0..1) that this item stood in this place. reasons: codes and amounts, never words.
    """

    category = DataCategory("suggestions")
    retention: ClassVar[str] = "LK-A6"

    surface = models.CharField(max_length=40)
    item_key = models.CharField(max_length=120)
    place = models.PositiveSmallIntegerField()
    score = models.FloatField()
    propensity = models.FloatField(default=1.0)
    slot = models.CharField(max_length=20, default="ranked")
    model_run = models.UUIDField(null=True)
    reasons = models.JSONField(default=list)
    shown_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "item_key", "shown_on"), name="one_impression_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.item_key} ({self.shown_on})"


class Feedback(SubjectData):
    """One answer to one impression, with what the item was then, so that it still counts when the item is gone.

    impression: plain id, no foreign key across categories. effect: code and numbers of what the answer changed.
    """

    category = DataCategory("feedback")
    retention: ClassVar[str] = "LK-A6"

    impression = models.UUIDField()
    surface = models.CharField(max_length=40)
    item_key = models.CharField(max_length=120)
    signal = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Signal])
    reason = models.CharField(
        max_length=20, blank=True, default="", choices=[(r.value, r.value) for r in DeclineReason]
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    format = models.CharField(max_length=40, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True)
    topics = models.JSONField(default=list)
    effect = models.JSONField(default=dict)
    is_muted = models.BooleanField(default=False)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("impression", "signal"), name="one_answer_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.signal}: {self.item_key}"


class RunStatus(models.TextChoices):
    """Where a trained model stands. At most one per surface is promoted."""

    TRAINED = "trained", _("trained")
    PROMOTED = "promoted", _("in use")
    RETIRED = "retired", _("replaced")
    REFUSED = "refused", _("refused")


class RunKind(models.TextChoices):
    """How a run came about: by a training, or by following the log since one."""

    FULL = "full", _("training")
    LIVE = "live", _("followed")


class ModelRun(models.Model):
    """One model of one surface. digest: SHA-256 of the artefact folder; about nobody.

    base: of a run that followed, the training whose settings and weights it has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    surface = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=RunKind.choices, default=RunKind.FULL)
    base = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=20, choices=RunStatus.choices, default=RunStatus.TRAINED)
    digest = models.CharField(max_length=64)
    metrics = models.JSONField(default=dict)
    register_hash = models.CharField(max_length=64)
    catalogue_version = models.CharField(max_length=80)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("surface",), condition=models.Q(status=RunStatus.PROMOTED), name="one_promoted_run"
            ),
        )

    def __str__(self) -> str:
        return f"{self.surface}: {self.created_at:%Y-%m-%d %H:%M} ({self.status})"
