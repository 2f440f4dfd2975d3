"""Reads a folder with interactions.parquet, and items and users if there are any, into an engine log and catalogue.

Folders come from anywhere, so every column but user_id and item_id may be missing, of another type, or have holes.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from bench.times import UnreadableTimes, days_of
from eigenart.core.vocabulary import Item, ItemKey, LocalText
from eigenart.engine.arrays import ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog

_EVENTS = "interactions.parquet"


def shared_data() -> Path:
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("EIGENART_SHARED_DATA", default))


class UnusableSet(Exception):
    """A folder that cannot be measured; the words say why."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {reason}")


@dataclass(frozen=True)
class InteractionSet:
    """users: the id of each user row. is_timed: whether the events carry times. notes: what was left out, and why."""

    name: str
    log: InteractionLog
    catalogue: Catalogue
    users: tuple[str, ...]
    is_timed: bool
    notes: tuple[str, ...] = ()


def load(folder: Path, *, all_items: bool = False) -> InteractionSet:
    """Only items that somebody used, unless `all_items`. Raises UnusableSet."""
    events, notes = _events(folder)
    texts, groups = _rows(folder, "items.parquet", "item_id"), _rows(folder, "users.parquet", "user_id")
    used = set(events["item"])
    item_ids = sorted(used | set(texts) if all_items else used)
    users = tuple(sorted(set(events["user"])))
    user_row = {user: row for row, user in enumerate(users)}
    item_row = {item: row for row, item in enumerate(item_ids)}
    log = InteractionLog(
        user_rows=ints([user_row[u] for u in events["user"]]),
        item_rows=ints([item_row[i] for i in events["item"]]),
        days=events["day"].to_numpy().astype(np.float64),
        strengths=np.ones(len(events)),
        org_units=("",) * len(users),
        positions=tuple(_text(groups.get(user, {}).get("group")) for user in users),
        n_users=len(users),
    )
    catalogue = Catalogue(tuple(_item(item_id, texts.get(item_id, {})) for item_id in item_ids))
    return InteractionSet(folder.resolve().name, log, catalogue, users, log.is_timed, tuple(notes))


def _events(folder: Path) -> tuple[pl.DataFrame, list[str]]:
    """Columns user, item (text) and day (0 where there are no times), ordered by time."""
    table = _table(folder, _EVENTS)
    if table is None:
        raise UnusableSet(folder, f"there is no {_EVENTS}" if folder.is_dir() else "there is no such folder")
    for column in ("user_id", "item_id"):
        if column not in table.columns:
            raise UnusableSet(folder, f"{_EVENTS} has no column {column}")
    try:
        days = days_of(table["ts"]) if "ts" in table.columns else pl.zeros(len(table), eager=True)
        events = pl.DataFrame({"user": _ids(table["user_id"]), "item": _ids(table["item_id"]), "day": days})
    except (UnreadableTimes, pl.exceptions.PolarsError) as error:
        raise UnusableSet(folder, f"{_EVENTS}: {error}") from error
    if events["day"].null_count() == len(events):
        events = events.with_columns(pl.lit(0.0).alias("day"))
    kept = events.drop_nulls()
    if not len(kept):
        raise UnusableSet(folder, f"{_EVENTS} has no row with a user_id and an item_id")
    dropped = len(events) - len(kept)
    notes = [f"{dropped:,} rows without user, item or time left out"] if dropped else []
    return kept.sort("day", maintain_order=True), notes


def _table(folder: Path, name: str) -> pl.DataFrame | None:
    path = folder / name
    if not path.is_file():
        return None
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnusableSet(folder, f"{name} cannot be read: {str(error).splitlines()[0]}") from error


def _ids(column: pl.Series) -> pl.Series:
    """As text; 7, 7.0 and "7" are one id."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
        if column.drop_nulls().is_between(-(2**53), 2**53).all() and (column.drop_nulls() % 1 == 0).all():
            column = column.cast(pl.Int64)
    return column.cast(pl.String)


def _rows(folder: Path, name: str, key: str) -> dict[str, dict[str, object]]:
    """The rows of a file by their id, the first of equal ones; nothing where file or id are missing."""
    table = _table(folder, name)
    if table is None or key not in table.columns:
        return {}
    try:
        ids = _ids(table[key])
    except pl.exceptions.PolarsError as error:
        raise UnusableSet(folder, f"{name}: {error}") from error
    found: dict[str, dict[str, object]] = {}
    for id_, row in zip(ids, table.iter_rows(named=True), strict=True):
        if id_ is not None:
            found.setdefault(id_, row)
    return found


def _item(item_id: str, row: dict[str, object]) -> Item:
    return Item(
        key=ItemKey(f"set:{item_id}"),
        surface="set",
        title=LocalText("", _text(row.get("title"))),
        summary=LocalText("", _text(row.get("text"))),
        topics=tuple(dict.fromkeys(_tags(row.get("tags")))),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _tags(value: object) -> Iterator[str]:
    """From a list, or from text such as "a, b", "a|b" or "['a', 'b']"."""
    parts: object = value
    if isinstance(value, str):
        parts = re.split(r"[|;,]", value.strip().strip("[]{}"))
    if isinstance(parts, list | tuple | set):
        for part in parts:
            tag = _text(part).strip().strip("'\"").strip()
            if tag:
                yield tag
