"""Floors above report their drills through the Protocol, each source once."""

from collections.abc import Iterator
from datetime import date

import pytest

from eigenart.register.documents import material
from eigenart.register.documents.material import Drill
from eigenart.register.documents.words import both


class Source:
    def drills(self) -> Iterator[Drill]:
        yield Drill("erasure", both("Löschprobe", "Erasure drill"), date(2026, 11, 1), is_passed=True)


def test_a_plugged_source_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "_sources", [])
    source = Source()
    material.plug(source)
    material.plug(source)
    assert [drill.code for drill in material.reported()] == ["erasure"]
