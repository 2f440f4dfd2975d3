"""ESCO releases: layouts, faults as data, idempotence, and searches in the real one."""

import gzip
import zipfile
from pathlib import Path

import pytest

from eigenart.profiles import esco, vocabulary
from eigenart.profiles.models import SkillConcept

pytestmark = pytest.mark.django_db
A = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"
B = "http://data.europa.eu/esco/skill/00064735-8fad-454b-90c7-ed858cc993f2"
GROUP = "http://data.europa.eu/esco/skill/e35a5936-091d-4e87-bafe-f264e55bd656"
OFFICIAL = "conceptType,conceptUri,preferredLabel,altLabels,description\n"


def release(folder: Path) -> None:
    """A small release with every layout: zipped official, plain official, gzipped excerpt, groups."""
    with zipfile.ZipFile(folder / "classification_en.zip", "w") as archive:
        archive.writestr(
            "inner/skills_en.csv",
            OFFICIAL + f'KnowledgeSkillCompetence,{A},weld metals,"welding\njoining",By heat.\n',
        )
    (folder / "skills_de.csv").write_text(
        OFFICIAL + f"KnowledgeSkillCompetence,{A},Metalle schweißen,Schweißen,\n"
    )
    with gzip.open(folder / "skills_de_excerpt.csv.gz", "wt", encoding="utf-8") as file:
        file.write("concept_uri,preferred_label,description\n")
        file.write(
            f"{A},Anders genannt,Mit Hitze.\n{B},Löten,\n{GROUP},Eine Gruppe,\nkaputt,Ohne Adresse,\n{A},,\n"
        )
    (folder / "skillGroups_de.csv").write_text(
        f"conceptType,conceptUri,preferredLabel\nSkillGroup,{GROUP},Gruppe\n"
    )


def test_all_layouts_become_one_vocabulary(tmp_path: Path) -> None:
    release(tmp_path)
    stages: list[str] = []
    result = esco.import_release(tmp_path, lambda done, total, stage: stages.append(stage))
    assert (result.added, result.with_german, result.with_english) == (2, 2, 1)
    concept = SkillConcept.objects.get(pk=A)
    assert (concept.label_de, concept.label_en) == ("Metalle schweißen", "weld metals"), (
        "official files come first"
    )
    assert (concept.alt_en, concept.alt_de) == ("welding\njoining", "Schweißen")
    assert (concept.description_de, concept.description_en) == ("Mit Hitze.", "By heat."), "others fill gaps"
    assert not SkillConcept.objects.filter(pk=GROUP).exists()
    assert set(stages) == {"read", "write"}


def test_faults_are_data(tmp_path: Path) -> None:
    release(tmp_path)
    (tmp_path / "skills_de_broken.csv.gz").write_bytes(b"no gzip at all")
    result = esco.import_release(tmp_path)
    assert [(p.file, p.line, p.code) for p in result.problems] == [
        ("skills_de_broken.csv.gz", 0, "unreadable"),
        ("skills_de_excerpt.csv.gz", 5, "no_skill_uri"),
        ("skills_de_excerpt.csv.gz", 6, "no_label"),
    ]
    assert result.problem_count == 3


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    release(tmp_path)
    esco.import_release(tmp_path)
    again = esco.import_release(tmp_path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_a_folder_without_a_release_gives_an_empty_result(tmp_path: Path) -> None:
    (tmp_path / "occupations_de.csv").write_text("conceptUri\n")
    (tmp_path / "damaged.zip").write_bytes(b"PK")
    result = esco.import_release(tmp_path)
    assert (result.concepts, result.files) == (0, ())


def test_the_real_release_and_searches_in_both_languages(shared_data: Path) -> None:
    if not (shared_data / "esco").is_dir():
        pytest.skip("esco is missing in the shared data")
    result = esco.import_release(shared_data / "esco")
    assert result.problem_count == 0
    assert result.with_english >= 13_890
    assert result.with_german >= result.with_english
    for query, language, words in (
        ("Projektmanagment", "de", "projekt"),
        ("welding", "en", "weld"),
        ("Schweissen", "de", "schweißen"),
        ("Rechnugswesen", "de", "rechn"),
        ("Mitarbeiter führen", "de", "mitarbeiter führen"),
        ("lead a team", "en", "lead a team"),
        ("kundenserv", "de", "kundenserv"),
    ):
        found = vocabulary.find(query, language, 5)
        assert any(words in texts(concept) for concept in found), query
    best = vocabulary.find("Englisch", "de", 1)[0]
    assert (best.label_de, best.label_en) == ("Englisch", "English")


def texts(concept: SkillConcept) -> str:
    parts = (concept.label_de, concept.label_en, concept.alt_de, concept.alt_en, concept.description_de)
    return "\n".join(parts).lower()
