"""Search: both languages, prefixes, parts of words, umlauts either way, typing errors, filters."""

from typing import Any

import pytest

from eigenart.profiles.models import SkillConcept
from eigenart.surfaces.learning import services
from eigenart.surfaces.learning.models import LearningItem
from eigenart.surfaces.learning.search import PAGE_SIZE
from tests.factories.learners import SPREADSHEETS

pytestmark = pytest.mark.usefixtures("filled")


def numbers(query: str = "", **filters: Any) -> list[str]:
    return [item.number for item in services.search(query, **filters).items]


class TestWords:
    @pytest.mark.parametrize(
        ("query", "first"),
        [
            ("pivot", "PIVOT"),
            ("Grundlage", "EXCEL"),  # German stemming
            ("picture", "CHARTS"),  # English stemming, on a German page
            ("schwei", "WELD"),  # prefix
            ("Schweissen", "WELD"),  # ss for ß
            ("Gespraeche", "TALK"),  # ae for ä
            ("recht", "LAW"),  # inside of Arbeitsrecht: a part of a long word
            ("spreadsheet pivot", "PIVOT"),
            ("FIGURES", "CHARTS"),
        ],
    )
    def test_finds(self, query: str, first: str) -> None:
        found = services.search(query)
        assert found.items[0].number == first
        assert not found.is_guess

    def test_every_word_must_fit(self) -> None:
        assert numbers("tabellen pivot") == ["PIVOT"]

    def test_topics_and_skills_are_found_behind_titles(self) -> None:
        SkillConcept.objects.create(concept_id=SPREADSHEETS, label_de="Kalkulation", label_en="Calculation")
        LearningItem.objects.filter(number="ROBOT").update(title_de="Kalkulation der Roboter")
        services.catalogue_changed()
        assert numbers("Kalkulation")[0] == "ROBOT"
        assert set(numbers("Kalkulation")) == {"ROBOT", "EXCEL", "PIVOT", "CHARTS"}
        assert set(numbers("Führung")) >= {"TALK", "LAW", "PODCAST"}

    @pytest.mark.parametrize("query", ["Robotre einrichten", "sprdsheet basisc"])
    def test_typing_errors_are_forgiven_and_said(self, query: str) -> None:
        found = services.search(query)
        assert found.is_guess
        assert found.items[0].number in {"ROBOT", "EXCEL"}

    @pytest.mark.parametrize(
        "query", ["qqqqqqqqqq", "& | ! :*", "'", "\\", "<script>", "%", "a" * 500, "und"]
    )
    def test_whatever_is_typed_is_answered(self, query: str) -> None:
        assert services.search(query).page == 1

    def test_inactive_items_are_not_found(self) -> None:
        LearningItem.objects.filter(number="PIVOT").update(is_active=False)
        services.catalogue_changed()
        assert "PIVOT" not in numbers("pivot")
        assert "PIVOT" not in numbers()


class TestFilters:
    def test_each_narrows(self) -> None:
        LearningItem.objects.filter(number="LAW").update(languages=["en"])
        assert set(numbers(formats=["video"])) == {"EXCEL", "PIVOT", "ROBOT"}
        assert set(numbers(topics=["office", "automation"])) == {"EXCEL", "PIVOT", "ROBOT"}
        assert set(numbers(max_minutes=20)) == {"CHARTS", "LAW"}
        assert numbers(level=3) == ["PIVOT"]
        assert "LAW" not in numbers(language="de")
        assert numbers("tabellen", formats=["video"], max_minutes=30) == ["EXCEL"]

    def test_order(self) -> None:
        assert numbers(sort="shortest")[:3] == ["LAW", "CHARTS", "PODCAST"]
        titles = [item.title_de for item in services.search(sort="title").items]
        assert titles[0] == "Arbeitsrecht kurz"
        english = [item.title_en for item in services.search(sort="title", in_language="en").items]
        assert english == sorted(english, key=str.lower)


class TestPages:
    @pytest.fixture
    def many(self) -> None:
        LearningItem.objects.bulk_create(
            [LearningItem(number=f"M{n:02}", title_de=f"Mehr {n:02}") for n in range(2 * PAGE_SIZE)]
        )
        services.catalogue_changed()

    @pytest.mark.usefixtures("many")
    def test_every_item_is_on_one_page(self) -> None:
        pages = [services.search(page=n) for n in (1, 2, 3)]
        assert [len(p.items) for p in pages] == [PAGE_SIZE, PAGE_SIZE, 8]
        assert pages[0].pages == 3
        assert len({item.number for p in pages for item in p.items}) == pages[0].total == 2 * PAGE_SIZE + 8

    @pytest.mark.usefixtures("many")
    @pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (99, 3)])
    def test_a_page_that_does_not_exist_is_the_nearest_one(self, asked: int, given: int) -> None:
        assert services.search(page=asked).page == given
