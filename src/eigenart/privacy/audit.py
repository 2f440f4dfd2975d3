"""The access log as proof: is it whole, does it still say what was sent away, and how its lines end.

Called by `eigenart audit`, the nightly job, the desk of works council and DPO, retention and erasure. Lines are
linked by the database (`audit.sql`), the rules are those of `core.chain`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from eigenart.core.chain import Finding, Head, Line, breaks, tag_of
from eigenart.privacy import bookkeeping
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog, AuditSeal
from eigenart.privacy.subject import Subject
from eigenart.register.periods import day_before

CHAINS: Final = 32
BATCH: Final = 5000
ID, TAG = 2, 10
"""Places of the line's own id and of its person's tag among the fields."""

LINES: Final = """
    SELECT chain, number, hash, subject_id, chain::text, number::text, id::text,
        (extract(epoch FROM at) * 1000000)::bigint::text, actor_role, actor_pseudonym, purpose, register_hash,
        categories, reached::text, subject_tag, outcome
    FROM privacy_accesslog AS l ORDER BY l.chain, l.number"""
HEADS: Final = """
    SELECT last.* FROM generate_series(0, %s) AS one (chain) CROSS JOIN LATERAL (
        SELECT chain, number, hash, at FROM privacy_accesslog WHERE chain = one.chain
        ORDER BY number DESC LIMIT 1) AS last"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. anchored: lines that at least one anchor commits to; the others cannot be proved
    complete yet. anchors: how many anchors took part; without one, neither a cut nor a rewrite can be found.
    """

    at: datetime
    lines: int
    chains: int
    anchored: int
    anchors: int
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings


@dataclass(slots=True)
class _Reading:
    """One pass over the log: counts lines and checks that each still names the person it was written for."""

    keys: dict[UUID, bytes]
    anchored_up_to: dict[int, int]
    lines: int = 0
    anchored: int = 0
    chains: set[int] = field(default_factory=set)
    relinked: list[Finding] = field(default_factory=list)

    def run(self) -> Iterator[Line]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(LINES)
            while found := cursor.fetchmany(BATCH):
                for chain, number, hash_, subject, *fields in found:
                    self._note(chain, number, subject, fields)
                    yield Line(chain, number, hash_, fields)

    def _note(self, chain: int, number: int, subject: UUID | None, fields: list[str]) -> None:
        self.lines += 1
        self.chains.add(chain)
        self.anchored += number <= self.anchored_up_to.get(chain, 0)
        if subject is not None and tag_of(self.keys[subject], fields[ID]) != fields[TAG]:
            self.relinked.append(Finding("relinked", chain, number))


def verify(anchors: Iterable[Iterable[Head]] = (), *, at: datetime | None = None) -> Verdict:
    """Check every line, against the heads of each anchor. Reads the whole log: about ten seconds a million lines."""
    at = at or datetime.now(UTC)
    each = [list(heads) for heads in anchors]
    heads = [head for one in each for head in one]
    up_to: dict[int, int] = {}
    for head in heads:
        up_to[head.chain] = max(up_to.get(head.chain, 0), head.number)
    with bookkeeping.session():
        keys = {who: bytes(key) for who, key in Subject.objects.values_list("id", "audit_key")}
        reading = _Reading(keys=keys, anchored_up_to=up_to)
        found = list(breaks(reading.run(), seals=seals(), anchors=heads, kept_since=_kept_since(at)))
    return Verdict(
        at=at,
        lines=reading.lines,
        chains=len(reading.chains),
        anchored=reading.anchored,
        anchors=len(each),
        findings=tuple(sorted((*found, *reading.relinked), key=lambda one: (one.chain, one.number))),
    )


def heads() -> list[Head]:
    """The end of every chain now."""
    with bookkeeping.session(), connection.cursor() as cursor:
        cursor.execute(HEADS, [CHAINS - 1])
        found = {row[0]: Head(*row) for row in cursor.fetchall()}
    return [one for _, one in sorted((seals() | found).items())]


def seals() -> dict[int, Head]:
    """Where each chain goes on after its oldest lines went."""
    latest = AuditSeal.objects.order_by("chain", "-number").distinct("chain")
    return {one.chain: Head(one.chain, one.number, one.hash, one.at) for one in latest}


def remove(before: datetime) -> int:
    """Delete the lines written before a moment, as far as the register's period is over; returns how many.

    Inside `gate.rows` of a purpose that may remove lines of the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.eigenart_audit_remove(%s)", [before])
        return int(cursor.fetchone()[0])


def forget(subjects: Iterable[UUID]) -> int:
    """Take the link to these people from their lines and destroy their keys; returns how many lines. As `remove`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.eigenart_audit_forget(%s)", [list(subjects)])
        return int(cursor.fetchone()[0])


def _kept_since(at: datetime) -> datetime:
    today = at.astimezone(settings.EIGENART.zone).date()
    first = day_before(register().retention(AccessLog.category).period, today)
    return datetime.combine(first, datetime.min.time(), settings.EIGENART.zone)
