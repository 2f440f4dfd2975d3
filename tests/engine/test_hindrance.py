"""Why an item is not offered: a code exactly where the rules hide it, and the one that holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eigenart.core.vocabulary import Candidate, Fact
from eigenart.engine.hindrance import Hidden, Hindrance, hidden
from eigenart.engine.model import Model
from eigenart.engine.pipeline import line_up
from tests.engine import random_people
from tests.engine import small_company as small

TODAY = small.NOW.date()
ITEMS = small.catalogue(
    of={
        1: {"available_until": TODAY - timedelta(days=1)},
        2: {"available_from": TODAY + timedelta(days=1)},
        5: {"is_mandatory": True},
        7: {"prerequisites": (small.key_of(3), small.key_of(4))},
        8: {"available_from": TODAY, "available_until": TODAY},
        11: {"is_mandatory": True, "prerequisites": (small.key_of(3),)},
    }
)
OFFERED = [
    Candidate(item, due_on=TODAY + timedelta(days=20) if row in (5, 9) else None)
    for row, item in enumerate(ITEMS.items)
]


def test_a_code_is_said_exactly_where_an_item_is_not_offered() -> None:
    seen = set()
    for view in random_people.people(ITEMS, n=300, seed=31, groups=()):
        line = line_up(view, OFFERED, model=Model.empty(ITEMS), catalogue=ITEMS)
        shown = {candidate.item.key for candidate in line.candidates}
        for candidate in OFFERED:
            found = hidden(view, candidate, catalogue=ITEMS)
            assert (found is None) == (candidate.item.key in shown), (candidate.item.key, found)
            seen.add(found.code if found else None)
    assert seen == {None, *Hindrance} - {Hindrance.WITHDRAWN}


def _of(row: int, *facts: Fact, due_on: date | None = None, is_offered: bool = True) -> Hidden | None:
    candidate = Candidate(ITEMS.items[row], due_on=due_on)
    return hidden(small.view(facts), candidate, catalogue=ITEMS, is_offered=is_offered)


@pytest.mark.parametrize(
    ("row", "facts", "expected"),
    [
        (0, (), None),
        (0, (small.did(0),), Hidden(Hindrance.FINISHED)),
        (0, (small.did(0, state="planned"),), Hidden(Hindrance.UNDER_WAY)),
        (0, (small.did(0, state="stopped"),), Hidden(Hindrance.STOPPED)),
        (0, (small.declined(0, "topic"),), Hidden(Hindrance.DECLINED)),
        (0, (small.declined(0, "not_now", days_ago=4),), Hidden(Hindrance.PUT_OFF, TODAY + timedelta(days=10))),
        (0, (small.declined(0, "not_now", days_ago=14),), None),
        (1, (), Hidden(Hindrance.OVER, TODAY - timedelta(days=1))),
        (2, (), Hidden(Hindrance.NOT_YET, TODAY + timedelta(days=1))),
        (7, (small.did(3),), Hidden(Hindrance.PREREQUISITE, missing=(small.key_of(4),))),
        (7, (small.did(3), small.did(4)), None),
        (8, (), None),
        (5, (small.declined(5),), Hidden(Hindrance.PUT_OFF, TODAY + timedelta(days=14))),
        (5, (small.did(5, state="started"),), None),
    ],
)  # fmt: skip
def test_the_code_that_holds(row: int, facts: tuple[Fact, ...], expected: Hidden | None) -> None:
    assert _of(row, *facts) == expected


def test_a_duty_comes_back_fourteen_days_before_it_is_due() -> None:
    answer = replace(small.declined(5), recorded_at=small.NOW)
    assert _of(5, answer, due_on=TODAY + timedelta(days=20)) == Hidden(
        Hindrance.PUT_OFF, TODAY + timedelta(days=6)
    )
    assert _of(5, answer, due_on=TODAY + timedelta(days=14)) is None


def test_what_the_surface_does_not_offer_is_withdrawn_unless_the_person_is_done_with_it() -> None:
    assert _of(0, is_offered=False) == Hidden(Hindrance.WITHDRAWN)
    assert _of(0, small.did(0), is_offered=False) == Hidden(Hindrance.FINISHED)
    assert _of(1, is_offered=False) == Hidden(Hindrance.OVER, TODAY - timedelta(days=1))
