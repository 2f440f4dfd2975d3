"""Times of any kind as days since 1970-01-01 (UTC): dates, datetimes with or without zone, epochs, ISO texts."""

from datetime import UTC, datetime

import polars as pl

_SECONDS_A_DAY = 86_400
_EPOCHS = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000))
"""(largest value, units per second): seconds up to the year 5138, then milli-, micro- and nanoseconds."""


class UnreadableTimes(Exception):
    """The words say what stands in the column instead of a time."""


def days_of(times: pl.Series) -> pl.Series:
    """float64 days, null where there is no time. Raises UnreadableTimes."""
    kind = times.dtype
    if kind == pl.Null or times.null_count() == len(times):
        return pl.Series(times.name, [None] * len(times), dtype=pl.Float64)
    if kind == pl.Date:
        return times.cast(pl.Int32).cast(pl.Float64)
    if kind == pl.Datetime:
        return times.dt.epoch("us").cast(pl.Float64) / (_SECONDS_A_DAY * 1_000_000)
    if kind.is_numeric():
        return _from_epoch(times.cast(pl.Float64))
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return _from_text(times.cast(pl.String).str.strip_chars())
    raise UnreadableTimes(f"ts is of type {kind}, not a time")


def _from_epoch(numbers: pl.Series) -> pl.Series:
    """The unit is told by the size of the largest number."""
    finite = numbers.set(~numbers.is_finite().fill_null(value=False), None)
    if finite.null_count() == len(finite):
        return finite
    largest = float(finite.abs().max())  # type: ignore[arg-type]
    units = next((units for limit, units in _EPOCHS if largest < limit), 1_000_000_000)
    return finite / (_SECONDS_A_DAY * units)


def _from_text(texts: pl.Series) -> pl.Series:
    texts = texts.set(texts == "", None)
    numbers = texts.cast(pl.Float64, strict=False)
    if numbers.null_count() == texts.null_count():
        return _from_epoch(numbers)
    days = {text: _day(text) for text in texts.unique().drop_nulls()}
    return pl.Series(texts.name, [None if t is None else days[t] for t in texts], dtype=pl.Float64)


def _day(text: str) -> float:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableTimes(f"ts holds {text[:40]!r}, which is no ISO date or time") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.timestamp() / _SECONDS_A_DAY
