"""ScorerContract: what every signal must keep. A signal's test class inherits it and gives `scorer`."""

from dataclasses import replace

import numpy as np
import pytest

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.profile_state import read
from eigenart.engine.scorer import Scorer, opens, values_of_many
from eigenart.engine.state import State
from tests.engine import small_company as small


class ScorerContract:
    """The subclass provides the fixture `scorer`, for the catalogue of the fixture `items`."""

    @pytest.fixture
    def items(self) -> Catalogue:
        return small.catalogue()

    @pytest.fixture
    def scorer(self, items: Catalogue) -> Scorer:
        raise NotImplementedError

    @pytest.fixture
    def somebody(self, items: Catalogue) -> State:
        return read(small.view(small.SOMEBODY), items, small.NEEDS).state

    def test_says_something_about_somebody(self, scorer: Scorer, somebody: State, items: Catalogue) -> None:
        assert np.any(scorer.values(somebody, ints(range(len(items)))) != 0)

    def test_one_finite_value_per_row(self, scorer: Scorer, somebody: State, items: Catalogue) -> None:
        for person in (somebody, State()):
            values = scorer.values(person, ints(range(len(items))))
            assert values.shape == (len(items),)
            assert np.isfinite(values).all()

    def test_no_rows_no_values(self, scorer: Scorer, somebody: State) -> None:
        assert scorer.values(somebody, ints([])).shape == (0,)

    def test_many_rows_are_the_same_as_one_by_one(
        self, scorer: Scorer, somebody: State, items: Catalogue
    ) -> None:
        together = scorer.values(somebody, ints(range(len(items))))
        alone = [scorer.values(somebody, ints([row]))[0] for row in range(len(items))]
        np.testing.assert_allclose(together, alone, atol=1e-12)

    def test_many_people_are_the_same_as_one_by_one(
        self, scorer: Scorer, somebody: State, items: Catalogue
    ) -> None:
        rows = ints(range(len(items)))
        people = [somebody, State(), replace(somebody, past_rows=ints([2]), past_strengths=np.ones(1))]
        together = values_of_many(scorer, people, rows)
        assert together.shape == (3, len(items))
        np.testing.assert_allclose(together, [scorer.values(p, rows) for p in people], atol=1e-12)

    def test_terms_sum_to_the_value(self, scorer: Scorer, somebody: State, items: Catalogue) -> None:
        for person in (somebody, State()):
            values = scorer.values(person, ints(range(len(items))))
            sums = [sum(term.amount for term in scorer.terms(person, row)) for row in range(len(items))]
            np.testing.assert_allclose(values, sums, atol=1e-12)

    def test_rows_opened_together_have_the_terms_of_each(
        self, scorer: Scorer, somebody: State, items: Catalogue
    ) -> None:
        opening = opens(scorer)
        if opening is None:
            pytest.skip("opens rows one by one")
        rows = ints(range(len(items)))
        for person in (somebody, State()):
            opened = opening.opened(person, rows)
            for row in rows:
                cells = zip(opened.amounts[row].tolist(), opened.keys, opened.facts, strict=True)
                assert [Term(*cell) for cell in cells if cell[0]] == list(scorer.terms(person, int(row)))

    def test_terms_name_only_facts_of_the_person(
        self, scorer: Scorer, somebody: State, items: Catalogue
    ) -> None:
        own = {fact.id for fact in small.SOMEBODY}
        named = {term.fact for row in range(len(items)) for term in scorer.terms(somebody, row)}
        assert named - {None} <= own
