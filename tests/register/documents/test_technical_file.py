"""Annex IV: all nine headings filled for every system; the model card shows measured figures or says there are none."""

from collections.abc import Callable

from eigenart.register.documents.material import Material, TrainedModel
from eigenart.register.documents.model import Section
from eigenart.register.documents.technical_file import compile_technical_file


def texts(section: Section) -> set[str]:
    from eigenart.register.documents import model

    return {text.en for text in model._texts_of(section)}


def test_all_nine_headings_are_filled(material: Material) -> None:
    for system in compile_technical_file(material).sections:
        assert [section.code for section in system.sections] == list("123456789")
        assert all(section.blocks for section in system.sections)


def test_without_a_model_it_says_so(material: Material) -> None:
    card = compile_technical_file(material).sections[0].sections[1]
    assert any(text.startswith("Not trained yet.") for text in texts(card))
    assert "NDCG@10" not in texts(card)


def test_the_figures_of_the_model_in_use_are_shown(
    changed: Callable[..., Material], model: TrainedModel
) -> None:
    found = changed(models={"learning_recommender": model})
    system = compile_technical_file(found).sections[0]
    shown = texts(system.sections[1])
    assert {"1003", "20417", "640", "412", "0.3142", "0.2112", "0.250", "d" * 64} <= shown
    assert not any(text.startswith("Not trained yet.") for text in shown)
    assert "d" * 64 in texts(system.sections[5])
