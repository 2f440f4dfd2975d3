"""The catalogue in memory: items as the engine knows them, and what is on offer on a day; read once per version."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import uuid4

from eigenart.core.vocabulary import Candidate, Item, ItemKey, LocalText, SkillLevel
from eigenart.surfaces.learning.models import CatalogueState, LearningItem

SURFACE: Final = "learning"
MANDATORY: Final = "mandatory"
_seen: list[str] = []


@dataclass(frozen=True)
class Offer:
    """All items of one version, and the keys of those that are no longer active."""

    version: str
    items: tuple[Item, ...]
    inactive: frozenset[ItemKey]


def version() -> str:
    """Differs after every change; one query. What a page asks first, so that `seen` is true for the rest of it."""
    found = CatalogueState.objects.filter(pk=1).values_list("version", flat=True).first()
    return _note(str(found or ""))


def seen() -> str:
    """The version that this process saw last, without a query; a page of many cards asks `version` only once."""
    return _seen[0] if _seen else version()


def changed() -> None:
    """Say that the catalogue was changed; every process looks again at its next request."""
    fresh = uuid4()
    CatalogueState.objects.update_or_create(pk=1, defaults={"version": fresh})
    _note(str(fresh))


def offer() -> Offer:
    return _offer(version())


def items() -> tuple[Item, ...]:
    return offer().items


def candidates(day: date) -> tuple[Candidate, ...]:
    """Active items that are available on this day; a mandatory one is due when its availability ends."""
    return _candidates(seen(), day)


def key_of(number: str) -> ItemKey:
    return ItemKey(f"{SURFACE}:{number}")


def number_of(key: str) -> str:
    """The number of an item key of this surface; "" for a key of another one."""
    surface, _, number = key.partition(":")
    return number if surface == SURFACE else ""


def as_item(row: LearningItem) -> Item:
    return Item(
        key=key_of(row.number),
        surface=SURFACE,
        title=LocalText(row.title_de, row.title_en),
        summary=LocalText(row.summary_de, row.summary_en),
        format=row.format,
        minutes=row.minutes,
        level=row.level,
        languages=frozenset(row.languages),
        topics=tuple(row.topics),
        skills=tuple(SkillLevel(skill, int(level)) for skill, level in sorted(row.skills.items())),
        prerequisites=tuple(key_of(number) for number in row.prerequisites),
        is_mandatory=row.is_mandatory,
        available_from=row.available_from,
        available_until=row.available_until,
    )


def _note(current: str) -> str:
    _seen[:] = [current]
    return current


@lru_cache(maxsize=2)
def _offer(of_version: str) -> Offer:
    rows = list(LearningItem.objects.defer("search_de", "search_en"))
    inactive = frozenset(key_of(row.number) for row in rows if not row.is_active)
    return Offer(of_version, tuple(as_item(row) for row in rows), inactive)


@lru_cache(maxsize=4)
def _candidates(of_version: str, day: date) -> tuple[Candidate, ...]:
    held = _offer(of_version)
    return tuple(
        Candidate(item, due_on=item.available_until, rule=MANDATORY) if item.is_mandatory else Candidate(item)
        for item in held.items
        if item.key not in held.inactive and _is_available(item, day)
    )


def _is_available(item: Item, day: date) -> bool:
    starts, ends = item.available_from or date.min, item.available_until or date.max
    return starts <= day <= ends
