"""The bench of speed: its log is what it says and always the same, its figures are put together rightly. No timing."""

import json

import numpy as np
import pytest

from bench import company_log, speed
from bench.company_log import Size
from bench.company_people import person
from bench.speed_contestant import CONTESTANTS
from eigenart.core.vocabulary import FactKind
from eigenart.engine.log import InteractionLog

SIZE = Size(300, 60, 3_000)


def test_the_log_has_the_size_it_says_and_is_always_the_same() -> None:
    log, again = company_log.log(SIZE), company_log.log(SIZE)
    assert len(log) == SIZE.events
    assert 0 <= log.item_rows.min() <= log.item_rows.max() < SIZE.items
    assert log.user_rows.dtype == log.item_rows.dtype == np.int32
    for name in ("user_rows", "item_rows", "days"):
        np.testing.assert_array_equal(getattr(log, name), getattr(again, name))
    other = company_log.log(SIZE, seed=8)
    assert not np.array_equal(log.item_rows, other.item_rows)


def test_chunks_are_of_people_and_together_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company_log, "CHUNK", 100)
    chunks = list(company_log.chunks(SIZE))
    assert sum(len(chunk.user_rows) for chunk in chunks) == SIZE.events
    for number, chunk in enumerate(chunks):
        assert {row // 100 for row in chunk.user_rows.tolist()} == {number}
        by_person = np.diff(chunk.user_rows)
        assert (by_person >= 0).all()
        assert (np.diff(chunk.days)[by_person == 0] >= 0).all()


def test_popularity_falls_and_people_come_in_bursts() -> None:
    log: InteractionLog = company_log.log(Size(2_000, 400, 40_000))
    uses = np.sort(np.bincount(log.item_rows, minlength=400))[::-1]
    assert uses[:40].sum() > 2.5 * len(log) * 40 / 400
    same = np.diff(log.user_rows) == 0
    near = np.diff(log.days)[same] < 0.1
    assert 0.4 < near.mean() < 0.9


def test_a_person_has_facts_of_every_kind_that_ranking_reads() -> None:
    items, log = company_log.catalogue(SIZE), company_log.log(SIZE)
    order, begins = log.by_person
    own = order[begins[5] : begins[6]]
    view, needs = person(5, (log.item_rows[own], log.days[own]), items, SIZE)
    assert {fact.kind for fact in view.facts} >= {
        FactKind.ACTIVITY, FactKind.ORG_UNIT, FactKind.POSITION, FactKind.INTEREST, FactKind.SKILL,
        FactKind.PREFERENCE, FactKind.FEEDBACK,
    }  # fmt: skip
    assert len(view.of(FactKind.ACTIVITY)) == len(own)
    assert set(needs) <= items.skill_row.keys()
    assert all(fact.recorded_at <= view.at for fact in view.facts)


def test_the_exponent_is_the_slope_in_logarithms() -> None:
    assert speed.exponent([10, 100, 1_000], [2.0, 20.0, 200.0]) == pytest.approx(1.0)
    assert speed.exponent([10, 1_000], [1.0, 10_000.0]) == pytest.approx(2.0)
    assert speed.exponent([10], [1.0]) is None


def test_sizes_that_did_not_finish_are_left_out_of_the_exponent() -> None:
    one, two, three = Size(1, 1, 10), Size(1, 1, 100), Size(1, 1, 1_000)
    results = {
        one: {"ease": {"fit_s": 1.0}},
        two: {"ease": {"fit_s": 10.0}, "implicit-als": {"missing": "not there"}},
        three: {"ease": {"missing": "out of memory"}},
    }
    assert speed.exponents(results) == {"ease": pytest.approx(1.0)}


@pytest.mark.parametrize("name", ["eigenart", "ease"])
def test_a_contestant_measures_itself_in_a_process_of_its_own(name: str) -> None:
    found = speed.measured(name, Size(60, 30, 600))
    assert "missing" not in found, found
    assert found["fit_s"] > 0
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert found["peak_mb"] > 0
    assert found["update_ms"] is not None
    assert (found["follow_s"] is not None) == (found["read_p50_ms"] is not None) == (name == "eigenart")
    assert name in speed.line(name, found)


def test_a_missing_peer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(speed, "PEERS", speed.Path(str(tmp_path)) / "python")
    found = speed.measured("implicit-als", SIZE)
    assert "environment" in found["missing"]
    assert speed.line("implicit-als", found).startswith("implicit-als")


def test_what_is_approximated_is_said_in_words() -> None:
    said = speed.approximations({"approximated": dict.fromkeys(speed._WORDS, 2_500)})
    assert len(said) == len(speed._WORDS)
    assert all("2,500" in words for words in said)


def test_the_json_names_every_size_and_contestant() -> None:
    results = {SIZE: {name: {"fit_s": 1.0} for name in CONTESTANTS}}
    read = json.loads(speed._as_json(results))
    assert read["sizes"][0]["events"] == SIZE.events
    assert list(read["sizes"][0]["contestants"]) == list(CONTESTANTS)
