"""What other floors may ask of learning: the catalogue, search, and a person's own progress.

The pages of this surface, the demo and the importers call it; each part has its own module.
"""

from eigenart.core.vocabulary import ItemKey
from eigenart.surfaces.learning import catalogue, topics
from eigenart.surfaces.learning.catalogue import items, key_of, number_of
from eigenart.surfaces.learning.models import LearningItem
from eigenart.surfaces.learning.progress import (
    MyLearning,
    StateNotPossible,
    UnknownItem,
    my_learning,
    next_states,
    set_state,
    state_of,
)
from eigenart.surfaces.learning.search import SearchPage, index, search

__all__ = [
    "MyLearning",
    "SearchPage",
    "StateNotPossible",
    "UnknownItem",
    "catalogue_changed",
    "catalogue_version",
    "item",
    "items",
    "key_of",
    "my_learning",
    "next_states",
    "number_of",
    "search",
    "set_state",
    "state_of",
    "topics",
]


def item(key: ItemKey) -> LearningItem | None:
    """One item by its key, also an inactive one; None if there is none."""
    catalogue.version()
    number = catalogue.number_of(key)
    return LearningItem.objects.defer("search_de", "search_en").filter(number=number).first()


def catalogue_version() -> str:
    """Differs after every change of the catalogue; one query."""
    return catalogue.version()


def catalogue_changed(numbers: list[str] | None = None) -> None:
    """Bring search and caches up to date after items were written; None means all of them."""
    index(numbers)
    catalogue.changed()
