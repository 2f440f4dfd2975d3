"""What the item page and My learning say about one item beyond its card: facts and steps. Called by the views."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eigenart.core.vocabulary import ActivityState, Card, SkillLevel
from eigenart.surfaces.learning.finder import language_name
from eigenart.surfaces.learning.labels import labels
from eigenart.surfaces.learning.models import LearningItem, Level
from eigenart.surfaces.learning.progress import MyLearning, Progress, next_states
from eigenart.surfaces.learning.surface import card_of

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One button: the state it leads to."""

    state: ActivityState
    words: Words
    icon: str
    style: str = "btn-quiet"


@dataclass(frozen=True, slots=True)
class Standing:
    """A state in words, with the colour and icon of its label."""

    words: Words
    tag: str
    icon: str


STANDINGS: Final[Mapping[ActivityState, Standing]] = {
    ActivityState.STARTED: Standing(_("In progress"), "tag-accent", "hourglass-split"),
    ActivityState.PLANNED: Standing(_("Planned"), "tag-accent", "bookmark-check"),
    ActivityState.FINISHED: Standing(_("Finished"), "tag-good", "check-circle"),
    ActivityState.STOPPED: Standing(_("Stopped"), "", "pause-circle"),
}
STEPS: Final[Mapping[ActivityState, Step]] = {
    ActivityState.PLANNED: Step(ActivityState.PLANNED, _("Plan it"), "bookmark-plus"),
    ActivityState.STARTED: Step(ActivityState.STARTED, _("Start"), "play-fill"),
    ActivityState.FINISHED: Step(ActivityState.FINISHED, _("I have finished"), "check-lg"),
    ActivityState.STOPPED: Step(ActivityState.STOPPED, _("Stop"), "stop-circle", "btn-plain"),
}
AGAIN: Final = Step(ActivityState.STARTED, _("Start again"), "arrow-repeat", "btn-plain")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of My learning. card is None for an item that left the catalogue."""

    number: str
    title: str
    card: Card | None
    since: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one state."""

    state: ActivityState
    standing: Standing
    entries: tuple[Entry, ...]


def steps_after(state: ActivityState | None) -> tuple[Step, ...]:
    """The buttons that make sense now, the most likely one first."""
    if state is ActivityState.FINISHED:
        return (AGAIN,)
    first, *others = (STEPS[following] for following in next_states(state))
    return (replace(first, style="btn-primary"), *others)


def groups(mine: MyLearning) -> tuple[Group, ...]:
    """What is under way first; empty states are left out."""
    held = {
        ActivityState.STARTED: mine.started,
        ActivityState.PLANNED: mine.planned,
        ActivityState.FINISHED: mine.finished,
        ActivityState.STOPPED: mine.stopped,
    }
    return tuple(
        Group(state, standing, tuple(entry(progress) for progress in held[state]))
        for state, standing in STANDINGS.items()
        if held[state]
    )


def entry(progress: Progress) -> Entry:
    """What is finished rests here; starting it again is offered on its own page."""
    is_open = progress.item is not None and progress.state is not ActivityState.FINISHED
    steps = steps_after(progress.state) if is_open else ()
    card = card_of(progress.item) if progress.item else None
    return Entry(progress.key.partition(":")[2], progress.title, card, progress.since, steps)


def skills_taught(skills: Iterable[SkillLevel]) -> list[tuple[str, str]]:
    """(skill, level) in words."""
    names = labels()
    return [
        (names.skill(s.skill), str(Level(s.level).label) if s.level in Level.values else "") for s in skills
    ]


def glance(row: LearningItem) -> list[tuple[Words, str]]:
    """Everything else that the catalogue knows, as (label, value); what is unknown is left out."""
    reader = get_language() or "en"
    names = labels()
    found: list[tuple[Words, str]] = [
        (_("Topics"), ", ".join(names.topic(code) for code in row.topics)),
        (_("Languages"), ", ".join(language_name(code, reader) for code in row.languages)),
        (_("Provider"), row.provider),
        (_("Cost"), cost(row.cost_cents)),
        (_("Available from"), day(row.available_from)),
        (_("Available until"), day(row.available_until)),
        (_("Number"), row.number),
    ]
    if row.is_mandatory:
        found.insert(0, (_("Required"), str(_("Yes, for everybody"))))
    return [(label, value) for label, value in found if value]


def cost(cents: int | None) -> str:
    if cents is None:
        return ""
    if not cents:
        return str(_("No cost"))
    return f"{number_format(cents / 100, decimal_pos=2, use_l10n=True, force_grouping=True)} €"


def day(value: date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""
