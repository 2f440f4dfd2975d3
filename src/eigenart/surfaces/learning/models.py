"""The catalogue of learning: items and topics. About nobody; progress of people lives in `profiles`."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemFormat(models.TextChoices):
    """How an item is taught."""

    VIDEO = "video", _("Video")
    READING = "reading", _("Reading")
    WORKSHOP = "workshop", _("Workshop")
    TASK = "task", _("Task on the job")
    SELFSTUDY = "selfstudy", _("Interactive course")
    COACHING = "coaching", _("Coaching")
    AUDIO = "audio", _("Audio")


class Level(models.IntegerChoices):
    """How much an item asks for, and the level of skill that it leads to."""

    BASICS = 1, _("Basics")
    INDEPENDENT = 2, _("Independent")
    ADVANCED = 3, _("Advanced")
    EXPERT = 4, _("Expert")


class Topic(models.Model):
    """A subject area. Items name topics by code; a code without a row shows as its own text."""

    code = models.CharField(max_length=60, primary_key=True)
    label_de = models.CharField(max_length=120, blank=True, default="")
    label_en = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("label_de", "code")

    def __str__(self) -> str:
        return self.label_de or self.code


class LearningItem(models.Model):
    """Something that people can learn from.

    number: the catalogue's own, e.g. `LI-0042`. skills: {concept id: level it leads to}. prerequisites: numbers
    of items that must be finished first. search_de, search_en: kept by `search.index`.
    """

    number = models.CharField(max_length=60, unique=True)
    title_de = models.CharField(max_length=300, blank=True, default="")
    title_en = models.CharField(max_length=300, blank=True, default="")
    summary_de = models.TextField(blank=True, default="")
    summary_en = models.TextField(blank=True, default="")
    format = models.CharField(max_length=20, choices=ItemFormat.choices, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True, choices=Level.choices)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    skills = models.JSONField(default=dict, blank=True)
    prerequisites = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_mandatory = models.BooleanField(default=False)
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    provider = models.CharField(max_length=160, blank=True, default="")
    cost_cents = models.PositiveIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    search_de = SearchVectorField(null=True, editable=False)
    search_en = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ("number",)
        indexes = (
            GinIndex(fields=("search_de",), name="learning_search_de"),
            GinIndex(fields=("search_en",), name="learning_search_en"),
            GinIndex(fields=("topics",), name="learning_topics"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.title_de or self.title_en}"


class CatalogueState(models.Model):
    """One row: a mark that is new after every change of the catalogue, so that caches know when to look again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"catalogue {self.version}"
