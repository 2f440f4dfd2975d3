"""From pasts to events: one per person and item, and people numbered by what they did, so that numbers say nothing."""

import numpy as np
import pytest

from eigenart.core.consent import DataCategory
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog
from eigenart.personalisation import training_log
from eigenart.profiles.read import Past
from eigenart.surfaces.learning import services
from tests.factories.learners import EXCEL, LAW, TALK

pytestmark = pytest.mark.usefixtures("catalogue")

DAY = 86_400.0


def past(*steps: tuple[str, float, str], org_unit: str = "", position: str = "") -> Past:
    keys, begun, last = zip(*steps, strict=True) if steps else ((), (), ())
    return Past(keys, begun, last, org_unit, position)


def log_of(*pasts: Past) -> tuple[InteractionLog, Catalogue]:
    catalogue = Catalogue(tuple(services.items()))
    return training_log.log_of(pasts, catalogue), catalogue


def test_an_event_is_worth_what_the_last_step_says() -> None:
    log, catalogue = log_of(past((EXCEL, 9 * DAY, "finished"), (TALK, 3 * DAY, "planned")))
    assert list(log.item_rows) == [catalogue.row_of[TALK], catalogue.row_of[EXCEL]]
    assert list(log.days) == [3.0, 9.0]
    assert 0 < log.strengths[0] < log.strengths[1] == 1.0


def test_stopped_says_nothing() -> None:
    log, _ = log_of(past((EXCEL, DAY, "stopped")))
    assert log.strengths[0] == 0.0
    assert len(log.first_events()) == 0


def test_items_that_left_the_catalogue_and_who_has_no_others_are_left_out() -> None:
    gone = past(("learning:GONE", DAY, "finished"), org_unit="Büro")
    log, catalogue = log_of(gone, past((LAW, DAY, "finished"), org_unit="Werk"), past(org_unit="Leitung"))
    assert list(log.item_rows) == [catalogue.row_of[LAW]]
    assert (log.n_users, log.org_units) == (1, ("Werk",))


def test_the_order_of_people_does_not_show() -> None:
    people = [
        past((EXCEL, 5 * DAY, "finished"), org_unit="Werk", position="a"),
        past((EXCEL, 5 * DAY, "finished"), org_unit="Büro", position="b"),
        past((TALK, 2 * DAY, "planned"), (LAW, 7 * DAY, "finished")),
    ]
    one, other = log_of(*people)[0], log_of(*reversed(people))[0]
    for name in ("user_rows", "item_rows", "days", "strengths"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.org_units, one.positions) == (other.org_units, other.positions)
    assert one.org_units == ("", "Büro", "Werk")


@pytest.mark.parametrize(
    ("changed", "is_concerned"),
    [
        ({"learning_record"}, True),
        ({"job_profile", "skills"}, True),
        ({"consents"}, True),
        ({"rights_requests"}, True),
        ({"suggestions", "feedback"}, False),
        ({"interests", "preferences"}, False),
        (set(), False),
    ],
)
def test_what_can_change_the_log(changed: set[str], is_concerned: bool) -> None:
    assert training_log.is_concerned(frozenset(map(DataCategory, changed))) is is_concerned
