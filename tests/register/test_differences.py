"""Differences in words: nothing that changed is ever left out, and usual changes read as a person would say them."""

import copy
import json
import random
from typing import Any

import pytest

from eigenart.register.canonical import canonical
from eigenart.register.differences import Difference, differences
from eigenart.register.loader import DEFAULT_FILE, load

PLAIN: dict[str, Any] = json.loads(canonical(load(DEFAULT_FILE).plain))


def changed(change: Any) -> tuple[Difference, ...]:
    after = copy.deepcopy(PLAIN)
    change(after)
    return differences(PLAIN, after)


def purpose(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in content["purposes"] if entry["id"] == name)


def words(found: tuple[Difference, ...], language: str) -> list[str]:
    return [f"{one.place.in_language(language)} | {one.text.in_language(language)}" for one in found]


def test_the_same_text_has_no_differences() -> None:
    assert differences(PLAIN, copy.deepcopy(PLAIN)) == ()


def test_a_view_for_hr() -> None:
    found = changed(lambda c: purpose(c, "learning.recommend")["visibility"].update(hr="individual"))
    assert words(found, "de") == [
        "Zweck „Persönliche Lernvorschläge“ (learning.recommend) | "
        "Wer es sieht, Personalabteilung: bisher nichts, jetzt einzelne Einträge"
    ]
    assert words(found, "en") == [
        "Purpose “Personal learning suggestions” (learning.recommend) | "
        "Who sees it, HR: before nothing, now single entries"
    ]


def test_sums_get_smaller() -> None:
    found = changed(lambda c: purpose(c, "insight.reports")["visibility"]["hr"].update(k_min=5))
    (line,) = words(found, "de")
    assert line.endswith("bisher nur Summen ab 10 Personen, jetzt nur Summen ab 5 Personen")


def test_a_type_of_data_comes_to_a_purpose_and_one_goes() -> None:
    def change(content: dict[str, Any]) -> None:
        data = purpose(content, "learning.recommend")["data"]
        del data[0]
        data.append(
            {
                "type": "rights_requests",
                "columns": ["kind"],
                "writes": [],
                "necessary": {"de": "D", "en": "E"},
            }
        )

    found = changed(change)
    assert [one.kind for one in found] == ["added", "removed"]
    assert "Daten, rights_requests: neu: Name" not in words(found, "de")[0]
    assert "Daten, rights_requests: neu: " in words(found, "de")[0]
    assert words(found, "en")[1].endswith("Data, job_profile: is removed")


def test_columns_and_retention() -> None:
    def change(content: dict[str, Any]) -> None:
        content["data_types"]["job_profile"]["columns"].append("salary")
        content["data_types"]["job_profile"]["retention"] = "LK-V36"
        content["retention_classes"]["LK-V36"]["period"] = "P48M"

    lines = words(changed(change), "en")
    assert "Type of data “Job profile” (job_profile) | Fields: new “salary”" in lines
    assert (
        "Type of data “Job profile” (job_profile) | Class of deletion: before “LK-V6”, now “LK-V36”" in lines
    )
    assert any("Period: before “P36M”, now “P48M”" in line for line in lines)


def test_a_whole_purpose() -> None:
    def add(content: dict[str, Any]) -> None:
        content["purposes"].append(purpose(content, "learning.record") | {"id": "pay.forecast"})

    (came,) = changed(add)
    assert (came.kind, came.section, came.id) == ("added", "purposes", "pay.forecast")
    assert "learning_record" in came.text.en
    (went,) = differences(
        {**PLAIN, "purposes": [*PLAIN["purposes"]]}, {**PLAIN, "purposes": PLAIN["purposes"][1:]}
    )
    assert (went.kind, went.id) == ("removed", PLAIN["purposes"][0]["id"])


def test_one_language_alone_is_said_in_the_other_too() -> None:
    found = changed(lambda c: purpose(c, "learning.record")["why"].update(de="Ganz anders"))
    assert words(found, "en")[0].endswith("the German wording is now „Ganz anders“")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in leaves(inner, (*path, place))] or [path]
    return [path]


@pytest.mark.parametrize("seed", range(200))
def test_whatever_changes_gives_a_sentence_in_both_languages(seed: int) -> None:
    path = random.Random(seed).choice(leaves(PLAIN))
    after = copy.deepcopy(PLAIN)
    inside: Any = after
    for part in path[:-1]:
        inside = inside[part]
    old = inside[path[-1]]
    inside[path[-1]] = not old if isinstance(old, bool) else 7919 if isinstance(old, int) else "etwas anderes"
    found = differences(PLAIN, after)
    assert found, path
    for one in found:
        assert all((one.place.de, one.place.en, one.text.de, one.text.en))
        assert one.text.de.strip() != one.text.en.strip() or path[0] == "routes", path
