"""The model card: sorted figures, German decimals, and nothing where nothing was measured."""

from dataclasses import replace

from eigenart.register.documents.material import TrainedModel
from eigenart.register.documents.model import Facts, Paragraph, Table
from eigenart.register.documents.model_card import NO_INTERVAL, card


def test_the_best_method_stands_first(model: TrainedModel) -> None:
    quality = next(block for block in card(model) if isinstance(block, Table))
    assert [(row[0].en, row[1].de) for row in quality.rows] == [
        ("blend_all", "0,3142"),
        ("popularity", "0,2112"),
    ]


def test_an_unmeasured_run_shows_no_quality(model: TrainedModel) -> None:
    metrics = {"verdict": "prior", "winner": "prior", "validation_ndcg@10": {}, "validation_people": 3}
    blocks = card(replace(model, metrics=metrics))
    assert [type(block) for block in blocks] == [Facts]
    assert Paragraph(NO_INTERVAL) not in blocks


def test_an_empty_run_is_still_a_card(model: TrainedModel) -> None:
    assert isinstance(card(replace(model, metrics={}))[0], Facts)


def test_no_model_is_one_honest_paragraph() -> None:
    (block,) = card(None)
    assert isinstance(block, Paragraph)
    assert block.text.de.startswith("Noch nicht trainiert.")
