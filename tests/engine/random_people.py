"""People drawn at random over any catalogue, with facts of every kind that ranking reads; for tests of faithfulness."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np

from eigenart.core.vocabulary import (
    DeclineReason,
    Fact,
    FactId,
    FactKind,
    LocalText,
    Origin,
    ProfileView,
    Source,
)
from eigenart.engine.catalogue import Catalogue
from tests.engine.small_company import NOW

REASONS = ("", *(reason.value for reason in DeclineReason))
STATES = ("planned", "started", "finished", "finished", "stopped")


def people(catalogue: Catalogue, *, n: int, seed: int, groups: tuple[str, ...]) -> Iterator[ProfileView]:
    """groups: codes of positions and org units."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        facts = list(_facts(rng, catalogue, groups))
        yield ProfileView(tuple(replace(f, id=FactId(f"test:{place}")) for place, f in enumerate(facts)), NOW)


def _facts(rng: np.random.Generator, catalogue: Catalogue, groups: tuple[str, ...]) -> Iterator[Fact]:
    codes = sorted({*catalogue.topic_row, *catalogue.skill_row})
    formats = [code for code in sorted(catalogue.format_row) if code]
    for row in rng.choice(len(catalogue), size=int(rng.integers(0, 6)), replace=False):
        state = str(rng.choice(STATES))
        for step in dict.fromkeys(("started", state) if rng.random() < 0.5 else (state,)):
            yield _fact(rng, FactKind.ACTIVITY, catalogue.keys[row], step)
    for row in rng.choice(len(catalogue), size=int(rng.integers(0, 3)), replace=False):
        for _ in range(int(rng.integers(1, 3))):
            signal = str(rng.choice(["not_for_me", "not_for_me", "later", "accept"]))
            reason = str(rng.choice(REASONS)) if signal == "not_for_me" else ""
            yield _fact(rng, FactKind.FEEDBACK, catalogue.keys[row], signal, detail=reason)
    for code in (
        rng.choice(codes, size=min(len(codes), int(rng.integers(0, 4))), replace=False) if codes else ()
    ):
        yield _fact(rng, FactKind.INTEREST, str(code))
    for code in catalogue.skill_row:
        if rng.random() < 0.3:
            yield _fact(rng, FactKind.SKILL, code, str(rng.integers(1, 5)))
    for code in formats:
        if rng.random() < 0.3:
            yield _fact(rng, FactKind.PREFERENCE, f"format:{code}", str(rng.choice(["like", "dislike"])))
    if rng.random() < 0.3:
        yield _fact(rng, FactKind.PREFERENCE, "minutes", str(10 * rng.integers(1, 6)))
    for kind in (FactKind.POSITION, FactKind.ORG_UNIT):
        if groups and rng.random() < 0.8:
            yield _fact(rng, kind, kind.value, str(rng.choice(groups)))


def _fact(rng: np.random.Generator, kind: FactKind, key: str, value: str = "", *, detail: str = "") -> Fact:
    at = NOW - timedelta(days=float(rng.uniform(0, 30)))
    return Fact(FactId(""), kind, "", key, value, LocalText("", key), Source(Origin.SELF), at, detail=detail)
