"""What HR can import for learning: the catalogue, and what people did with it. Registered by the app config."""

from eigenart.core.vocabulary import FactKind
from eigenart.profiles import sources
from eigenart.surfaces.learning import topics


def register() -> None:
    sources.register_labels(FactKind.INTEREST, topics.interest_labels)
    sources.register_labels(FactKind.PREFERENCE, topics.preference_labels)
