"""`eigenart import` without a database: help, and columns mapped by hand."""

import click
import pytest
from click.testing import CliRunner

from eigenart.delivery.cli import intake


def mapped(*given: str) -> dict[str, str]:
    command = click.Command("x")
    return intake.pairs(click.Context(command), click.Option(["--map"]), given)


def test_a_heading_may_hold_the_sign_that_parts_it_from_its_field() -> None:
    assert mapped("A=B=position", " Pers.ID = personnel_number ", "Bemerkung=-") == {
        "A=B": "position",
        "Pers.ID": "personnel_number",
        "Bemerkung": "-",
    }


@pytest.mark.parametrize("given", ["Beruf", "=position", "Beruf=", " = "])
def test_half_a_mapping_is_a_wrong_call_and_not_ignored(given: str) -> None:
    with pytest.raises(click.BadParameter):
        mapped(given)


@pytest.mark.parametrize("kind", intake.KINDS)
def test_help_says_how_to_find_the_fields(kind: str) -> None:
    shown = CliRunner().invoke(intake.import_, [kind, "--help"])
    assert shown.exit_code == 0
    assert f"eigenart import fields {kind}" in shown.output
