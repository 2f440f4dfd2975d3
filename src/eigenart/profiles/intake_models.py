"""Tables of intake: the file and its way through the steps, what it changed, and mappings that HR confirmed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eigenart.core.consent import DataCategory
from eigenart.privacy.subject import SubjectData


class Status(models.TextChoices):
    """The way of a file. Only APPLIED has changed anything."""

    RECEIVED = "received", _("Received")
    INSPECTING = "inspecting", _("Being checked")
    INSPECTED = "inspected", _("Checked")
    APPLIED = "applied", _("Applied")
    REVERTED = "reverted", _("Reverted")
    REFUSED = "refused", _("Cannot be read")


class IntakeBatch(models.Model):
    """One received file; about no single person and without any value of one.

    layout: how the file was read (encoding, delimiter, header line, headings). mapping: heading -> canonical column,
    "" for a column that is left out. report: see `intake.report.Report`. counts: what apply or revert did.
    error: why it cannot be read, as {code, params, line, column}.
    """

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    stored_as = models.CharField(max_length=80, blank=True, default="")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RECEIVED)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()
    inspected_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)
    delete_after = models.DateTimeField()
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error = models.JSONField(default=dict)

    class Meta:
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name} ({self.status})"

    @property
    def has_file(self) -> bool:
        return bool(self.stored_as)

    @property
    def rejected(self) -> int:
        """Rows that will not be applied."""
        return int(self.report.get("rejected", 0))

    @property
    def is_applicable(self) -> bool:
        """Whether there is something in it that can be applied now."""
        is_readable = self.status == Status.INSPECTED and self.has_file
        return is_readable and int(self.report.get("accepted", 0)) > 0


class IntakeMapping(models.Model):
    """A column mapping that HR confirmed for one kind of file and one set of headings."""

    kind = models.CharField(max_length=30)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "fingerprint"), name="one_mapping_per_heading"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.fingerprint[:12]}"


class ChangeColumns(models.Model):
    """A record before and after a batch. record: `<table>|<key>`, see `intake.targets.Change`. place: in the batch."""

    record = models.CharField(max_length=400)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    line = models.PositiveIntegerField()
    place = models.PositiveIntegerField()

    class Meta:
        abstract = True


class IntakeChange(ChangeColumns, SubjectData):
    """What a batch changed of one person; lets it be reverted."""

    category: ClassVar[DataCategory] = DataCategory("intake_journal")
    retention: ClassVar[str] = "LK-E12"

    batch = models.ForeignKey(IntakeBatch, on_delete=models.CASCADE, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("batch", "place"), name="intake_change_by_batch"),)

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.record}"


class SharedChange(ChangeColumns):
    """What a batch changed that is about nobody: positions, catalogue."""

    batch = models.ForeignKey(IntakeBatch, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("batch", "place"), name="shared_change_by_batch"),)

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.record}"
