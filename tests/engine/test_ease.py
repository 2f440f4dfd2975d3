"""EASE against its definition, and its updates against refits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigenart.engine.arrays import FloatArray, floats, ints
from eigenart.engine.ease import Ease, downdated, fit_inverse, moved, residual, updated
from eigenart.engine.state import State
from tests.engine.small_company import key_of

RIDGE = 5.0


def _people(seed: int, n_people: int = 40, n_items: int = 12) -> FloatArray:
    return (np.random.default_rng(seed).random((n_people, n_items)) < 0.3).astype(np.float64)


def _inverse(people: FloatArray) -> FloatArray:
    return fit_inverse(people.T @ people, ridge=RIDGE)


def test_weights_minimise_the_ridge_problem_with_a_zero_diagonal() -> None:
    """Hand check of Steck's closed form: each column is ridge regression on all other items."""
    people = _people(0)
    inverse = _inverse(people)
    weights = -inverse / np.diagonal(inverse)
    np.fill_diagonal(weights, 0.0)
    for column in range(people.shape[1]):
        others = np.delete(np.arange(people.shape[1]), column)
        x, y = people[:, others], people[:, column]
        expected = np.linalg.solve(x.T @ x + RIDGE * np.eye(len(others)), x.T @ y)
        np.testing.assert_allclose(weights[others, column], expected, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), person=st.integers(0, 39), item=st.integers(0, 11))
def test_an_update_equals_a_refit(seed: int, person: int, item: int) -> None:
    people = _people(seed)
    changed = people.copy()
    changed[person, item] = 1.0 - changed[person, item]
    moved = updated(_inverse(people), before=people[person], after=changed[person])
    np.testing.assert_allclose(moved, _inverse(changed), atol=1e-10)


def test_a_new_person_is_an_update_from_nothing() -> None:
    people = _people(1)
    moved = updated(_inverse(people[:-1]), before=np.zeros(12), after=people[-1])
    np.testing.assert_allclose(moved, _inverse(people), atol=1e-10)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), person=st.integers(0, 39))
def test_forgetting_a_person_equals_a_refit_without_them(seed: int, person: int) -> None:
    people = _people(seed)
    rest = downdated(_inverse(people), items=people[person])
    np.testing.assert_allclose(rest, _inverse(np.delete(people, person, axis=0)), atol=1e-10)


def test_forgetting_somebody_who_was_never_there_is_refused() -> None:
    nobody = np.zeros((1, 12))
    with pytest.raises(ValueError, match="not part of the model"):
        downdated(_inverse(nobody), items=np.ones(12) * 10)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), gone=st.integers(0, 5), added=st.integers(0, 5))
def test_any_change_of_the_table_equals_a_refit(seed: int, gone: int, added: int) -> None:
    before = _people(seed)
    after = np.vstack([before[gone:], _people(seed + 1, n_people=added)])
    delta = after.T @ after - before.T @ before
    rows = ints(np.flatnonzero(np.abs(delta).any(axis=1)))
    found = moved(_inverse(before), rows=rows, delta=delta[np.ix_(rows, rows)])
    np.testing.assert_allclose(found, _inverse(after), atol=1e-10)
    columns = ints([0, 7])
    regular = (after.T @ after + RIDGE * np.eye(12))[:, columns]
    assert residual(found, columns=columns, regular=regular) < 1e-12
    assert residual(found + 1e-3, columns=columns, regular=regular) > 1e-3


def test_a_change_that_was_never_in_the_table_is_refused() -> None:
    nobody = np.zeros((1, 12))
    with pytest.raises(ValueError, match="not part of the model"):
        moved(_inverse(nobody), rows=ints(range(12)), delta=-RIDGE * np.eye(12))


def test_older_items_count_less_and_unknown_ones_not_at_all() -> None:
    people = _people(2)
    place = ints([*range(12), -1])
    ease = Ease(_inverse(people), place, tuple(key_of(row) for row in range(13)), decay=0.5)
    rows = ints([3, 12])
    new, old = State(ints([0]), floats([1.0])), State(ints([0, 12]), floats([1.0, 1.0]))
    np.testing.assert_allclose(ease.values(old, rows), 0.5 * ease.values(new, rows), atol=1e-12)
    assert ease.values(new, rows)[1] == 0.0
