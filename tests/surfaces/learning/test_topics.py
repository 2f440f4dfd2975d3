"""Topics: labels in both languages; a code that nobody named stands for itself."""

import pytest

from eigenart.core.vocabulary import FactKind, LocalText
from eigenart.profiles import sources
from eigenart.surfaces.learning import topics

pytestmark = pytest.mark.django_db


def test_labels_and_codes_without_one() -> None:
    topics.save({"data": LocalText("Daten", "Data"), "half": LocalText("Nur deutsch", "")})
    topics.add_missing(["data", "new"])
    assert topics.labels(["data", "new", "never seen"]) == {
        "data": LocalText("Daten", "Data"),
        "new": LocalText("new", "new"),
        "never seen": LocalText("never seen", "never seen"),
    }
    assert topics.labels()["half"] == LocalText("Nur deutsch", "Nur deutsch")


def test_saving_again_renames() -> None:
    topics.save({"data": LocalText("Daten", "Data")})
    topics.save({"data": LocalText("Zahlen", "Figures")})
    assert topics.labels() == {"data": LocalText("Zahlen", "Figures")}


def test_my_data_knows_their_names() -> None:
    topics.save({"data": LocalText("Daten", "Data")})
    assert sources.labels_for(FactKind.INTEREST, ["data"])["data"].de == "Daten"
    assert sources.labels_for(FactKind.PREFERENCE, ["topic:data"])["topic:data"].en == "Data"
    assert "format:video" not in sources.labels_for(FactKind.PREFERENCE, ["format:video"])
