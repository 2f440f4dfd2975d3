"""Reads an interaction set (interactions, items, users as parquet) into an engine log and catalogue."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from eigenart.core.vocabulary import Item, ItemKey, LocalText
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog

_DAY = 86_400_000_000


def shared_data() -> Path:
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("EIGENART_SHARED_DATA", default))


@dataclass(frozen=True)
class InteractionSet:
    """users: the id of each user row. is_timed: whether the events carry times."""

    name: str
    log: InteractionLog
    catalogue: Catalogue
    users: tuple[str, ...]
    is_timed: bool


def load(folder: Path, *, all_items: bool = False) -> InteractionSet:
    """Only items that somebody used, unless `all_items`. Raises FileNotFoundError without interactions.parquet."""
    events = pl.read_parquet(folder / "interactions.parquet")
    is_timed = "ts" in events.columns
    day = pl.col("ts").dt.epoch("us") / _DAY if is_timed else pl.lit(0.0)
    events = events.with_columns(day.alias("day")).sort("day", maintain_order=True)
    used = set(events["item_id"])
    texts = _texts(folder)
    item_ids = sorted(used | set(texts) if all_items else used)
    catalogue = Catalogue(tuple(_item(item_id, texts.get(item_id)) for item_id in item_ids))
    users = tuple(sorted(set(events["user_id"])))
    user_row = {user: row for row, user in enumerate(users)}
    item_row = {item: row for row, item in enumerate(item_ids)}
    groups = _groups(folder)
    log = InteractionLog(
        user_rows=np.array([user_row[u] for u in events["user_id"]], dtype=np.intp),
        item_rows=np.array([item_row[i] for i in events["item_id"]], dtype=np.intp),
        days=events["day"].to_numpy().astype(np.float64),
        strengths=np.ones(len(events)),
        org_units=("",) * len(users),
        positions=tuple(groups.get(user, "") for user in users),
        n_users=len(users),
    )
    return InteractionSet(folder.name, log, catalogue, users, is_timed)


def _texts(folder: Path) -> dict[str, dict[str, object]]:
    path = folder / "items.parquet"
    return {row["item_id"]: row for row in pl.read_parquet(path).to_dicts()} if path.is_file() else {}


def _groups(folder: Path) -> dict[str, str]:
    path = folder / "users.parquet"
    if not path.is_file():
        return {}
    return {row["user_id"]: row["group"] or "" for row in pl.read_parquet(path).to_dicts()}


def _item(item_id: str, row: dict[str, object] | None) -> Item:
    row = row or {}
    tags = row.get("tags") or []
    return Item(
        key=ItemKey(f"set:{item_id}"),
        surface="set",
        title=LocalText("", str(row.get("title") or "")),
        summary=LocalText("", str(row.get("text") or "")),
        topics=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
    )
