"""`eigenart model` says which model ranks, changes it, and refuses in one sentence."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eigenart.delivery.cli import EXIT_FOUND, models
from eigenart.people.services import Actor
from eigenart.personalisation import artefacts, promotion, training
from tests.factories import learners


@pytest.fixture(autouse=True)
def _company(approved_register: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue, own files, and a Django that is set up already."""
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    monkeypatch.setattr(models, "set_up", lambda: None)
    learners.fill_catalogue()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(models.model, arguments)


def train() -> Any:
    return training.train(Actor.system(), "learning")


def test_before_the_first_training_it_says_what_to_do() -> None:
    done = run("list")
    assert done.exit_code == 0
    assert "learning: no model was trained yet; `eigenart train`" in done.output


def test_the_list_names_number_status_and_size() -> None:
    first, second = train(), train()
    lines = run("list").output.splitlines()
    assert [str(made.pk) in line for made, line in zip((second, first), lines, strict=True)] == [True, True]
    assert "full, promoted, 0 people, 0 events" in lines[0]
    assert "retired" in lines[1]
    assert len(run("list", "--surface", "learning", "--limit", "1").output.splitlines()) == 1


def test_deleted_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artefacts, "KEPT", 1)
    train(), train()
    assert run("list").output.splitlines()[1].endswith("files deleted")


def test_promote_and_roll_back() -> None:
    first, second = train(), train()
    done = run("promote", str(first.pk)[:13])
    assert done.exit_code == 0
    assert f"run {first.pk} ranks now (as it was trained)" in done.output
    assert promotion.promoted("learning") == first
    run("promote", str(second.pk))
    assert f"run {first.pk} ranks now" in run("roll-back", "learning").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("promote", "12345678"), "No run is called 12345678"),
        (("roll-back", "learning"), "no earlier training with readable files"),
        (("roll-back", "gardening"), "no surface is registered as 'gardening'"),
        (("list", "--surface", "gardening"), "no surface is registered as 'gardening'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    train()
    done = run(*arguments)
    assert done.exit_code == EXIT_FOUND
    assert words in done.output
    assert len(done.output.splitlines()) == 1


def test_a_damaged_run_is_refused_and_what_ranks_stays() -> None:
    damaged, current = train(), train()
    (artefacts.folder(damaged) / "sums.npy").write_bytes(b"nothing")
    done = run("promote", str(damaged.pk))
    assert done.exit_code == EXIT_FOUND
    assert "damaged or were deleted" in done.output
    assert promotion.promoted("learning") == current
