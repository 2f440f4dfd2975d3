"""What HR can import for learning: the catalogue, and what people did with it. Registered by the app config."""

from eigenart.core.vocabulary import FactKind
from eigenart.profiles import sources
from eigenart.profiles.intake import targets
from eigenart.surfaces.learning import topics
from eigenart.surfaces.learning.intake.activity import ActivityTarget
from eigenart.surfaces.learning.intake.catalogue import CatalogueTarget


def register() -> None:
    targets.register_target(CatalogueTarget())
    targets.register_target(ActivityTarget())
    sources.register_labels(FactKind.INTEREST, topics.interest_labels)
    sources.register_labels(FactKind.PREFERENCE, topics.preference_labels)
