"""The files of the demo company: the same every time, complete, without a dangling reference."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from eigenart.delivery.demo.company import DemoFiles, generate
from eigenart.delivery.demo.personas import PERSONAS

Rows = list[dict[str, str]]
Read = Callable[[str], Rows]
MANAGER = "Vorgesetzte/r (Personalnummer)"
FILES = ("vocabulary", "positions", "people", "catalogue", "activity")


def skills_in(cell: str) -> list[tuple[str, int]]:
    parts = (part.rpartition(":") for part in cell.split(", ") if part)
    return [(label, int(level)) for label, _, level in parts]


def day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()


class TestBytes:
    def test_same_seed_and_day_give_the_same_bytes(
        self, demo_files: DemoFiles, demo_day: date, tmp_path: Path
    ) -> None:
        again = generate(tmp_path, today=demo_day)
        for name in FILES:
            assert getattr(again, name).read_bytes() == getattr(demo_files, name).read_bytes(), name

    def test_another_seed_gives_another_company(
        self, demo_files: DemoFiles, demo_day: date, tmp_path: Path
    ) -> None:
        other = generate(tmp_path, seed=8, today=demo_day)
        assert other.people.read_bytes() != demo_files.people.read_bytes()
        assert other.catalogue.read_bytes() == demo_files.catalogue.read_bytes()

    @pytest.mark.parametrize("name", FILES)
    def test_files_are_german_exports(self, demo_files: DemoFiles, name: str) -> None:
        content = getattr(demo_files, name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in content
        assert ";" in content.decode("utf-8-sig").splitlines()[0]

    @pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2027, 8, 15)])
    def test_any_day_works_and_nothing_lies_ahead(self, tmp_path: Path, today: date) -> None:
        files = generate(tmp_path, today=today)
        lines = files.activity.read_text(encoding="utf-8-sig").splitlines()[1:]
        latest = max(datetime.strptime(line.split(";")[3], "%d.%m.%Y %H:%M") for line in lines)
        assert latest.date() < today
        assert (today - latest.date()).days < 10


class TestPeople:
    def test_250_people_with_unique_numbers_and_addresses(self, demo_rows: Read) -> None:
        people = demo_rows("people")
        assert len(people) == 250
        for heading in ("Personalnummer", "E-Mail"):
            assert len({person[heading] for person in people}) == 250
        assert len({(p["Vorname"], p["Nachname"]) for p in people}) == 250
        assert all(re.fullmatch(r"00\d{4}", p["Personalnummer"]) for p in people)
        assert all(re.fullmatch(r"[a-z0-9.-]+@kesselried\.example", p["E-Mail"]) for p in people)

    def test_columns_hold_no_protected_attribute(self, demo_rows: Read) -> None:
        assert list(demo_rows("people")[0]) == [
            "Personalnummer",
            "Vorname",
            "Nachname",
            "E-Mail",
            "Standort",
            "Abteilung",
            "Stelle",
            MANAGER,
            "Eintrittsdatum",
            "Austrittsdatum",
            "Wochenstunden",
            "Arbeitsmodell",
            "Sprache",
            "Kenntnisse",
        ]

    def test_every_line_of_managers_ends_at_the_top(self, demo_rows: Read) -> None:
        manager_of = {p["Personalnummer"]: p[MANAGER] for p in demo_rows("people")}
        tops = [number for number, manager in manager_of.items() if not manager]
        assert len(tops) == 1
        for number in manager_of:
            seen = {number}
            while manager := manager_of[number]:
                assert manager not in seen, f"cycle at {manager}"
                seen.add(manager)
                number = manager
            assert number == tops[0]

    def test_hours_modes_languages_and_dates_are_varied_and_valid(
        self, demo_rows: Read, demo_day: date
    ) -> None:
        people = demo_rows("people")
        assert {p["Arbeitsmodell"] for p in people} == {"office", "home", "hybrid", "field"}
        assert {p["Sprache"] for p in people} == {"de", "en"}
        assert len({p["Standort"] for p in people}) == 4
        assert {"38,5", "32,5", "20"} <= {p["Wochenstunden"] for p in people}
        assert all(day(p["Eintrittsdatum"]) < demo_day for p in people)
        leaving = [p for p in people if p["Austrittsdatum"]]
        assert leaving
        assert all(day(p["Austrittsdatum"]) > demo_day for p in leaving)

    def test_higher_numbers_joined_later(self, demo_rows: Read) -> None:
        fixed = {persona.number for persona in PERSONAS}
        people = sorted(demo_rows("people"), key=lambda p: p["Personalnummer"])
        entries = [day(p["Eintrittsdatum"]) for p in people if p["Personalnummer"] not in fixed]
        assert entries == sorted(entries)


class TestReferences:
    def test_positions_of_people_exist(self, demo_rows: Read) -> None:
        assert {p["Stelle"] for p in demo_rows("people")} == {p["Stelle"] for p in demo_rows("positions")}

    @pytest.mark.parametrize(
        ("name", "heading"),
        [
            ("people", "Kenntnisse"),
            ("positions", "Benötigte Fähigkeiten"),
            ("catalogue", "Kompetenzen"),
        ],
    )
    def test_skills_are_in_the_vocabulary(self, demo_rows: Read, name: str, heading: str) -> None:
        labels = {row["label_de"] for row in demo_rows("vocabulary")}
        used = [skill for row in demo_rows(name) for skill in skills_in(row[heading])]
        assert len(used) > 100
        assert {label for label, _ in used} <= labels
        assert {level for _, level in used} <= {1, 2, 3, 4}

    def test_activity_names_people_and_items(self, demo_rows: Read, demo_day: date) -> None:
        activity = demo_rows("activity")
        entered = {p["Personalnummer"]: day(p["Eintrittsdatum"]) for p in demo_rows("people")}
        assert {row["Kursnummer"] for row in activity} <= {i["Kursnummer"] for i in demo_rows("catalogue")}
        assert {row["Status"] for row in activity} == {"planned", "started", "finished", "stopped"}
        moments = [
            (row["Personalnummer"], datetime.strptime(row["Datum"], "%d.%m.%Y %H:%M")) for row in activity
        ]
        assert moments == sorted(moments, key=lambda m: m[1])
        assert all(entered[number] <= moment.date() < demo_day for number, moment in moments)

    def test_no_step_is_written_twice(self, demo_rows: Read) -> None:
        steps = Counter(tuple(row.values()) for row in demo_rows("activity"))
        assert [step for step, times in steps.items() if times > 1] == []

    def test_items_are_used_only_once_they_are_open(self, demo_rows: Read) -> None:
        opens = {i["Kursnummer"]: i["Verfügbar ab"] for i in demo_rows("catalogue") if i["Verfügbar ab"]}
        fixed = {persona.number for persona in PERSONAS}
        assert len(opens) > 5
        for row in demo_rows("activity"):
            if (
                row["Kursnummer"] in opens
                and row["Personalnummer"] not in fixed
                and row["Status"] != "planned"
            ):
                assert day(row["Datum"][:10]) >= day(opens[row["Kursnummer"]])
