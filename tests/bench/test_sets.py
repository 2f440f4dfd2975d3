"""Folders from anywhere: odd types, holes and missing files are read or refused with words."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from bench.sets import UnusableSet, load
from tests.bench import folders


def test_numbers_and_texts_are_the_same_ids(tmp_path: Path) -> None:
    folder = folders.write(
        tmp_path / "set",
        interactions={"user_id": [2, 1, 1], "item_id": [7.0, 8.0, 7.0]},
        items={"item_id": ["8", "7"], "title": ["Eight", None], "text": ["", "about seven"]},
        users={"user_id": ["1", "2"], "group": [None, 40]},
    )
    data = load(folder)
    assert data.name == "set"
    assert data.users == ("1", "2")
    assert data.log.positions == ("", "40")
    assert [(i.key, i.title.en, i.summary.en) for i in data.catalogue.items] == [
        ("set:7", "", "about seven"),
        ("set:8", "Eight", ""),
    ]
    assert not data.is_timed


@pytest.mark.parametrize(
    "tags",
    [
        pl.Series([["a", "b", None, "a"], []]),
        pl.Series(["a, b", None]),
        pl.Series(["a|b", ""]),
        pl.Series(["['a', 'b']", "[]"]),
    ],
)
def test_tags_are_a_list_or_a_text(tmp_path: Path, tags: pl.Series) -> None:
    folder = folders.write(
        tmp_path,
        interactions={"user_id": ["u", "u"], "item_id": ["x", "y"]},
        items=pl.DataFrame({"item_id": ["x", "y"], "tags": tags}),
    )
    assert [item.topics for item in load(folder).catalogue.items] == [("a", "b"), ()]


def test_items_that_nobody_used_are_ranked_on_request_only(tmp_path: Path) -> None:
    folder = folders.write(
        tmp_path,
        interactions={"user_id": ["u"], "item_id": ["x"]},
        items={"item_id": ["x", "never"]},
    )
    assert load(folder).catalogue.keys == ("set:x",)
    assert load(folder, all_items=True).catalogue.keys == ("set:never", "set:x")


def test_rows_with_holes_are_left_out_and_counted(tmp_path: Path) -> None:
    at = datetime(2024, 5, 1)
    folder = folders.write(
        tmp_path,
        interactions={
            "user_id": ["u", None, "u", "v"],
            "item_id": ["x", "x", "y", "x"],
            "ts": [at, at, None, datetime(2024, 5, 2)],
        },
    )
    data = load(folder)
    assert len(data.log) == 2
    assert data.is_timed
    assert data.notes == ("2 rows without user, item or time left out",)


def test_a_column_of_times_without_any_time_is_none(tmp_path: Path) -> None:
    folder = folders.write(
        tmp_path, interactions={"user_id": ["u", "v"], "item_id": ["x", "y"], "ts": [None, None]}
    )
    data = load(folder)
    assert not data.is_timed
    assert len(data.log) == 2


@pytest.mark.parametrize(
    ("times", "apart"),
    [
        ([date(2024, 1, 1), date(2024, 1, 3)], 2.0),
        ([datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 12, tzinfo=UTC)], 0.5),
        ([1_700_000_000, 1_700_086_400], 1.0),
        ([1_700_000_000_000, 1_700_043_200_000], 0.5),
        (["2024-01-01T00:00:00Z", "2024-01-01T06:00:00+00:00"], 0.25),
        (["2024-01-01", "2024-01-05"], 4.0),
        (["2024-01-01T10:00:00+02:00", "2024-01-01 09:00:00"], 1 / 24),
        (["1700000000", "1700086400"], 1.0),
    ],
)
def test_times_of_any_kind(tmp_path: Path, times: list[object], apart: float) -> None:
    folder = folders.write(tmp_path, interactions={"user_id": ["u", "v"], "item_id": ["x", "y"], "ts": times})
    days = load(folder).log.days
    assert days[1] - days[0] == pytest.approx(apart)
    assert days[0] > 19_000


def refused(folder: Path) -> str:
    with pytest.raises(UnusableSet) as raised:
        load(folder)
    return str(raised.value)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert "no such folder" in refused(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "no interactions.parquet" in refused(tmp_path / "empty")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "interactions.parquet").write_bytes(b"PAR1 no parquet")
    assert "cannot be read" in refused(broken)
    assert "no column item_id" in refused(folders.write(tmp_path / "a", interactions={"user_id": ["u"]}))
    none = {"user_id": pl.Series([], dtype=pl.String), "item_id": pl.Series([], dtype=pl.String)}
    assert "no row" in refused(folders.write(tmp_path / "b", interactions=pl.DataFrame(none)))
    words = {"user_id": ["u"], "item_id": ["x"], "ts": ["last week"]}
    assert "'last week'" in refused(folders.write(tmp_path / "c", interactions=words))
    flags = {"user_id": ["u"], "item_id": ["x"], "ts": [True]}
    assert "not a time" in refused(folders.write(tmp_path / "d", interactions=flags))
