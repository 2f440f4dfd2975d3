"""Tables about no person: the skill vocabulary and what a position needs."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


def _searchable(language: str, configuration: str) -> models.GeneratedField:
    label = SearchVector(f"label_{language}", weight="A", config=configuration)
    alternatives = SearchVector(f"alt_{language}", weight="B", config=configuration)
    description = SearchVector(f"description_{language}", weight="D", config=configuration)
    words = label + alternatives + description
    return models.GeneratedField(expression=words, output_field=SearchVectorField(), db_persist=True)


class SkillConcept(models.Model):
    """One skill with its words. concept_id: an ESCO URI or `skill:<slug>`; alt_*: one label a line."""

    concept_id = models.CharField(max_length=200, primary_key=True)
    label_de = models.CharField(max_length=300, blank=True, default="")
    label_en = models.CharField(max_length=300, blank=True, default="")
    alt_de = models.TextField(blank=True, default="")
    alt_en = models.TextField(blank=True, default="")
    description_de = models.TextField(blank=True, default="")
    description_en = models.TextField(blank=True, default="")
    group = models.CharField(max_length=200, blank=True, default="")
    origin = models.CharField(max_length=40, default="own")
    search_de = _searchable("de", "german")
    search_en = _searchable("en", "english")

    class Meta:
        ordering = ("concept_id",)
        indexes = (
            GinIndex(fields=("search_de",), name="skill_search_de"),
            GinIndex(fields=("search_en",), name="skill_search_en"),
        )

    def __str__(self) -> str:
        return self.label_de or self.label_en


class PositionSkill(models.Model):
    """A skill that a position needs, and at which level (1..4)."""

    position = models.ForeignKey("people.Position", on_delete=models.CASCADE, related_name="+")
    concept_id = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("position", "concept_id"), name="position_needs_skill_once"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 4)), name="position_skill_level_1_to_4"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position_id}: {self.concept_id} {self.level}"
