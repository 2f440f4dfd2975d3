"""Counting periods of deletion backwards and forwards."""

from datetime import date

import pytest

from eigenart.register.periods import day_after, day_before


@pytest.mark.parametrize(
    ("period", "today", "expected"),
    [
        ("P0D", date(2026, 11, 24), date(2026, 11, 24)),
        ("P6M", date(2026, 11, 24), date(2026, 5, 24)),
        ("P6M", date(2026, 3, 31), date(2025, 9, 30)),
        ("P12M", date(2024, 2, 29), date(2023, 2, 28)),
        ("P1Y2M3D", date(2026, 3, 4), date(2025, 1, 1)),
        ("P36M", date(2026, 1, 15), date(2023, 1, 15)),
        ("P35D", date(2026, 1, 15), date(2025, 12, 11)),
    ],
)
def test_days(period: str, today: date, expected: date) -> None:
    assert day_before(period, today) == expected


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        ("P0D", date(2026, 5, 5), date(2026, 5, 5)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P12M", date(2024, 2, 29), date(2025, 2, 28)),
        ("P36M", date(2026, 12, 31), date(2029, 12, 31)),
        ("P1Y1M20D", date(2026, 12, 15), date(2028, 2, 4)),
    ],
)
def test_days_forwards(period: str, start: date, expected: date) -> None:
    assert day_after(period, start) == expected


@pytest.mark.parametrize("period", ["", "P", "6M", "P6W", "P-1D", "PT5H"])
def test_other_periods_are_refused(period: str) -> None:
    with pytest.raises(ValueError, match="period"):
        day_before(period, date(2026, 1, 1))
    with pytest.raises(ValueError, match="period"):
        day_after(period, date(2026, 1, 1))
