"""All documents: both languages everywhere, one hash, deterministic, and a list of what is open."""

from collections.abc import Callable

import pytest

from eigenart.register.documents.catalogue import DOCUMENTS, UnknownDocument, document, open_points
from eigenart.register.documents.material import Material, TrainedModel

WANTED = {
    "notice",
    "record",
    "dpia",
    "works-agreement",
    "deletion",
    "ai-notice",
    "technical-file",
    "vendors",
    "transparency",
}


def test_every_document_exists_and_only_the_notices_are_public() -> None:
    assert set(DOCUMENTS) == WANTED
    public = {code for code, kind in DOCUMENTS.items() if kind.is_public}
    assert public == {"notice", "ai-notice", "transparency"}


@pytest.mark.parametrize("code", DOCUMENTS)
def test_both_languages_and_the_hash_of_the_register(
    code: str, changed: Callable[..., Material], model: TrainedModel
) -> None:
    found = changed(models={"learning_recommender": model})
    compiled = document(code, found)
    assert compiled.code == code
    assert compiled.stamp.register_hash == found.register.hash
    assert compiled.stamp.made_on == found.made_on
    assert compiled.stamp.version == found.register.content.register_.version
    empty = [text for text in compiled.texts() if not (text.de.strip("\n") and text.en.strip("\n"))]
    assert empty == []


@pytest.mark.parametrize("code", DOCUMENTS)
def test_the_same_material_gives_the_same_document(code: str, changed: Callable[..., Material]) -> None:
    assert document(code, changed()) == document(code, changed())


def test_what_is_open_names_the_place_in_the_register(
    material: Material, changed: Callable[..., Material]
) -> None:
    points = open_points(material)
    assert all("(" in point.de and "(" in point.en for point in points)
    assert len(set(points)) == len(points)
    named = changed(lambda p: p["controller"].update(deletion={"de": "Recht", "en": "Legal"}))
    assert len(open_points(named)) == len(points) - 1


def test_an_unknown_document_is_refused(material: Material) -> None:
    with pytest.raises(UnknownDocument):
        document("gossip", material)
