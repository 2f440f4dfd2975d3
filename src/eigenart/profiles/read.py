"""Reads what is known about a person under a grant. No side effects. Called by personalisation and My data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Min, QuerySet

from eigenart.core.vocabulary import Fact, FactKind, LocalText, ProfileView
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import sources
from eigenart.profiles.models import Activity, Employment, PositionSkill

NAMED_BY_VALUE = frozenset({FactKind.POSITION, FactKind.ORG_UNIT, FactKind.SITE})
"""Kinds whose label names the value; the label of any other kind names the key."""


@dataclass(frozen=True, slots=True)
class Past:
    """What one person did, without saying who: one entry per item, by key.

    begun: seconds since 1970 of the first step. last: the state of the latest. org_unit, position: path and code,
    "" where unknown or muted.
    """

    keys: tuple[str, ...]
    begun: tuple[float, ...]
    last: tuple[str, ...]
    org_unit: str
    position: str


PASTS: Final = """
    SELECT subject_id, array_agg(key ORDER BY key),
        array_agg(extract(epoch FROM begun)::float8 ORDER BY key), array_agg(states[1] ORDER BY key)
    FROM ({steps}) AS steps GROUP BY subject_id"""
"""One row per person: very many steps become very few rows, so that a model can follow its log at once."""
Columns = tuple[Iterable[str], Iterable[float], Iterable[str]]
NOTHING: Final[Columns] = ((), (), ())


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


def pasts(grant: Grant) -> tuple[Past, ...]:
    """The learning log of everybody that a population grant covers, in no order that says anything.

    Muted and expired steps are left out; whoever has a job and no steps is in.
    """
    today = datetime.now(UTC).date()
    with gate.reading(grant):
        steps = (
            Activity.under(grant)
            .filter(is_muted=False, is_forgotten=False)
            .exclude(expires_on__lt=today)
            .values("subject_id", "key")
            .annotate(begun=Min("at"), states=ArrayAgg("value", order_by=("-at", "-value")))
        )
        done: dict[UUID, Columns] = {
            subject: (keys, begun, last) for subject, keys, begun, last in _one_row_each(steps)
        }
        jobs = list(
            Employment.under(grant)
            .filter(key__in=(FactKind.ORG_UNIT, FactKind.POSITION), is_forgotten=False)
            .order_by(
                "-origin"
            )  # `self` before `import`: while an own value lasts, it is the one that counts
            .values_list("subject_id", "key", "value", "is_muted", "expires_on")
        )
    codes: dict[tuple[UUID, str], str] = {}
    for subject, kind, value, is_muted, expires_on in jobs:
        if expires_on is None or today <= expires_on:
            codes.setdefault((subject, kind), "" if is_muted else value)
    people = {*done, *(subject for subject, *_ in jobs)}
    return tuple(_past(done.get(subject, NOTHING), *_job(codes, subject)) for subject in people)


def _past(done: Columns, org_unit: str, position: str) -> Past:
    keys, begun, last = done
    return Past(tuple(keys), tuple(begun), tuple(last), org_unit, position)


def _job(codes: Mapping[tuple[UUID, str], str], subject: UUID) -> tuple[str, str]:
    return codes.get((subject, FactKind.ORG_UNIT), ""), codes.get((subject, FactKind.POSITION), "")


def _one_row_each(steps: QuerySet[Any, Any]) -> list[tuple[UUID, list[str], list[float], list[str]]]:
    try:
        sql, parameters = steps.query.sql_with_params()
    except EmptyResultSet:  # the grant covers nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(PASTS.format(steps=sql), parameters)
        found: list[tuple[UUID, list[str], list[float], list[str]]] = cursor.fetchall()
    return found


def position_needs(position_code: str) -> Mapping[str, int]:
    """Skill concept id -> level 1..4 that a position needs; empty if unknown. About no person."""
    needs = PositionSkill.objects.filter(position__code=position_code)
    return dict(needs.values_list("concept_id", "level"))
