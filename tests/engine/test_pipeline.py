"""rank(): order, exactness, rules, slots."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigenart.core.vocabulary import Candidate, FactKind, ItemKey, Ranked
from eigenart.engine import exploration
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue, UnknownItem
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.pipeline import rank
from eigenart.engine.profile_state import INPUTS, read
from eigenart.engine.signals import NAMES
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
ALL = small.candidates(ITEMS)
TODAY = small.NOW.date()
MODEL = fit(small.log(), ITEMS)


@pytest.fixture(scope="module")
def model() -> Model:
    return MODEL


def _keys(ranked: list[Ranked]) -> list[ItemKey]:
    return [r.candidate.item.key for r in ranked]


def _rank(model: Model, facts: object = small.SOMEBODY, **changes: object) -> list[Ranked]:
    settings: dict[str, object] = {"n": 24, "explore": False, "needs": small.NEEDS, "catalogue": ITEMS}
    offered = changes.pop("candidates", ALL)
    return rank(small.view(facts), offered, model=model, **(settings | changes))  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(24)), n=st.integers(1, 24), seed=st.integers(0, 5))
def test_the_order_of_candidates_does_not_matter(order: list[int], n: int, seed: int) -> None:
    settings: dict[str, object] = {"n": n, "seed": seed, "explore": True}
    assert _rank(MODEL, candidates=[ALL[i] for i in order], **settings) == _rank(MODEL, **settings)


def test_contributions_sum_to_the_score_and_terms_to_the_contribution(model: Model) -> None:
    for ranked in _rank(model):
        assert abs(ranked.score - sum(c.amount for c in ranked.contributions)) < 1e-9
        for contribution in ranked.contributions:
            assert contribution.amount == pytest.approx(contribution.weight * contribution.value, abs=1e-12)
            assert contribution.amount == pytest.approx(sum(t.amount for t in contribution.terms), abs=1e-9)
            assert contribution.weight >= 0


def test_scores_fall_and_places_count(model: Model) -> None:
    ranked = _rank(model, n=8)
    assert [r.place for r in ranked] == list(range(1, 9))
    scores = [r.score for r in ranked if r.slot == "ranked"]
    assert scores == sorted(scores, reverse=True)


def test_only_declared_kinds_are_read_and_the_mirror_knows_them(model: Model) -> None:
    view = small.view((*small.SOMEBODY, small.fact(FactKind.SITE, "hall-3", "hall-3")))
    rank(view, ALL, model=model, catalogue=ITEMS, n=5, needs=small.NEEDS)
    expected = {fact.id for fact in view.facts if fact.kind in INPUTS}
    assert view.inputs_read == expected
    named = {t.fact for r in _rank(model) for c in r.contributions for t in c.terms} - {None}
    assert named <= expected


@pytest.mark.parametrize("facts", [(), small.SOMEBODY])
def test_more_places_than_candidates(model: Model, facts: object) -> None:
    ranked = _rank(model, facts, n=1_000, explore=True)
    assert len(ranked) == len(set(_keys(ranked))) <= 24
    assert all(r.slot == "ranked" for r in ranked)


def test_nobody_known_and_nothing_learned_still_gets_a_list() -> None:
    ranked = _rank(Model.empty(ITEMS), (), n=5, needs={})
    assert len(ranked) == 5
    assert all(r.score == 0 for r in ranked)


def test_on_day_one_stated_interests_decide() -> None:
    facts = (small.fact(FactKind.INTEREST, "software"),)
    ranked = _rank(Model.empty(ITEMS), facts, n=3, needs={})
    assert {r.candidate.item.topics for r in ranked} == {("software",)}


def test_no_places_no_candidates_and_a_negative_number(model: Model) -> None:
    assert _rank(model, n=0) == []
    assert _rank(model, candidates=[]) == []
    with pytest.raises(ValueError, match="negative"):
        _rank(model, n=-1)


def test_an_item_that_the_catalogue_does_not_know_is_named(model: Model) -> None:
    with pytest.raises(UnknownItem, match="learning:099"):
        _rank(model, candidates=[Candidate(small.item(99))])


def test_what_was_done_or_is_on_the_own_list_is_not_offered(model: Model) -> None:
    states = ("planned", "started", "finished", "stopped")
    facts = [small.did(row, state=state) for row, state in enumerate(states)]
    assert not {small.key_of(row) for row in range(4)} & set(_keys(_rank(model, facts)))


def test_availability_and_time_at_hand() -> None:
    items = small.catalogue(
        of={
            0: {"available_from": TODAY + timedelta(days=1)},
            1: {"available_until": TODAY - timedelta(days=1)},
            2: {"available_from": TODAY, "available_until": TODAY},
            3: {"minutes": None},
        }
    )
    offered = small.candidates(items)
    model = Model.empty(items)
    shown = set(_keys(_rank(model, (), candidates=offered, catalogue=items)))
    assert not {small.key_of(0), small.key_of(1)} & shown
    assert {small.key_of(2), small.key_of(3)} <= shown
    short = _rank(model, (), candidates=offered, catalogue=items, minutes=20)
    assert short
    assert all((r.candidate.item.minutes or 99) <= 20 for r in short)


def test_prerequisites_open_only_when_finished() -> None:
    items = small.catalogue(of={5: {"prerequisites": (small.key_of(1), small.key_of(2))}})
    offered, model = small.candidates(items), Model.empty(items)

    def is_shown(*facts: object) -> bool:
        return small.key_of(5) in _keys(_rank(model, facts, candidates=offered, catalogue=items))

    assert not is_shown()
    assert not is_shown(small.did(1), small.did(2, state="started"))
    assert is_shown(small.did(1), small.did(2))


def test_duties_come_first_by_their_date() -> None:
    offered = [
        replace(c, due_on=due) if due else c
        for c, due in zip(ALL, [None, date(2026, 9, 1), None, date(2026, 4, 1), *[None] * 20], strict=True)
    ]
    ranked = _rank(MODEL, (), candidates=offered, n=5)
    assert _keys(ranked)[:2] == [small.key_of(3), small.key_of(1)]
    assert [r.slot for r in ranked[:2]] == ["mandatory", "mandatory"]
    assert "mandatory" not in {r.slot for r in ranked[2:]}


def test_a_duty_is_put_off_for_a_while_but_never_declined_away() -> None:
    soon, later = TODAY + timedelta(days=10), TODAY + timedelta(days=90)

    def is_shown(due_on: date, days_ago: float) -> bool:
        offered = [replace(ALL[0], due_on=due_on), *ALL[1:]]
        facts = [small.declined(0, "topic", days_ago=days_ago)]
        return small.key_of(0) in _keys(_rank(MODEL, facts, candidates=offered))

    assert not is_shown(later, 1)
    assert is_shown(later, 15)
    assert is_shown(soon, 1)


def test_a_new_item_gets_its_place() -> None:
    items = small.catalogue(30)
    ranked = _rank(MODEL, (), candidates=small.candidates(items), catalogue=items, n=5)
    assert [r.slot for r in ranked].count("new") <= 1
    newer = {small.key_of(row) for row in range(24, 30)}
    assert newer & set(_keys(ranked))


def test_exploration_stands_last_with_its_chance(model: Model) -> None:
    drawn = [_rank(model, explore=True, n=4, seed=seed) for seed in range(300)]
    for ranked in drawn:
        assert [r.slot for r in ranked].count("explore") == 1
        assert ranked[-1].slot == "explore"
        assert exploration.FLOOR <= ranked[-1].propensity < 1
        assert all(r.propensity == 1 for r in ranked[:-1])
    chances = {r[-1].candidate.item.key: r[-1].propensity for r in drawn}
    for key, chance in chances.items():
        seen = sum(r[-1].candidate.item.key == key for r in drawn) / len(drawn)
        assert abs(seen - chance) < 0.1


def test_no_exploration_when_it_is_not_wanted_or_the_list_is_short(model: Model) -> None:
    assert "explore" not in {r.slot for r in _rank(model, n=5)}
    assert "explore" not in {r.slot for r in _rank(model, n=2, explore=True)}


def test_a_list_is_more_varied_than_the_plain_order() -> None:
    """Twins of the best item do not fill the list when others are nearly as good."""
    items = Catalogue(
        tuple(small.item(row, topics=("software",)) for row in range(4)) + small.catalogue().items[4:]
    )
    facts = (small.fact(FactKind.INTEREST, "software"), small.fact(FactKind.INTEREST, "people"))
    offered = small.candidates(items)
    ranked = _rank(Model.empty(items), facts, candidates=offered, catalogue=items, n=4, needs={})
    assert len({r.candidate.item.topics for r in ranked}) > 1


@pytest.mark.parametrize("topic", small.TOPICS)
def test_an_interest_stated_today_is_felt_at_once(topic: str) -> None:
    """Whatever else is known: one of the first two free places, so one of three cards even after a duty."""
    old = [replace(f, recorded_at=small.NOW - timedelta(days=40)) for f in small.SOMEBODY]
    past = [f for f in old if f.kind in (FactKind.ACTIVITY, FactKind.ORG_UNIT, FactKind.POSITION)]
    others = [small.fact(FactKind.INTEREST, name, days_ago=9) for name in small.TOPICS if name != topic]
    ranked = _rank(MODEL, [*past, *others, small.fact(FactKind.INTEREST, topic)], n=5, explore=True)
    assert topic in {topic for r in ranked[:2] for topic in r.candidate.item.topics}


def test_an_interest_is_marked_where_it_did_not_lead_by_its_score() -> None:
    quiet = replace(
        MODEL, weights=np.where(np.arange(len(NAMES)) == NAMES.index("interests"), 1e-6, MODEL.weights)
    )
    slots = {
        topic: [r.slot for r in _rank(quiet, (small.did(3), small.fact(FactKind.INTEREST, topic)), n=5)]
        for topic in small.TOPICS
    }
    assert {"stated"} <= {slot for found in slots.values() for slot in found}
    assert all(found.index("stated") == 1 for found in slots.values() if "stated" in found)


def test_a_disliked_topic_is_not_lifted_by_an_older_interest() -> None:
    facts = (
        small.did(3),
        small.fact(FactKind.INTEREST, "software"),
        small.fact(FactKind.PREFERENCE, "topic:software", "dislike"),
    )
    assert "stated" not in {r.slot for r in _rank(MODEL, facts, n=5)}


def test_what_was_finished_does_not_come_back_however_many_do_it() -> None:
    everybody = InteractionLog(
        ints(range(50)), ints([7] * 50), floats(range(50)), np.ones(50), ("",) * 50, ("",) * 50, 50
    )
    model = fit(everybody, ITEMS)
    assert _keys(_rank(model, (), n=3))[0] == small.key_of(7)
    assert small.key_of(7) not in _keys(_rank(model, (small.did(7, days_ago=200),)))


def test_a_duty_that_was_done_is_no_history() -> None:
    items = small.catalogue(of={0: {"is_mandatory": True}})
    state = read(small.view((small.did(0), small.did(4))), items, {}).state
    assert state.past_rows.tolist() == [4]
