"""Reads what is known about a person under a grant. No side effects. Called by personalisation and My data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, Fact, FactKind, LocalText, ProfileView
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import sources
from eigenart.profiles.models import Activity, Employment, PositionSkill

NAMED_BY_VALUE = frozenset({FactKind.POSITION, FactKind.ORG_UNIT, FactKind.SITE})
"""Kinds whose label names the value; the label of any other kind names the key."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One step of one person with one item. user_row: 0 .. n_users - 1, says nothing about who it is."""

    user_row: int
    item_key: str
    state: ActivityState
    at: datetime


@dataclass(frozen=True, slots=True)
class Interactions:
    """The log that models learn from, in order of time, without identities.

    org_units, positions: path and code per user row, "" where unknown or muted.
    """

    rows: tuple[Interaction, ...]
    n_users: int
    org_units: tuple[str, ...]
    positions: tuple[str, ...]


def read(grant: Grant, at: datetime | None = None) -> ProfileView:
    """Everything that the grant's categories let one person's ranking know.

    Muted, expired and overruled facts are in `facts`, but `ProfileView.of` leaves them out.
    """
    return ProfileView(facts=all_facts(grant), at=at or datetime.now(UTC))


def all_facts(grant: Grant) -> tuple[Fact, ...]:
    """Every fact in the grant's categories, by kind and label: what My data shows. Raises GateClosed."""
    with gate.reading(grant):
        found = [
            fact
            for source in sources.all_sources()
            if source.category in grant.categories
            for fact in source.facts(grant)
        ]
    order = {kind: place for place, kind in enumerate(FactKind)}
    return tuple(
        sorted(_with_labels(found), key=lambda f: (order[f.kind], f.label.de.casefold(), f.key, f.id))
    )


def fact(grant: Grant, fact_id: str) -> Fact:
    """One fact of the grant's person. Raises UnknownFact."""
    for candidate in all_facts(grant):
        if candidate.id == fact_id:
            return candidate
    raise sources.UnknownFact(fact_id)


def _with_labels(facts: Iterable[Fact]) -> list[Fact]:
    facts = list(facts)
    keys: dict[FactKind, set[str]] = {}
    for each in facts:
        keys.setdefault(each.kind, set()).add(_named(each))
    labels = {kind: sources.labels_for(kind, sorted(wanted)) for kind, wanted in keys.items()}
    nameless = LocalText("", "")
    return [replace(f, label=labels[f.kind].get(_named(f), nameless)) if not f.label.de else f for f in facts]


def _named(each: Fact) -> str:
    return each.value if each.kind in NAMED_BY_VALUE else each.key


def interactions(grant: Grant) -> Interactions:
    """The learning log of everybody that a population grant covers. Muted and expired steps are left out."""
    today = datetime.now(UTC).date()
    with gate.reading(grant):
        steps = list(
            Activity.under(grant)
            .filter(is_muted=False, is_forgotten=False)
            .exclude(expires_on__lt=today)
            .order_by("at", "key", "value")
            .values_list("subject_id", "key", "value", "at")
        )
        jobs = list(
            Employment.under(grant)
            .filter(key__in=(FactKind.ORG_UNIT, FactKind.POSITION), is_forgotten=False)
            .order_by(
                "-origin"
            )  # `self` before `import`: while an own value lasts, it is the one that counts
            .values_list("subject_id", "key", "value", "is_muted", "expires_on")
        )
    row_of = grant.row_numbers or _numbers({s for s, *_ in steps} | {s for s, *_ in jobs})
    codes: dict[tuple[UUID, str], str] = {}
    for subject, kind, value, is_muted, expires_on in jobs:
        if expires_on is None or today <= expires_on:
            codes.setdefault((subject, kind), "" if is_muted else value)
    rows = tuple(Interaction(row_of[s], key, ActivityState(value), at) for s, key, value, at in steps)
    people = sorted(row_of, key=row_of.__getitem__)
    units, positions = (
        tuple(codes.get((person, kind), "") for person in people)
        for kind in (FactKind.ORG_UNIT, FactKind.POSITION)
    )
    return Interactions(rows, len(row_of), units, positions)


def _numbers(subjects: Iterable[UUID]) -> dict[UUID, int]:
    return {subject: row for row, subject in enumerate(sorted(subjects))}


def position_needs(position_code: str) -> Mapping[str, int]:
    """Skill concept id -> level 1..4 that a position needs; empty if unknown. About no person."""
    needs = PositionSkill.objects.filter(position__code=position_code)
    return dict(needs.values_list("concept_id", "level"))
