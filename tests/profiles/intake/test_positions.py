"""The positions file: titles and needed skills, compared by the code of the name."""

import pytest

from eigenart.people.models import Position
from eigenart.profiles import intake, read
from tests.profiles.intake.files import HR, applied, inspected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("concepts")]
FILE = (
    "Stelle;Bezeichnung englisch;Anforderungsprofil\r\n"
    "Löterin;Solderer;Löten:3\r\n"
    "Entwickler;Developer;Python:4, Löten:1, Zaubern:2\r\n"
).encode()


def test_positions_and_their_needs_are_stored() -> None:
    batch = applied("positions", FILE, "stellen.csv")
    assert batch.counts["added"] == 2
    position = Position.objects.get(code="entwickler")
    assert (position.title_de, position.title_en) == ("Entwickler", "Developer")
    assert read.position_needs("entwickler") == {"skill:python": 4, "skill:loeten": 1}
    assert read.position_needs("unbekannt") == {}
    assert [i.code for i in intake.summary(batch).issues] == ["unknown_skill"]


def test_the_same_file_changes_nothing_and_a_new_level_changes_one() -> None:
    applied("positions", FILE)
    assert intake.preview(inspected("positions", FILE)).changes_nothing
    batch = inspected("positions", FILE.replace("Löten:3".encode(), b"Python:2"))
    found = intake.preview(batch)
    assert found.counts["changed"] == 1
    assert {(f.field, f.before, f.after) for f in found.differences[0].fields} == {
        ("Python", "", "2"),
        ("Löten", "3", ""),
    }
    intake.apply(HR, batch)
    assert read.position_needs("loeterin") == {"skill:python": 2}
    intake.revert(HR, batch)
    assert read.position_needs("loeterin") == {"skill:loeten": 3}


def test_reverting_removes_what_was_added() -> None:
    Position.objects.create(code="alt", title_de="Alt")
    batch = applied("positions", FILE)
    assert batch.counts["missing"] == 1
    intake.revert(HR, batch)
    assert list(Position.objects.values_list("code", flat=True)) == ["alt"]
