"""The texts of the demo company: enough, in two languages, consistent."""

import re
from collections import Counter

import pytest

from eigenart.core.vocabulary import LocalText
from eigenart.delivery.demo import catalogue, texts

FORMATS = {"video", "reading", "workshop", "task", "selfstudy", "coaching", "audio"}
ITEMS = list(catalogue.entries().values())


def both(text: LocalText) -> bool:
    return bool(text.de.strip()) and bool(text.en.strip())


class TestItems:
    def test_180_items_in_all_formats(self) -> None:
        assert len(ITEMS) == 180
        formats = Counter(item.format for item in ITEMS)
        assert set(formats) == FORMATS
        assert min(formats.values()) >= 5

    def test_numbers_of_a_file_are_found_nowhere_else(self) -> None:
        written = [
            number
            for path in (texts.FOLDER / "items").glob("*.yaml")
            for number in re.findall(r"^(LI-\d{4}):", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        ]
        assert len(written) == len(set(written)) == 180

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.number)
    def test_item_is_written_in_two_languages(self, item: catalogue.Entry) -> None:
        assert both(item.title)
        assert both(item.summary)
        assert item.title.de != item.title.en
        for summary in (item.summary.de, item.summary.en):
            assert len(re.findall(r"[.?!](?= |$)", summary)) == 2, "two sentences each"
            assert 60 <= len(summary) <= 260

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.number)
    def test_item_refers_only_to_what_exists(self, item: catalogue.Entry) -> None:
        assert set(item.topics) <= set(catalogue.topics())
        assert set(item.teaches) <= set(catalogue.skills())
        assert set(item.teaches.values()) <= {1, 2, 3, 4}
        assert set(item.needs) <= set(catalogue.entries())
        assert item.level in {1, 2, 3, 4}
        assert 5 <= item.minutes <= 900
        assert item.cost >= 0

    def test_titles_are_unique_in_both_languages(self) -> None:
        assert len({item.title.de for item in ITEMS}) == 180
        assert len({item.title.en for item in ITEMS}) == 180

    def test_prerequisites_form_no_cycle_and_some_chains(self) -> None:
        entries = catalogue.entries()

        def depth(number: str, above: tuple[str, ...] = ()) -> int:
            assert number not in above, f"cycle at {number}"
            return 1 + max((depth(need, (*above, number)) for need in entries[number].needs), default=0)

        depths = [depth(number) for number in entries]
        assert max(depths) >= 4
        assert sum(d > 1 for d in depths) > 40

    def test_the_usual_mandatory_trainings_are_there(self) -> None:
        mandatory = {
            item.title.de.split(":")[0] for item in ITEMS if item.must == "all" or item.must == "office"
        }
        assert mandatory == {
            "Arbeitsschutz",
            "Brandschutz und Verhalten im Notfall",
            "Datenschutz",
            "IT-Sicherheit",
            "KI-Kompetenz",
        }

    def test_every_topic_has_items(self) -> None:
        used = Counter(topic for item in ITEMS for topic in item.topics)
        assert set(used) == set(catalogue.topics())


class TestVocabulary:
    def test_about_250_skills_with_labels_that_name_one_skill_each(self) -> None:
        skills = catalogue.skills().values()
        assert 240 <= len(skills) <= 270
        german = [name.lower() for s in skills for name in (s.label.de, *s.also_de)]
        english = [name.lower() for s in skills for name in (s.label.en, *s.also_en)]
        assert len(german) == len(set(german))
        assert len(english) == len(set(english))

    def test_labels_hold_no_separator_of_the_files(self) -> None:
        for skill in catalogue.skills().values():
            for name in (skill.label.de, skill.label.en, *skill.also_de, *skill.also_en):
                assert not set(name) & set(",;:|"), name

    def test_slugs_are_plain_and_most_labels_are_translated(self) -> None:
        assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in catalogue.skills())
        same = {s.label.de for s in catalogue.skills().values() if s.label.de == s.label.en}
        assert len(same) < 10


class TestLaterSurfaces:
    def test_openings_are_bilingual_and_refer_to_what_exists(self) -> None:
        openings = texts.read("openings")
        assert len({o["number"] for o in openings}) == len(openings) == 15
        for opening in openings:
            assert opening["position"] in catalogue.jobs()
            assert opening["site"] in texts.read("structure")["sites"]
            assert set(opening["wants"]) <= set(catalogue.skills())
            assert all(opening["de"])
            assert all(opening["en"])
            assert opening["de"][1] != opening["en"][1]

    def test_benefits_are_bilingual_and_promise_nothing_about_taxes(self) -> None:
        benefits = texts.read("benefits")
        assert len({b["number"] for b in benefits}) == len(benefits) == 20
        for benefit in benefits:
            assert benefit["audience"] in {"all", *texts.read("structure")["sites"]}
            assert benefit["de"][1] != benefit["en"][1]
            assert not re.search(r"steuer|tax", " ".join(benefit["de"] + benefit["en"]), re.IGNORECASE)


def test_data_files_use_no_anchors() -> None:
    for path in texts.FOLDER.rglob("*.yaml"):
        assert not re.search(r"(^|[\s\[{,])[&*]\w", path.read_text(encoding="utf-8")), path.name
