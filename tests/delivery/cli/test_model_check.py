"""`eigenart model check` prints what is known, and that it is undecided while it is."""

from typing import Any

import pytest
from click.testing import CliRunner, Result

from eigenart.delivery.cli import EXIT_FOUND, model_check, models
from eigenart.engine.off_policy import Decided, Estimate
from eigenart.personalisation import model_check as checking
from eigenart.personalisation.model_check import CheckRefused
from tests.factories import learners


@pytest.fixture(autouse=True)
def _company(approved_register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_check, "set_up", lambda: None)
    learners.fill_catalogue()


def run(surface: str = "learning") -> Result:
    return CliRunner().invoke(models.model, ["check", surface])


def test_it_says_undecided_and_what_is_missing() -> None:
    done = run()
    assert done.exit_code == 0
    assert "undecided. 0 draws" in done.output
    assert "about 1,000 draws more" in done.output


def test_a_verdict_comes_with_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Decided(
        logged=Estimate(0.123, 0.1, 0.15, 2_000, 2_000),
        target=Estimate(0.091, 0.08, 0.1, 1_200, 2_000),
        gain=Estimate(0.032, 0.01, 0.054, 1_200, 2_000),
        code="better",
    )
    monkeypatch.setattr(checking, "check", lambda *_: found)
    said = run().output
    assert "better than a blind draw. Accepted: 12.3 % (10.0 to 15.0) of 2,000 draws" in said
    assert "9.1 % (8.0 to 10.0) (1,200 effective samples)" in said
    assert "+3.2 points, 95 % interval +1.0 to +5.4" in said


def test_refusals_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("nothing").exit_code == EXIT_FOUND

    def refuse(*_: Any) -> None:
        raise CheckRefused("not_approved", is_final=False)

    monkeypatch.setattr(checking, "check", refuse)
    done = run()
    assert done.exit_code == EXIT_FOUND
    assert "may not be read for this (not_approved)" in done.output
