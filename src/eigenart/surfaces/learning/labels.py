"""Names of everything that a reason can be about: items, topics, skills, formats. Read once per catalogue version."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eigenart.core.vocabulary import FactKind, LocalText
from eigenart.profiles import sources
from eigenart.surfaces.learning import catalogue, topics
from eigenart.surfaces.learning.models import ItemFormat


@dataclass(frozen=True)
class Labels:
    """Names in one language; what has no name is called by its key."""

    language: str
    items: Mapping[str, LocalText]
    topics: Mapping[str, LocalText]
    skills: Mapping[str, LocalText]

    def item(self, key: str) -> str:
        return self._name(self.items, key, catalogue.number_of(key) or key)

    def topic(self, code: str) -> str:
        return self._name(self.topics, code, code)

    def skill(self, concept_id: str) -> str:
        return self._name(self.skills, concept_id, concept_id.rpartition(":")[2])

    def interest(self, key: str) -> str:
        return self.topic(key) if key in self.topics or key not in self.skills else self.skill(key)

    def format(self, code: str) -> str:
        return str(ItemFormat(code).label) if code in ItemFormat.values else code

    def preference(self, key: str) -> str:
        about, _colon, code = key.partition(":")
        if about == "minutes":
            return _("time that you like to take")
        return self.format(code) if about == "format" else self.topic(code)

    def disliked(self, key: str) -> str:
        """A dislike is about a format, a topic, or about what an item was like."""
        if key in ItemFormat.values:
            return self.format(key)
        return self.item(key) if key in self.items else self.topic(key)

    def _name(self, names: Mapping[str, LocalText], key: str, otherwise: str) -> str:
        found = names.get(key)
        return (found.in_language(self.language) if found else "") or otherwise


def labels() -> Labels:
    """In the language of the request."""
    items, topic_names, skills = _names(catalogue.seen())
    return Labels(get_language() or "en", items, topic_names, skills)


@lru_cache(maxsize=2)
def _names(
    version: str,
) -> tuple[Mapping[str, LocalText], Mapping[str, LocalText], Mapping[str, LocalText]]:
    items = catalogue.items()
    taught = sorted({skill.skill for item in items for skill in item.skills})
    return (
        {item.key: item.title for item in items},
        topics.labels() | topics.labels({code for item in items for code in item.topics}),
        sources.labels_for(FactKind.SKILL, taught),
    )
