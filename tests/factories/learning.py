"""A small catalogue with a provable answer. Used by tests of pages and of the surface."""

from typing import Any

from eigenart.core.vocabulary import LocalText
from eigenart.surfaces.learning import services, topics
from eigenart.surfaces.learning.models import LearningItem

TOPICS = {"talks": LocalText("Gespräche", "Conversations"), "tables": LocalText("Tabellen", "Spreadsheets")}


def learning_item(number: str, title: str, **more: Any) -> LearningItem:
    """One active item; `catalogue` or `services.catalogue_changed` makes it visible."""
    values: dict[str, Any] = {
        "title_de": f"{title} (deutsch)",
        "title_en": title,
        "summary_en": f"About: {title}.",
        "format": "video",
        "minutes": 20,
        "level": 1,
        "languages": ["de", "en"],
        "topics": ["talks"],
    }
    return LearningItem.objects.create(number=number, **(values | more))


def catalogue() -> list[LearningItem]:
    """Seven items: five short videos, a long reading, one that needs another first."""
    topics.save(TOPICS)
    made = [
        learning_item("LI-1", "Difficult conversations"),
        learning_item("LI-2", "Giving feedback", minutes=10),
        learning_item("LI-3", "Pivot tables", topics=["tables"], minutes=40),
        learning_item("LI-4", "Charts that people read", topics=["tables"]),
        learning_item("LI-5", "Listening well", minutes=15),
        learning_item(
            "LI-6", "The long book of spreadsheets", format="reading", minutes=300, topics=["tables"]
        ),
        learning_item("LI-7", "Mediating a conflict", prerequisites=["LI-1"], level=2),
    ]
    services.catalogue_changed()
    return made
