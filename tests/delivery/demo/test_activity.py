"""The invented log has the structure of a real one: bounds are wide, they catch a broken generator."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from eigenart.delivery.demo import catalogue, choice

Read = Callable[[str], list[dict[str, str]]]
Contact = tuple[str, str, datetime]


@pytest.fixture(scope="module")
def chosen(demo_rows: Read) -> list[Contact]:
    """First contacts with items that nobody has to take, by time."""
    seen: set[tuple[str, str]] = set()
    contacts = []
    for row in demo_rows("activity"):
        key = (row["Personalnummer"], row["Kursnummer"])
        if row["Status"] != "planned" and key not in seen and not catalogue.entries()[key[1]].must:
            seen.add(key)
            contacts.append((*key, datetime.strptime(row["Datum"], "%d.%m.%Y %H:%M")))
    return contacts


def test_two_years_and_no_more(chosen: list[Contact], demo_day: date) -> None:
    assert timedelta(days=650) < chosen[-1][2] - chosen[0][2] <= timedelta(days=731)


def test_many_people_have_little_or_nothing(chosen: list[Contact]) -> None:
    per_person = Counter(number for number, _, _ in chosen)
    assert 0.05 < 1 - len(per_person) / 250 < 0.25
    assert 0.3 < sum(n <= 2 for n in per_person.values()) / len(per_person) < 0.65
    assert max(per_person.values()) >= 20


def test_popularity_has_a_heavy_tail(chosen: list[Contact]) -> None:
    counts = [n for _, n in Counter(item for _, item, _ in chosen).most_common()]
    assert sum(counts[: len(counts) // 10]) > 0.3 * len(chosen)
    assert len(counts) > 120


def test_learning_comes_in_bursts(chosen: list[Contact]) -> None:
    by_person: dict[str, list[datetime]] = {}
    for number, _, at in chosen:
        by_person.setdefault(number, []).append(at)
    gaps = [b - a for times in by_person.values() for a, b in pairwise(times)]
    assert sum(gap < timedelta(days=1) for gap in gaps) > 0.4 * len(chosen)
    assert sum(gap > timedelta(days=14) for gap in gaps) > 0.15 * len(gaps)


def test_habit_leads_to_the_next_item(chosen: list[Contact]) -> None:
    last: dict[str, str] = {}
    follows = []
    for number, item, _ in chosen:
        if number in last:
            follows.append(choice.successors()[last[number]] == item)
        last[number] = item
    assert 0.2 < sum(follows) / len(follows) < 0.6


def test_hardly_anybody_learns_on_weekends_or_at_christmas(chosen: list[Contact]) -> None:
    # A span that is nothing but a weekend is rare and stays.
    assert sum(at.weekday() >= 5 for _, _, at in chosen) < 0.005 * len(chosen)
    christmas = sum((at.month, at.day) >= (12, 24) or (at.month, at.day) <= (1, 1) for _, _, at in chosen)
    assert christmas < 0.015 * len(chosen)


def test_prerequisites_come_first(chosen: list[Contact]) -> None:
    entries = catalogue.entries()
    met: set[tuple[str, str]] = set()
    broken = 0
    for number, item, _ in chosen:
        broken += any((number, need) not in met for need in entries[item].needs if not entries[need].must)
        met.add((number, item))
    # Only the written histories of the nine may start in the middle; everybody else keeps the order.
    assert broken <= 5


def test_departments_differ(demo_rows: Read, chosen: list[Contact]) -> None:
    unit = {p["Personalnummer"]: p["Abteilung"].split(" > ")[0] for p in demo_rows("people")}

    def share(department: str, topic: str) -> float:
        own = [item for number, item, _ in chosen if unit[number] == department]
        return sum(topic in catalogue.entries()[item].topics for item in own) / len(own)

    assert share("Technik", "engineering") > 2 * share("Vertrieb", "engineering")
    assert share("Vertrieb", "sales") > 2 * share("Produktion", "sales")
    assert share("Produktion", "production") > 2 * share("Verwaltung", "production")


def test_mandatory_trainings_return_every_year(demo_rows: Read) -> None:
    years = Counter(
        r["Datum"][6:10]
        for r in demo_rows("activity")
        if r["Kursnummer"] == "LI-0201" and r["Datum"][3:5] in {"03", "04"}
    )
    assert len(years) == 2
    assert min(years.values()) > 40


def test_some_drop_out(demo_rows: Read) -> None:
    states = Counter(row["Status"] for row in demo_rows("activity"))
    assert 0.02 < states["stopped"] / states["finished"] < 0.2
