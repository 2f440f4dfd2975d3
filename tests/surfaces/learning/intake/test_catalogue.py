"""The catalogue file: as learning systems write it, twice, changed, taken back."""

from datetime import date

import pytest

from eigenart.profiles import intake, vocabulary
from eigenart.profiles.models import SkillConcept
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem, Topic
from tests.profiles.intake.files import HR, applied, inspected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register")]

HEADINGS = (
    "Kursnummer;Titel;Title;Beschreibung;Lernformat;Dauer;Niveau;Sprachen;Themen;Fähigkeiten;"
    "Voraussetzungen;Pflicht;Verfügbar ab;Verfügbar bis;Anbieter;Kosten"
)
LOETEN = (
    "00017;Löten;Soldering;Sauber löten.;Seminar;90;Grundlagen;de/en;Fertigung, Elektro;Löten:2;"
    "00018;ja;1.4.25;31.12.2026;Akademie Süd;1.299,50 €"
)
SICHER = "00018;Sicher am Arbeitsplatz;;;WBT;15;;Deutsch;;;;nein;;;;"


def csv(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join((headings, *rows, "")).encode("cp1252")


@pytest.fixture(autouse=True)
def concepts() -> None:
    vocabulary.store([SkillConcept(concept_id="skill:loeten", label_de="Löten", label_en="soldering")])


def test_a_file_becomes_items() -> None:
    batch = applied("catalogue", csv(LOETEN, SICHER))
    assert batch.counts["added"] == 2
    item = LearningItem.objects.get(number="00017")
    assert (item.title_de, item.title_en, item.format, item.minutes) == ("Löten", "Soldering", "workshop", 90)
    assert (item.level, item.languages, item.topics) == (1, ["de", "en"], ["Fertigung", "Elektro"])
    assert (item.skills, item.prerequisites) == ({"skill:loeten": 2}, ["00018"])
    assert (item.is_mandatory, item.available_from, item.available_until) == (
        True,
        date(2025, 4, 1),
        date(2026, 12, 31),
    )
    assert (item.provider, item.cost_cents) == ("Akademie Süd", 129_950)
    assert not LearningItem.objects.get(number="00018").is_mandatory


def test_items_are_found_and_ranked_at_once() -> None:
    assert services.search("soldering").items == ()
    applied("catalogue", csv(LOETEN, SICHER))
    assert services.search("soldering").items[0].number == "00017"
    assert {item.key for item in services.items()} == {"learning:00017", "learning:00018"}
    assert set(Topic.objects.values_list("code", flat=True)) == {"Fertigung", "Elektro"}


def test_the_same_file_twice_changes_nothing() -> None:
    applied("catalogue", csv(LOETEN, SICHER))
    version = services.catalogue_version()
    again = inspected("catalogue", csv(LOETEN, SICHER))
    assert intake.preview(again).changes_nothing
    intake.apply(HR, again)
    assert services.catalogue_version() == version, "nothing is read again for nothing"


def test_a_column_that_is_missing_keeps_what_is_stored() -> None:
    applied("catalogue", csv(LOETEN))
    batch = applied("catalogue", csv("00017;60", headings="Kursnummer;Dauer"))
    assert batch.counts["changed"] == 1
    item = LearningItem.objects.get(number="00017")
    assert (item.minutes, item.title_de, item.skills) == (60, "Löten", {"skill:loeten": 2})


def test_an_empty_cell_empties_the_field() -> None:
    applied("catalogue", csv(LOETEN))
    applied("catalogue", csv("00017;;", headings="Kursnummer;Dauer;Anbieter"))
    item = LearningItem.objects.get(number="00017")
    assert (item.minutes, item.provider) == (None, "")


def test_revert_restores_and_removes() -> None:
    applied("catalogue", csv(SICHER))
    batch = applied("catalogue", csv(LOETEN, SICHER.replace(";15;", ";25;")))
    assert LearningItem.objects.get(number="00018").minutes == 25
    intake.revert(HR, batch)
    assert LearningItem.objects.get(number="00018").minutes == 15
    assert not LearningItem.objects.filter(number="00017").exists()
    assert [item.key for item in services.items()] == ["learning:00018"]


def test_items_missing_from_the_file_are_named_and_stay() -> None:
    applied("catalogue", csv(LOETEN, SICHER))
    batch = inspected("catalogue", csv(LOETEN))
    assert intake.preview(batch).counts["missing"] == 1
    intake.apply(HR, batch)
    assert LearningItem.objects.get(number="00018").is_active


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (";Ohne Nummer;;;;;;;;;;;;;;", "missing", "item_number"),
        ("00020;;;;;;;;;;;;;;;", "missing", "title_de"),
        ("00020;Verkehrt;;;;;;;;;;;31.12.2026;1.1.2026;;", "available_until_before_from", "available_from"),
    ],
)
def test_rows_that_cannot_be_items_are_left_out(row: str, code: str, column: str) -> None:
    batch = applied("catalogue", csv(SICHER, row))
    summary = intake.summary(batch)
    assert (summary.accepted, summary.rejected) == (1, 1)
    assert (code, column) in {(issue.code, issue.column) for issue in summary.issues}
    assert LearningItem.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("00020;Gut;;;Telepathie;;;;;;;;;;;", "not_a_choice", "format"),
        ("00020;Gut;;;;lang;;;;;;;;;;", "not_a_number", "minutes"),
        ("00020;Gut;;;;;;Klingonisch;;;;;;;;", "not_a_choice", "languages"),
        ("00020;Gut;;;;;;;;;;;;;;-5", "out_of_range", "cost"),
        ("00020;Gut;;;;;;;;Zaubern:2;;;;;;", "unknown_skill", "skills"),
        ("00020;Gut;;;;;;;;;99999;;;;;", "unknown_prerequisite", "prerequisites"),
        (f"00020;Gut;;;;;;;{'x' * 61};;;;;;;", "too_long", "topics"),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_said(row: str, code: str, column: str) -> None:
    batch = applied("catalogue", csv(row))
    summary = intake.summary(batch)
    assert summary.accepted == 1
    assert (code, column) in {(issue.code, issue.column) for issue in summary.issues}
    assert LearningItem.objects.get(number="00020").title_de == "Gut"


def test_a_number_that_stands_twice_counts_once() -> None:
    batch = applied("catalogue", csv(SICHER, SICHER, SICHER.replace("Sicher", "Unsicher")))
    assert intake.summary(batch).rejected == 2
    assert LearningItem.objects.get().title_de == "Sicher am Arbeitsplatz"
