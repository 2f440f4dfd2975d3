"""Figures by hand: averages per person, segments, cold hits, the best peer, and the names in the JSON."""

import math

import numpy as np
import pytest

from bench.parcel import Answers
from bench.questions import Question
from bench.report import Examined, rows_of, table
from eigenart.engine.arrays import floats, ints
from eigenart.engine.evaluation import Query
from eigenart.engine.state import State

KEYS = [
    "ndcg@10",
    "ndcg@10_ci",
    "diff_to_best_peer",
    "diff_ci",
    "recall@10",
    "coverage",
    "new",
    "few",
    "warm",
    "cold_hit@10",
    "fit_s",
    "p50_ms",
    "p99_ms",
    "peak_mb",
]


def question(user: int, n_past: int, *targets: int) -> Question:
    return Question(Query(user, targets[0], State(past_rows=ints(range(10, 10 + n_past)))), ints(targets))


# Item 0 is cold (2 uses), item 1 is not (3 uses).
EXAMINED = Examined(
    [question(0, 0, 0), question(0, 1, 1), question(1, 3, 0, 1)], uses=ints([2, 3] + [9] * 18)
)


def answers(gains: list[float], found: tuple[float, ...] = (1, 0, 0, 1)) -> Answers:
    tops = np.full((3, 10), -1)
    tops[:, 0] = [0, 1, 1]
    return Answers(
        gains=floats(gains),
        recalls=floats([found[0], found[1], (found[2] + found[3]) / 2]),
        found=floats(found),
        tops=ints(tops),
        milliseconds=floats([1, 2, 3]),
        fit_s=4.0,
        peak_mb=99.0,
    )


GIVEN = {
    "eigenart": answers([1.0, 0.5, 0.6]),
    "weak": answers([0.0, 0.0, 0.1]),
    "strong": answers([0.4, 0.4, 0.4]),
    "signal-best": answers([1.0, 1.0, 1.0]),
    "gone": Answers(missing="cornac is not installed"),
}


def rows() -> dict[str, dict[str, object]]:
    found = rows_of(GIVEN, EXAMINED, peers=("weak", "strong", "gone"))
    return {row.model: row.as_dict() for row in found}


def test_the_json_has_exactly_these_names() -> None:
    assert list(rows()["eigenart"]) == KEYS
    assert rows()["gone"] == {"missing": "cornac is not installed"}


def test_figures_are_per_person_and_then_over_people() -> None:
    own = rows()["eigenart"]
    assert own["ndcg@10"] == pytest.approx((0.75 + 0.6) / 2)
    assert own["recall@10"] == pytest.approx((0.5 + 0.5) / 2)
    assert (own["new"], own["few"], own["warm"]) == pytest.approx((1.0, 0.5, 0.6))
    assert own["cold_hit@10"] == pytest.approx((1.0 + 0.0) / 2), "item 0: person 0 hit, person 1 not"
    assert own["coverage"] == pytest.approx(2 / 20)
    assert (own["p50_ms"], own["fit_s"], own["peak_mb"]) == (2.0, 4.0, 99.0)


def test_all_are_compared_with_the_best_peer_and_never_with_our_own_signal() -> None:
    assert rows()["eigenart"]["diff_to_best_peer"] == pytest.approx(0.675 - 0.4)
    assert rows()["strong"]["diff_to_best_peer"] == 0.0
    assert rows()["strong"]["diff_ci"] == [0.0, 0.0]
    assert rows()["weak"]["diff_to_best_peer"] == pytest.approx(0.05 - 0.4)
    low, high = rows()["eigenart"]["diff_ci"]  # type: ignore[misc]
    assert (low, high) == pytest.approx((0.2, 0.35)), "two people: the extremes are one of them twice"


def test_without_a_peer_nothing_is_compared() -> None:
    [row] = rows_of({"eigenart": GIVEN["eigenart"]}, EXAMINED, peers=("strong",))
    assert row.as_dict()["diff_to_best_peer"] is None
    assert row.as_dict()["diff_ci"] == [None, None]


def test_an_empty_segment_is_null_and_not_zero() -> None:
    only_new = Examined([question(0, 0, 1)], uses=ints([9] * 20))
    given = Answers(
        gains=floats([1]),
        recalls=floats([1]),
        found=floats([1]),
        tops=ints([[1] * 10]),
        milliseconds=floats([1]),
    )
    [row] = rows_of({"eigenart": given}, only_new, peers=())
    assert row.as_dict()["warm"] is None
    assert row.as_dict()["cold_hit@10"] is None
    assert math.isnan(row.cold)


def test_the_table_fits_160_columns_and_names_what_is_missing() -> None:
    lines = table(rows_of(GIVEN, EXAMINED, peers=("weak", "strong", "gone"))).splitlines()
    assert max(map(len, lines)) <= 160
    assert [line.split()[0] for line in lines[1:]] == ["signal-best", "eigenart", "strong", "weak", "gone"]
    assert "missing: cornac is not installed" in lines[-1]
