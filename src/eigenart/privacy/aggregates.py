"""Counts about groups: reads who answered what under a grant, applies the rules, remembers what was decided.

The rules are those of `core.aggregates`; `insight.reports` holds the closed list. Nothing about one person leaves.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from eigenart.core.aggregates import Group, Outcome, Path, release
from eigenart.core.chain import tag_of
from eigenart.core.consent import ConsentEvent, EventKind, Purpose
from eigenart.core.consent import decide as decide_consent
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent, ReportOutcome
from eigenart.privacy.subject import Subject

LOCK: Final = 704


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person contributes to one report. path: her place below the whole company, `()` if there is none."""

    subject: UUID
    is_yes: bool
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as roles see it. share: percent in steps of five, None if withheld; code: why, see `Outcome`."""

    period: str
    path: Path
    share: int | None
    code: str


def decide(report: str, period: str, answers: Iterable[Answer]) -> tuple[Cell, ...]:
    """Decide about every cell of a period, once and for all; later calls get what was decided.

    Raises NotRegistered for a report that the register does not list.
    """
    k = register().report(report).k_min
    with transaction.atomic():
        with connection.cursor() as cursor:  # two runs at once would not see each other's figures
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, zlib.crc32(report.encode()) >> 1])
        past = list(_past(report))
        known = {one.path for one in past if one.period == period}
        outcomes = release(_groups(report, answers), period=period, past=past, k=k)
        ReportOutcome.objects.bulk_create(_row(report, one) for one in outcomes if one.path not in known)
    return tuple(_cell(one) for one in outcomes)


def cells(report: str) -> tuple[Cell, ...]:
    """Everything that was decided about a report, oldest period first."""
    return tuple(_cell(one) for one in _past(report))


def opt_outs(grant: Grant, purpose: str, until: datetime) -> Iterator[Answer]:
    """Who had switched a purpose off at a moment; under a grant for a population."""
    said: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    with gate.reading(grant):
        events = Consent.under(grant).filter(purpose=purpose, at__lte=until)
        for who, kind, version, at, text in events.values_list(
            "subject_id", "kind", "version", "at", "text_hash"
        ):
            said[who].append(ConsentEvent(EventKind(kind), Purpose(purpose), version, at, text))
    terms = register().terms(purpose)
    for who in grant.subjects or ():
        yield Answer(who, is_yes=not decide_consent(terms, said[who], until).is_permitted)


def _groups(report: str, answers: Iterable[Answer]) -> list[Group]:
    """One group for each place and for everything above it; people as pseudonyms of this report."""
    found = list(answers)
    keys = dict(Subject.objects.filter(pk__in=[one.subject for one in found]).values_list("id", "audit_key"))
    members: dict[Path, set[str]] = defaultdict(set)
    yes: dict[Path, set[str]] = defaultdict(set)
    for one in found:
        tag = tag_of(bytes(keys[one.subject]), f"report:{report}")
        for depth in range(len(one.path) + 1):
            members[one.path[:depth]].add(tag)
            if one.is_yes:
                yes[one.path[:depth]].add(tag)
    return [Group(path, frozenset(inside), frozenset(yes[path])) for path, inside in members.items()]


def _past(report: str) -> Iterator[Outcome]:
    for one in ReportOutcome.objects.filter(report=report).order_by("period", "path"):
        yield Outcome(one.period, tuple(one.path), one.share, one.code, frozenset(one.members), one.yes)


def _row(report: str, one: Outcome) -> ReportOutcome:
    return ReportOutcome(
        report=report,
        period=one.period,
        path=list(one.path),
        share=one.share,
        code=one.code,
        members=sorted(one.members),
        yes=one.yes,
        decided_at=datetime.now(UTC),
    )


def _cell(one: Outcome) -> Cell:
    return Cell(one.period, one.path, one.share, one.code)
