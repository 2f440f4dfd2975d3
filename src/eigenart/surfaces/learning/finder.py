"""What somebody looks for in the catalogue: the search form's values and choices. Called by the catalogue page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.surfaces.learning import catalogue, topics
from eigenart.surfaces.learning.models import ItemFormat, Level
from eigenart.surfaces.learning.search import SORTS, SearchPage, search

Words = str | Promise
MINUTES: Final = (15, 30, 60, 240)
LONGEST_QUERY: Final = 200
SORT_WORDS: Final[Mapping[str, Words]] = {
    "relevance": _("Best match"),
    "title": _("Title"),
    "shortest": _("Shortest first"),
    "newest": _("Newest first"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """One drop-down list: its field name, label, (value, words) each, and what is chosen."""

    name: str
    label: Words
    options: tuple[tuple[str, Words], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search as text from the address; what does not fit a choice counts as not chosen."""

    query: str = ""
    format: str = ""
    topic: str = ""
    minutes: str = ""
    level: str = ""
    language: str = ""
    sort: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "Criteria":
        """From the parameters of the address, `q` and one per drop-down list."""
        fields = {choices.name: choices for choices in all_choices(cls())}
        kept = {
            name: value
            for name, choices in fields.items()
            if (value := given.get(name, "")) in {code for code, _words in choices.options}
        }
        return cls(query=given.get("q", "").strip()[:LONGEST_QUERY], **kept)

    @property
    def is_empty(self) -> bool:
        return self == Criteria(sort=self.sort)

    @property
    def as_address(self) -> str:
        """For links to other pages of the same result; ends with `&` where it is not empty."""
        parts = {"q": self.query, **{c.name: c.chosen for c in all_choices(self)}}
        text = urlencode({name: value for name, value in parts.items() if value})
        return f"{text}&" if text else ""

    def find(self, page: int) -> SearchPage:
        return search(
            self.query,
            formats=(self.format,) if self.format else (),
            topics=(self.topic,) if self.topic else (),
            max_minutes=int(self.minutes) if self.minutes else None,
            level=int(self.level) if self.level else None,
            language=self.language,
            sort=self.sort or SORTS[0],
            page=page,
            in_language=(get_language() or "en")[:2],
        )


def all_choices(criteria: Criteria) -> tuple[Choices, ...]:
    """Every drop-down list, in the order of the page."""
    named = topics.labels()
    reader = get_language() or "en"
    topic_words = sorted(
        ((c, t.in_language(reader)) for c, t in named.items()), key=lambda pair: pair[1].lower()
    )
    lengths = [
        (str(m), ngettext("up to %(minutes)d minute", "up to %(minutes)d minutes", m) % {"minutes": m})
        for m in MINUTES
    ]
    return (
        choices("format", _("Format"), ItemFormat.choices, criteria.format),
        choices("topic", _("Topic"), topic_words, criteria.topic),
        choices("minutes", _("Time"), lengths, criteria.minutes),
        choices("level", _("Level"), [(str(v), w) for v, w in Level.choices], criteria.level),
        choices("language", _("Language"), languages(reader), criteria.language),
        Choices("sort", _("Order"), tuple(SORT_WORDS.items()), criteria.sort or SORTS[0]),
    )


def choices(name: str, label: Words, options: Iterable[tuple[str, Words]], chosen: str) -> Choices:
    return Choices(name, label, (("", _("All")), *options), chosen)


def languages(reader: str) -> list[tuple[str, Words]]:
    """The languages of the catalogue's items by name."""
    codes = {code for item in catalogue.items() for code in item.languages}
    return sorted(((code, language_name(code, reader)) for code in codes), key=lambda pair: str(pair[1]))


def language_name(code: str, reader: str) -> str:
    try:
        return Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
