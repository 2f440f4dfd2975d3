"""A model that moved with its log against one that was fitted to the log as it is now."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigenart.engine import moving
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.config import EngineConfig
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
LOG = small.log(n_users=60)
FAST = EngineConfig(least_validation_people=10_000)


def fitted(log: InteractionLog, items: Catalogue = ITEMS) -> Model:
    """Without a search: the settings of any log are the same ones."""
    return fit(log, items, FAST)


def with_event(log: InteractionLog, *, user: int, row: int, day: float = 900.0) -> InteractionLog:
    return InteractionLog(
        np.append(log.user_rows, user),
        np.append(log.item_rows, row),
        np.append(log.days, day),
        np.append(log.strengths, 1.0),
        log.org_units,
        log.positions,
        log.n_users,
    )


def assert_equals_a_fit(model: Model, log: InteractionLog, items: Catalogue = ITEMS) -> None:
    expected = fitted(log, items).fitted
    assert moving._same(model.fitted, expected), (
        "every table but the inverse must be exactly the one of a fit"
    )
    np.testing.assert_allclose(model.fitted.inverse, expected.inverse, rtol=0, atol=1e-12)


MODEL = fitted(LOG)


def test_nothing_changed_is_no_move() -> None:
    assert moving.follow(MODEL, LOG, ITEMS) is None
    shuffled = LOG.where(ints(np.random.default_rng(1).permutation(len(LOG))))
    assert moving.follow(MODEL, shuffled, ITEMS) is None


@settings(max_examples=20, deadline=None)
@given(user=st.integers(0, 59), row=st.integers(0, 23))
def test_one_more_event(user: int, row: int) -> None:
    log = with_event(LOG, user=user, row=row)
    moved = moving.follow(MODEL, log, ITEMS)
    if moved is None:
        assert len(log.first_events()) == len(LOG.first_events()), (
            "only what was known already changes nothing"
        )
        return
    assert moved.moves == 1
    assert moved.residual < moving.LARGEST_RESIDUAL
    assert_equals_a_fit(moved.model, log)


@settings(max_examples=20, deadline=None)
@given(user=st.integers(0, 59))
def test_a_forgotten_person(user: int) -> None:
    moved = moving.follow(MODEL, LOG.without(user), ITEMS)
    assert moved is not None
    assert moved.moves == 1
    assert_equals_a_fit(moved.model, LOG.without(user))
    assert moved.model.metrics["n_people"] == 59


def test_settings_and_weights_stay_those_of_the_training() -> None:
    taught = replace(MODEL, settings=replace(MODEL.settings, ease_ridge=17.0), weights=MODEL.weights * 0.5)
    moved = moving.follow(taught, LOG.without(3), ITEMS)
    assert moved is not None
    assert moved.model.settings == taught.settings
    np.testing.assert_array_equal(moved.model.weights, taught.weights)


def test_many_moves_stay_at_the_exact_inverse_and_come_back() -> None:
    model, log = MODEL, LOG
    rng = np.random.default_rng(5)
    for _ in range(120):
        person = int(rng.integers(0, 60))
        log = (
            log.without(person)
            if rng.random() < 0.3 and len(log) > 100
            else with_event(log, user=person, row=int(rng.integers(0, 24)), day=float(rng.integers(0, 900)))
        )
        moved = moving.follow(model, log, ITEMS)
        model = moved.model if moved else model
    assert moving.drift(model, ITEMS) < 1e-10
    assert_equals_a_fit(model, log)
    back = moving.follow(model, LOG, ITEMS)
    assert back is not None
    assert_equals_a_fit(back.model, LOG)


def test_after_many_moves_the_inverse_is_computed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_MOVES", 2)
    model = MODEL
    counted = []
    for person in range(4):
        moved = moving.follow(model, LOG.where(LOG.user_rows > person), ITEMS)
        assert moved is not None
        counted.append(moved.moves)
        model = moved.model
    assert counted == [1, 2, 0, 1]


def test_an_inverse_that_has_drifted_is_computed_anew() -> None:
    off = replace(MODEL.fitted, inverse=MODEL.fitted.inverse * (1 + 1e-6))
    drifted = replace(MODEL, fitted=off)
    assert moving.drift(drifted, ITEMS) == pytest.approx(1e-6, rel=1e-3)
    moved = moving.follow(drifted, LOG.without(0), ITEMS)
    assert moved is not None
    assert moved.moves == 0
    assert moving.drift(moved.model, ITEMS) == 0.0


def test_a_change_that_cannot_be_taken_out_leads_to_a_new_inverse() -> None:
    """The table says more people than the inverse holds: a damaged pair, repaired instead of made worse."""
    much = replace(MODEL.fitted, together=MODEL.fitted.together * 1000.0)
    moved = moving.follow(replace(MODEL, fitted=much), LOG, ITEMS)
    assert moved is not None
    assert moved.moves == 0
    assert_equals_a_fit(moved.model, LOG)


def test_another_catalogue_leads_to_a_new_inverse() -> None:
    more = small.catalogue(25)
    moved = moving.follow(MODEL, LOG, more)
    assert moved is not None
    assert moved.moves == 0
    assert moved.model.keys == more.keys
    assert_equals_a_fit(moved.model, LOG, more)
    renamed = small.catalogue(of={1: {"topics": ("people",)}})
    again = moving.follow(MODEL, LOG.without(1), renamed, same_catalogue=False)
    assert again is not None
    assert_equals_a_fit(again.model, LOG.without(1), renamed)


def test_the_first_events_and_the_last_ones() -> None:
    nobody = LOG.where(ints([]))
    empty = Model.empty(ITEMS)
    assert moving.follow(empty, nobody, ITEMS) is None
    first = moving.follow(empty, LOG, ITEMS)
    assert first is not None
    assert_equals_a_fit(first.model, LOG)
    last = moving.follow(MODEL, nobody, ITEMS)
    assert last is not None
    assert last.model.keys == ()
    assert last.model.metrics["n_people"] == 0
    assert moving.drift(last.model, ITEMS) == 0.0


def test_duties_teach_nothing_here_either() -> None:
    duties = small.catalogue(of={2: {"is_mandatory": True}})
    model = fitted(LOG, duties)
    assert moving.follow(model, with_event(LOG, user=1, row=2), duties) is None


def test_an_event_changes_the_inverse_by_rank_two() -> None:
    person = next(user for user in range(60) if 7 not in LOG.item_rows[LOG.user_rows == user])
    moved = moving.follow(MODEL, with_event(LOG, user=person, row=7), ITEMS)
    assert moved is not None
    change = moved.model.fitted.inverse - MODEL.fitted.inverse
    assert np.linalg.matrix_rank(change, tol=1e-12) == 2
    gone = moving.follow(MODEL, LOG.without(person), ITEMS)
    assert gone is not None
    assert np.linalg.matrix_rank(gone.model.fitted.inverse - MODEL.fitted.inverse, tol=1e-12) == 1
    assert floats(gone.residual) < moving.LARGEST_RESIDUAL
