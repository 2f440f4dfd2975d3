"""Finding skills: exact first, both languages, stems, beginnings, alternatives, umlauts and typing errors."""

from pathlib import Path

import pytest

from eigenart.profiles import folding, vocabulary
from eigenart.profiles.label_index import LabelIndex
from eigenart.profiles.models import SkillConcept

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills(db: None) -> None:
    texts = [
        ("skill:project", "Projektmanagement", "project management", "Projektsteuerung", "managing projects"),
        ("skill:agile", "Agiles Projektmanagement", "agile project management", "Scrum", "scrum"),
        ("skill:weld", "Schweißen", "welding", "Schweißtechnik", "joining metals"),
        ("skill:accounting", "Rechnungswesen", "accounting", "Buchhaltung\nBuchführung", "bookkeeping"),
        ("skill:excel", "Tabellenkalkulation", "spreadsheets", "Excel", "Excel"),
        ("skill:cpp", "C++", "C++", "", ""),
        ("skill:csharp", "C#", "C#", "", ""),
        ("skill:interviews", "Bewerbungsgespräche führen", "conduct interviews", "", ""),
    ]
    vocabulary.store(
        [
            SkillConcept(concept_id=c, label_de=de, label_en=en, alt_de=alt_de, alt_en=alt_en)
            for c, de, en, alt_de, alt_en in texts
        ]
    )


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("Projektmanagement", "de", "skill:project"),
        ("projektmanagement", "en", "skill:project"),
        ("Projektmanagment", "de", "skill:project"),
        ("project managment", "en", "skill:project"),
        ("Projektst", "de", "skill:project"),
        ("welding", "de", "skill:weld"),
        ("weld", "en", "skill:weld"),
        ("Schweissen", "de", "skill:weld"),
        ("SCHWEISSEN", "de", "skill:weld"),
        ("Schweißtechnik", "de", "skill:weld"),
        ("Buchfuehrung", "de", "skill:accounting"),
        ("Rechnugswesen", "de", "skill:accounting"),
        ("excel", "de", "skill:excel"),
        ("C++", "de", "skill:cpp"),
        ("c#", "en", "skill:csharp"),
        ("Bewerbungsgespräch", "de", "skill:interviews"),
        ("interview", "en", "skill:interviews"),
        ("gespräche", "de", "skill:interviews"),
        ("bewerbungsgesprähce führen", "de", "skill:interviews"),
    ],
)
@pytest.mark.usefixtures("skills")
def test_the_best_hit(query: str, language: str, expected: str) -> None:
    found = vocabulary.find(query, language, 3)
    assert found
    assert found[0].concept_id == expected


@pytest.mark.usefixtures("skills")
def test_nothing_is_found_for_nothing() -> None:
    assert vocabulary.find("   ") == []
    assert vocabulary.find("!?&|:*'") == []
    assert vocabulary.find("Quantengravitation") == []


@pytest.mark.usefixtures("skills")
def test_the_limit_holds_and_the_order_is_stable() -> None:
    assert len(vocabulary.find("projekt", "de", 1)) == 1
    assert [c.pk for c in vocabulary.find("projekt")] == [c.pk for c in vocabulary.find("projekt")]


@pytest.mark.usefixtures("skills")
def test_a_label_is_its_concept_whatever_case_umlaut_or_language() -> None:
    for label in ("Schweißen", "SCHWEISSEN", "schweissen", "Welding", "Schweißtechnik", "skill:weld"):
        concept = vocabulary.concept_for_label(label)
        assert concept is not None, label
        assert concept.pk == "skill:weld"
    assert vocabulary.concept_for_label("Schweiß") is None


@pytest.mark.usefixtures("skills")
def test_a_preferred_label_wins_over_the_same_alternative() -> None:
    vocabulary.store([SkillConcept(concept_id="skill:aaa", label_de="Anderes", alt_de="Rechnungswesen")])
    assert vocabulary.concept_ids_by_label(["Rechnungswesen"]) == {"Rechnungswesen": "skill:accounting"}


def test_an_own_vocabulary_is_loaded_once(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.csv"
    path.write_text(
        "id,label_de,label_en,alt_de,alt_en,group\n"
        'skill:cnc,"CNC-Fräsen",CNC milling,Fräsen|Zerspanen,milling,production\n'
        "skill:sql,SQL,SQL,,,it\n",
        encoding="utf-8",
    )
    semicolons = tmp_path / "semicolons.csv"
    semicolons.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8-sig")
    first = vocabulary.load_vocabulary(path)
    assert vocabulary.load_vocabulary(semicolons).unchanged == 2
    again = vocabulary.load_vocabulary(path)
    assert (first.added, again.added, again.changed, again.unchanged) == (2, 0, 0, 2)
    assert SkillConcept.objects.get(pk="skill:cnc").alt_de == "Fräsen\nZerspanen"
    path.write_text(path.read_text(encoding="utf-8").replace("SQL,SQL", "SQL-Abfragen,SQL"), encoding="utf-8")
    changed = vocabulary.load_vocabulary(path)
    assert (changed.changed, changed.unchanged) == (1, 1)
    assert [c.pk for c in vocabulary.find("SQL-Abfragen")][:1] == ["skill:sql"]


def test_words_are_corrected_only_where_they_are_unknown() -> None:
    index = LabelIndex.of(
        [("skill:a", "Rechnungswesen leiten", "", "", ""), ("skill:b", "Löten", "", "", "")]
    )
    assert index.corrected(["rechnugswesen"]) == ["rechnungswesen"]
    assert index.corrected(["rechnungswesen"]) == []
    assert index.corrected(["rechnung"]) == [], "the beginning of a known word is no mistake"
    assert index.corrected(["loetne"]) == ["löten"]
    assert index.corrected(["xyz"]) == []


def test_folding() -> None:
    assert folding.fold("  Straßen-Bau & Überführung ") == "strassen bau ueberfuehrung"
    assert folding.fold("C++") != folding.fold("C#")
    assert folding.fold("Renée") == "renee"
    assert folding.words("Über-Führung, ja!") == ["über", "führung", "ja"]
