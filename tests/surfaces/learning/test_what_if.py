"""Verified answers in words: places by fit, in both languages, nothing promised that was not tried."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from eigenart.core.vocabulary import Change, FactKind, Lever, LeverCard, Without
from eigenart.engine.counterfactual import OWN
from eigenart.engine.levers import EFFORT
from eigenart.engine.signals import NAMES
from eigenart.surfaces.learning import what_if
from eigenart.surfaces.learning.labels import labels
from tests.factories import learners
from tests.factories.learners import EXCEL, PIVOT

NAMING = Lever(FactKind.INTEREST, "data", "add", 9, 3)


@pytest.fixture(autouse=True)
def english(db: None) -> Iterator[None]:
    learners.fill_catalogue()
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("lever", "sentence"),
    [
        (
            Lever(FactKind.ACTIVITY, EXCEL, "mute", 2, 14),
            "Without “Spreadsheet basics”, this would stand in place 14 by fit instead of 2.",
        ),
        (NAMING, "If you name “Data” as an interest, this would stand in place 3 by fit instead of 9."),
        (
            Lever(FactKind.FEEDBACK, EXCEL, "lift", 0, 3),
            "Without your answer to “Spreadsheet basics”, this would be suggested, in place 3 by fit.",
        ),
        (
            Lever(FactKind.ACTIVITY, EXCEL, "finish", 4, 0),
            "Once you have finished “Spreadsheet basics”, this would no longer be suggested.",
        ),
        (
            Lever(FactKind.PREFERENCE, "format:video", "like", 4, 2),
            "If you say that you like the format “Video”, this would stand in place 2 by fit instead of 4.",
        ),
    ],
)
def test_levers_are_sentences(lever: Lever, sentence: str) -> None:
    assert what_if.mover(lever, labels()) == sentence


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            Without("transition", FactKind.ACTIVITY, EXCEL, 2, 14, 0.521, 0.314),
            "Without “Spreadsheet basics”, this would stand in place 14 by fit instead of 2 "
            "(score 0.31 instead of 0.52).",
        ),
        (
            Without("interests", FactKind.INTEREST, "data", 2, 2, 0.5, 0.25),
            "Without your interest “Data”, this would still stand in place 2 by fit "
            "(score 0.25 instead of 0.50).",
        ),
        (
            Without("interests", FactKind.INTEREST, "data", 9, 10, 0.0412, 0.0408),
            "Without your interest “Data”, this would stand in place 10 by fit instead of 9 "
            "(score 0.0408 instead of 0.0412).",
        ),
        (
            Without("ease", FactKind.ACTIVITY, PIVOT, 2, 0, 0.5, None),
            "Without “Spreadsheet pivot”, this would no longer be suggested.",
        ),
        (
            Without("popularity", None, "", 1, 3, 0.4, 0.0),
            "If it did not count what many in the company choose, this would stand in place 3 by fit "
            "instead of 1 (score 0.00 instead of 0.40).",
        ),
        (
            Without("format_preference", FactKind.PREFERENCE, "minutes", 1, 3, 0.4, 0.3),
            "Without your preference “time that you like to take”, this would stand in place 3 by fit "
            "instead of 1 (score 0.30 instead of 0.40).",
        ),
    ],
)
def test_what_a_reason_does_is_a_sentence(answer: Without, sentence: str) -> None:
    assert what_if.without(answer, labels()) == sentence


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("signal", NAMES)
def test_every_signal_can_be_left_out_in_words(signal: str, language: str) -> None:
    with translation.override(language):
        said = what_if.without(Without(signal, None, "", 1, 3, 0.4, 0.3), labels())
    assert "%(" not in said
    assert "3" in said


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", sorted(OWN))
@pytest.mark.parametrize("change", EFFORT)
def test_every_change_has_words(kind: FactKind, change: str, language: str) -> None:
    key = "format:video" if kind is FactKind.PREFERENCE else EXCEL
    lever = Lever(kind, key, change, 7, 2)
    with translation.override(language):
        texts = (what_if.mover(lever, labels()), what_if.goal(LeverCard(7, 5, lever), labels()))
    assert all("%(" not in text and len(text) > 20 for text in texts)


def test_the_smallest_change_comes_as_the_goal_and_is_not_said_twice() -> None:
    card = LeverCard(place=9, target=5, into_target=NAMING, movers=(NAMING,), n_tried=4)
    assert what_if.goal(card, labels()) == (
        "One change brings this into the first 5 by fit, to place 3: name “Data” as an interest."
    )
    assert what_if.movers(card, labels()) == ()


def test_what_a_reason_says_already_is_not_said_again() -> None:
    dropping = Lever(FactKind.INTEREST, "data", "remove", 1, 8)
    other = Lever(FactKind.ACTIVITY, EXCEL, "mute", 1, 7)
    card = LeverCard(place=1, target=5, movers=(dropping, other), n_tried=4)
    told = Without("interests", FactKind.INTEREST, "data", 1, 8, 0.5, 0.3)
    assert len(what_if.movers(card, labels())) == 2
    left = what_if.movers(card, labels(), told=[told])
    assert left == (what_if.mover(other, labels()),)
    assert what_if.movers(LeverCard(9, 5, movers=(NAMING,)), labels(), told=[told]), (
        "naming it is something else"
    )


def test_a_pair_names_both() -> None:
    pair = Lever(FactKind.INTEREST, "data", "add", 9, 3, also=(Change(FactKind.FEEDBACK, EXCEL, "lift"),))
    assert what_if.goal(LeverCard(9, 5, pair), labels()) == (
        "Two changes together bring this into the first 5 by fit, to place 3: name “Data” as an interest, "
        "and take back your answer to “Spreadsheet basics”."
    )


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        (LeverCard(3, 5, n_tried=12), "None of the 12 single changes that we tried moves this."),
        (LeverCard(3, 5, movers=(NAMING,), n_tried=12), ""),
        (LeverCard(9, 5, n_tried=0), "There is no entry of yours yet that could move this."),
        (LeverCard(9, 5, n_tried=1), "The 1 change that we tried does not bring this into the first 5."),
        (
            LeverCard(9, 5, n_tried=78),
            "None of the 78 changes that we tried, alone or two at a time, brings this into the first 5.",
        ),
    ],
)
def test_where_none_was_found_it_says_how_many_were_tried(card: LeverCard, sentence: str) -> None:
    assert what_if.goal(card, labels()) == sentence
