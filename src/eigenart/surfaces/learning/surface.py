"""Learning as a surface: what is on offer, what it looks like, why it is suggested, and what “yes” does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from eigenart.core.consent import DataCategory, Purpose
from eigenart.core.vocabulary import Candidate, Card, Explanation, Item, ItemKey, ProfileView
from eigenart.people.services import Actor
from eigenart.personalisation.surface import Text, Why
from eigenart.surfaces.learning import catalogue, progress, words
from eigenart.surfaces.learning.labels import labels
from eigenart.surfaces.learning.models import Level

ICONS: Final = {
    "video": "play-btn",
    "reading": "book",
    "workshop": "people",
    "task": "tools",
    "selfstudy": "laptop",
    "coaching": "chat-dots",
    "audio": "headphones",
}


class LearningSurface:
    """The learning catalogue; the engine leaves out what is done or dismissed, by the facts of the view."""

    key: str = catalogue.SURFACE
    title: Text = gettext_lazy("Learning")
    icon: str = "mortarboard"
    purpose = Purpose("learning.recommend")
    record_purpose = progress.PURPOSE
    categories = frozenset(
        DataCategory(name)
        for name in ("job_profile", "skills", "interests", "preferences", "learning_record", "feedback")
    )
    urls: str = "eigenart.surfaces.learning.urls"

    def catalogue_version(self) -> str:
        return catalogue.version()

    def items(self) -> Sequence[Item]:
        return catalogue.items()

    def candidates(self, profile: ProfileView, at: datetime) -> Sequence[Candidate]:
        return catalogue.candidates(timezone.localdate(at))

    def explain(self, item: Candidate, why: Why) -> Explanation:
        return words.explain(why, labels())

    def card(self, item: Candidate) -> Card:
        return card_of(item.item)

    def label(self, key: str) -> str:
        about, _colon, code = key.partition(":")
        return labels().format(code) if about == "format" else labels().topic(code)

    def accept(self, actor: Actor, item_key: ItemKey, at: datetime) -> bool:
        return progress.plan(actor, item_key, at)

    def take_back(self, actor: Actor, item_key: ItemKey, accepted_at: datetime, *, at: datetime) -> bool:
        return progress.take_back_plan(actor, item_key, accepted_at, at=at)


def card_of(item: Item) -> Card:
    """An item as every page draws it: Home, catalogue, My learning."""
    language = get_language() or "en"
    badges = [labels().format(item.format)] if item.format else []
    badges += [str(Level(item.level).label)] if item.level in Level.values else []
    return Card(
        key=item.key,
        surface=catalogue.SURFACE,
        title=item.title.in_language(language),
        summary=item.summary.in_language(language),
        url=reverse("learning:item", args=[catalogue.number_of(item.key)]),
        kind=_("Learning"),
        icon=ICONS.get(item.format, "mortarboard"),
        format=item.format,
        minutes=item.minutes,
        badges=tuple(badges),
        accept_label=_("Plan this"),
    )
