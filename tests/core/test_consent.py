"""The rule of legal bases: a table of cases, and properties that hold for every history."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigenart.core.consent import (
    ConsentEvent,
    Control,
    DecisionCode,
    EventKind,
    LegalBasis,
    Purpose,
    PurposeTerms,
    decide,
)

PURPOSE = Purpose("learning.interests")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = START + timedelta(days=30)
NEGATIVE = (EventKind.WITHDRAWN, EventKind.OBJECTED)


def terms(basis: str = "a", control: str = "opt_in", version: int = 2) -> PurposeTerms:
    return PurposeTerms(PURPOSE, version, LegalBasis(basis), Control(control), text_hash="text")


def event(
    kind: str, hour: int, *, version: int = 2, text: str = "text", purpose: str = PURPOSE
) -> ConsentEvent:
    return ConsentEvent(EventKind(kind), Purpose(purpose), version, START + timedelta(hours=hour), text)


CONSENT_CASES = {
    "never asked": ([], False, "not_asked"),
    "given": ([event("given", 1)], True, "consented"),
    "older version": ([event("given", 1, version=1)], False, "outdated"),
    "newer version": ([event("given", 1, version=3)], False, "outdated"),
    "other text": ([event("given", 1, text="reworded")], False, "outdated"),
    "other purpose": ([event("given", 1, purpose="career.match")], False, "not_asked"),
    "withdrawn": ([event("given", 1), event("withdrawn", 2)], False, "withdrawn"),
    "withdrawn an older version": ([event("given", 1), event("withdrawn", 2, version=1)], False, "withdrawn"),
    "withdrawn in the same moment": ([event("given", 1), event("withdrawn", 1)], False, "withdrawn"),
    "given again": ([event("given", 1), event("withdrawn", 2), event("given", 3)], True, "consented"),
    "objected": ([event("given", 1), event("objected", 2)], False, "objected"),
    "given after objecting": ([event("objected", 1), event("given", 2)], False, "objected"),
    "objection lifted": (
        [event("given", 1), event("objected", 2), event("objection_lifted", 3)],
        True,
        "consented",
    ),
    "given only later": ([event("given", 24 * 60)], False, "not_asked"),
}
INTEREST_CASES = {
    "silence": ([], True, "no_objection"),
    "objected": ([event("objected", 1)], False, "objected"),
    "objected to an older version": ([event("objected", 1, version=1)], False, "objected"),
    "lifted in the same moment": ([event("objected", 1), event("objection_lifted", 1)], False, "objected"),
    "lifted": ([event("objected", 1), event("objection_lifted", 2)], True, "no_objection"),
    "objected again": (
        [event("objected", 1), event("objection_lifted", 2), event("objected", 3)],
        False,
        "objected",
    ),
    "withdrawn": ([event("withdrawn", 1)], False, "withdrawn"),
    "withdrawn, then lifted": ([event("withdrawn", 1), event("objection_lifted", 2)], True, "no_objection"),
    "objected to something else": ([event("objected", 1, purpose="career.match")], True, "no_objection"),
}


@pytest.mark.parametrize("case", CONSENT_CASES)
def test_consent(case: str) -> None:
    events, is_permitted, code = CONSENT_CASES[case]
    decision = decide(terms(), events, LATER)
    assert (decision.is_permitted, decision.code) == (is_permitted, code)


@pytest.mark.parametrize("case", INTEREST_CASES)
def test_legitimate_interest(case: str) -> None:
    events, is_permitted, code = INTEREST_CASES[case]
    decision = decide(terms("f", "opt_out"), events, LATER)
    assert (decision.is_permitted, decision.code) == (is_permitted, code)


@pytest.mark.parametrize(
    ("basis", "is_permitted", "code"),
    [
        ("b", True, DecisionCode.CONTRACT),
        ("c", True, DecisionCode.LEGAL_DUTY),
        ("a", False, DecisionCode.NO_BASIS),
        ("f", False, DecisionCode.NO_BASIS),
    ],
)
def test_without_a_switch_only_contract_and_duty_hold(
    basis: str, is_permitted: bool, code: DecisionCode
) -> None:
    decision = decide(terms(basis, "none"), [event("objected", 1)], LATER)
    assert (decision.is_permitted, decision.code) == (is_permitted, code)


kinds = st.sampled_from(list(EventKind))
events_of_anybody = st.builds(
    lambda kind, hour, version, text, purpose: event(kind, hour, version=version, text=text, purpose=purpose),
    kinds,
    st.integers(0, 6),
    st.integers(1, 3),
    st.sampled_from(["text", "reworded"]),
    st.sampled_from([PURPOSE, "career.match"]),
)
histories = st.lists(events_of_anybody, max_size=6)
switchable = st.sampled_from([("a", "opt_in"), ("f", "opt_out")])


@given(histories, switchable, st.sampled_from(NEGATIVE), st.integers(1, 3))
def test_the_last_word_against_always_wins(
    history: list[ConsentEvent], of: tuple[str, str], kind: EventKind, version: int
) -> None:
    last_word = event(kind, 7, version=version)
    assert not decide(terms(*of), [*history, last_word], LATER).is_permitted


@given(histories, switchable)
def test_an_objection_holds_until_it_is_lifted(history: list[ConsentEvent], of: tuple[str, str]) -> None:
    silent = [e for e in history if e.kind is not EventKind.OBJECTION_LIFTED]
    assert decide(terms(*of), [*silent, event("objected", 0)], LATER).code == DecisionCode.OBJECTED


@given(histories)
def test_consent_to_another_text_never_counts(history: list[ConsentEvent]) -> None:
    foreign = [e for e in history if e.kind is not EventKind.GIVEN or (e.version, e.text_hash) != (2, "text")]
    assert not decide(terms(), foreign, LATER).is_permitted


@given(st.lists(events_of_anybody, max_size=4), switchable)
def test_the_order_of_the_list_does_not_matter(history: list[ConsentEvent], of: tuple[str, str]) -> None:
    decisions = {decide(terms(*of), order, LATER) for order in itertools.permutations(history)}
    assert len(decisions) == 1


@given(histories, switchable, st.integers(0, 6))
def test_what_is_said_later_does_not_change_the_past(
    history: list[ConsentEvent], of: tuple[str, str], hour: int
) -> None:
    at = START + timedelta(hours=hour)
    known = [e for e in history if e.at <= at]
    assert decide(terms(*of), history, at) == decide(terms(*of), known, at)


@given(histories)
def test_control_some_histories_are_permitted(history: list[ConsentEvent]) -> None:
    """The properties above would also hold for a rule that always refuses; this one would not."""
    unopposed = [e for e in history if e.kind not in NEGATIVE]
    assert decide(terms(), [*unopposed, event("given", 7)], LATER).is_permitted
