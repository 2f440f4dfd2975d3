"""Small folders of interactions for the tests of the bench."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

START = datetime(2024, 1, 1, 9)


def write(
    folder: Path,
    *,
    interactions: Mapping[str, Sequence[object]] | pl.DataFrame,
    items: Mapping[str, Sequence[object]] | pl.DataFrame | None = None,
    users: Mapping[str, Sequence[object]] | pl.DataFrame | None = None,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("interactions", interactions), ("items", items), ("users", users)):
        if table is not None:
            pl.DataFrame(table).write_parquet(folder / f"{name}.parquet")
    return folder


def company(folder: Path, *, is_timed: bool = True, n_people: int = 60, n_items: int = 20) -> Path:
    """People who walk along the items in steps of one, now and then jumping; texts and tags go along."""
    rng = np.random.default_rng(3)
    rows: list[tuple[str, str, datetime]] = []
    for person in range(n_people):
        at = START + timedelta(days=float(rng.uniform(0, 300)))
        item = int(rng.integers(n_items))
        for _ in range(int(rng.integers(3, 9))):
            rows.append((f"p{person}", f"i{item}", at))
            item = int((item + 1 if rng.random() < 0.8 else rng.integers(n_items)) % n_items)
            at += timedelta(hours=float(rng.uniform(1, 48)))
    table = pl.DataFrame(rows, schema=["user_id", "item_id", "ts"], orient="row")
    return write(
        folder,
        interactions=table if is_timed else table.drop("ts"),
        items={
            "item_id": [f"i{n}" for n in range(n_items)],
            "title": [f"Lesson {n} of part {n // 5}" for n in range(n_items)],
            "tags": [[f"part:{n // 5}"] for n in range(n_items)],
        },
    )
