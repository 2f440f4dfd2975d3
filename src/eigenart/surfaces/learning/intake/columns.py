"""The columns of both files: canonical names, converters, and the headings under which systems print them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.conf import settings

from eigenart.core.quality import Column, Unreadable
from eigenart.core.vocabulary import ActivityState
from eigenart.profiles.folding import fold
from eigenart.profiles.intake import convert
from eigenart.profiles.intake.targets import Heading
from eigenart.surfaces.learning.models import ItemFormat

LONGEST_MINUTES: Final = 100_000
LONGEST_TOPIC: Final = 60
LONGEST_NUMBER: Final = 60
HIGHEST_EUROS: Final = 1_000_000
_LANGUAGES = {
    "de": "de", "deutsch": "de", "german": "de", "ger": "de", "deu": "de",
    "en": "en", "englisch": "en", "english": "en", "eng": "en",
}  # fmt: skip
_FORMATS = {
    ItemFormat.VIDEO: ("Film", "Lernvideo"),
    ItemFormat.READING: ("Text", "Lesen", "Artikel", "article", "document", "Unterlage", "Buch"),
    ItemFormat.WORKSHOP: ("Seminar", "Präsenz", "classroom", "Schulung", "training", "course", "Kurs"),
    ItemFormat.TASK: ("Aufgabe", "on the job", "Praxisaufgabe"),
    ItemFormat.SELFSTUDY: ("E-Learning", "WBT", "Online-Kurs", "interactive", "Lernprogramm"),
    ItemFormat.COACHING: ("Mentoring", "Begleitung"),
    ItemFormat.AUDIO: ("Podcast", "Hörbeitrag"),
}
_STATES = {
    ActivityState.PLANNED: ("geplant", "angemeldet", "enrolled", "registered", "gebucht"),
    ActivityState.STARTED: ("begonnen", "gestartet", "in Arbeit", "in progress", "teilgenommen"),
    ActivityState.FINISHED: ("abgeschlossen", "beendet", "completed", "passed", "bestanden"),
    ActivityState.STOPPED: ("abgebrochen", "storniert", "cancelled", "dropped", "withdrawn"),
}


def item_number(text: str) -> str | None:
    """A catalogue number as text; leading zeros stay. Codes: too_long, control_character."""
    return convert.words(LONGEST_NUMBER)(text)


def item_numbers(text: str) -> tuple[str, ...] | None:
    parts = convert.listed(text)
    return None if parts is None else tuple(number for part in parts if (number := item_number(part)))


def topic_codes(text: str) -> tuple[str, ...] | None:
    parts = convert.listed(text)
    if parts and max(map(len, parts)) > LONGEST_TOPIC:
        raise Unreadable("too_long", longest=LONGEST_TOPIC)
    return parts


def languages(text: str) -> tuple[str, ...] | None:
    """Codes of languages, German or English words; `de/en` counts as two."""
    parts = convert.listed(text.replace("/", ","))
    if parts is None:
        return None
    codes = [_LANGUAGES.get(fold(part), fold(part)) for part in parts]
    if any(not re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
        raise Unreadable("not_a_choice", choices="de, en")
    return tuple(dict.fromkeys(codes))


def level(text: str) -> int | None:
    if convert.is_blank(text):
        return None
    found = convert.LEVEL_WORDS.get(fold(text))
    if found is None:
        raise Unreadable("not_a_level")
    return found


def cents(text: str) -> int | None:
    """An amount of money in euros -> whole cents."""
    amount = convert.number(text)
    if amount is None:
        return None
    if not 0 <= amount <= HIGHEST_EUROS:
        raise Unreadable("out_of_range", lowest="0", highest=str(HIGHEST_EUROS))
    return round(amount * 100)


def moment(text: str) -> datetime | None:
    return convert.moment(settings.EIGENART.zone)(text)


def _old(value: object, today: date) -> str:
    return "too_old" if isinstance(value, datetime) and value.year < today.year - 20 else ""


def _heading(name: str, reads: Callable[[str], object], *synonyms: str, is_required: bool = False) -> Heading:
    return Heading(Column(name, reads, is_required=is_required), synonyms)


ITEM_NUMBER: Final = _heading(
    "item_number", item_number,
    "Kursnummer", "Nummer", "Angebotsnummer", "Kurs-ID", "Course ID", "Item", "Item number", "Item ID",
    is_required=True,
)  # fmt: skip

CATALOGUE: Final[tuple[Heading, ...]] = (
    ITEM_NUMBER,
    _heading("title_de", convert.words(300), "Titel", "Titel deutsch", "Titel (DE)", "Kurstitel", "Bezeichnung"),
    _heading("title_en", convert.words(300), "Title", "Titel englisch", "Titel (EN)", "Course title"),
    _heading("summary_de", convert.prose(4000), "Beschreibung", "Kurzbeschreibung", "Beschreibung deutsch", "Inhalt"),
    _heading("summary_en", convert.prose(4000), "Description", "Summary", "Beschreibung englisch"),
    _heading(
        "format", convert.choice({f.value: words for f, words in _FORMATS.items()}),
        "Format", "Lernformat", "Art", "Type", "Delivery type",
    ),
    _heading(
        "minutes", convert.whole(1, LONGEST_MINUTES),
        "Minuten", "Dauer", "Dauer (Minuten)", "Duration", "Duration (minutes)",
    ),
    _heading("level", level, "Niveau", "Stufe", "Level"),
    _heading("languages", languages, "Sprachen", "Sprache", "Language", "Languages"),
    _heading("topics", topic_codes, "Themen", "Thema", "Kategorie", "Topic", "Topics", "Category"),
    _heading(
        "skills", convert.skills,
        "Fähigkeiten", "Vermittelte Fähigkeiten", "Kenntnisse", "Vermittelte Kenntnisse", "Kompetenzen",
        "Vermittelte Kompetenzen", "Lernziele", "Skills", "Skills taught",
    ),
    _heading("prerequisites", item_numbers, "Voraussetzungen", "Vorkurse", "Prerequisites", "Required courses"),
    _heading("mandatory", convert.yes_or_no, "Pflicht", "Pflichtschulung", "Verpflichtend", "Mandatory", "Required"),
    _heading("available_from", convert.day, "Verfügbar ab", "Gültig ab", "Available from", "Valid from"),
    _heading("available_until", convert.day, "Verfügbar bis", "Gültig bis", "Available until", "Valid until"),
    _heading("provider", convert.words(160), "Anbieter", "Veranstalter", "Provider", "Vendor"),
    _heading("cost", cents, "Kosten", "Preis", "Gebühr", "Cost", "Price"),
)  # fmt: skip

ACTIVITY: Final[tuple[Heading, ...]] = (
    _heading(
        "personnel_number", convert.number_of_person,
        "Personalnummer", "Pers.-Nr.", "PersNr", "Mitarbeiternummer", "Employee ID", "Employee number",
        is_required=True,
    ),
    ITEM_NUMBER,
    _heading(
        "state", convert.choice({s.value: words for s, words in _STATES.items()}),
        "Status", "Stand", "State", "Completion status",
        is_required=True,
    ),
    Heading(
        Column("at", moment, is_required=True, judge=_old),
        ("Datum", "Zeitpunkt", "am", "Date", "Timestamp", "Completed on", "Abgeschlossen am"),
    ),
)  # fmt: skip
