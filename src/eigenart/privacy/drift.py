"""Whether what runs is what the register says: models, database, jobs, pages, connections, approvals.

Any difference lets every optional purpose rest, in all processes from their next transaction on, and alarms works
council and data protection officer. Called at the start, every night and by `eigenart register check`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import OperationalError, connections

from eigenart.core.vocabulary import LocalText
from eigenart.privacy import (
    approvals,
    completeness,
    drift_alarm,
    proposals,
    rls,
    running,
    signatures,
    undeclared,
)
from eigenart.privacy.catalog import Difference
from eigenart.privacy.in_force import register
from eigenart.privacy.models import DriftCheck
from eigenart.register.documents.material import Drill
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import Register

log = structlog.get_logger(__name__)
Comparison = Callable[[Register], Iterable[Difference]]

MOST_KEPT: Final = 200
MOST_LETTERS: Final = 300
ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check found. alarmed: how many people were written to."""

    at: datetime
    differences: tuple[Difference, ...]
    alarmed: int = 0


def enforce(occasion: str, *, at: datetime | None = None) -> Verdict:
    """Compare, keep the result, and alarm if it is new. occasion: start | night | command.

    Where it finds a difference, optional purposes rest until a later check finds none.
    """
    at = at or datetime.now(UTC)
    found = differences()
    before = DriftCheck.objects.last()
    kept = [[one.code, one.detail[:MOST_LETTERS]] for one in found[:MOST_KEPT]]
    DriftCheck.objects.create(
        at=at, occasion=occasion, register_hash=_hash(), is_clear=not found, differences=kept
    )
    if not found:
        return Verdict(at, ())
    log.error(
        "register_drift", occasion=occasion, differences=len(found), codes=sorted({one.code for one in found})
    )
    is_new = before is None or before.differences != kept
    return Verdict(at, found, drift_alarm.send(found, at=at) if is_new else 0)


def differences() -> tuple[Difference, ...]:
    """Every disagreement of register and running system. A comparison that cannot be made is one, too."""
    try:
        source = register()
    except (RegisterUnreadable, RegisterInvalid) as error:
        return (Difference(error.code, str(error)),)
    found: list[Difference] = []
    for compare in COMPARISONS:
        try:
            found.extend(compare(source))
        except Exception as error:  # whatever hinders a comparison must not look like agreement
            first = str(error).partition("\n")[0]
            found.append(Difference("not_comparable", f"{compare.__name__}: {type(error).__name__} {first}"))
    return tuple(dict.fromkeys(found))


def last() -> DriftCheck | None:
    """The newest check; None before the first."""
    return DriftCheck.objects.last()


def models(source: Register) -> Iterator[Difference]:
    """The system checks of every model, here and not only at the start."""
    for problem in completeness.check_models():
        yield Difference(f"model_{str(problem.id).split('.')[-1].lower()}", str(problem.msg))


def database(source: Register) -> tuple[Difference, ...]:
    """PostgreSQL's own catalogue. As the owner; changes nothing, waits up to five seconds for locks, three times."""
    owner = connections["owner"]
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return (
                    *rls.verify(owner),
                    *undeclared.undeclared(owner, app_role=rls.app_role(), source=source),
                )
            except OperationalError:
                if attempt == ATTEMPTS or owner.in_atomic_block:
                    raise
        raise AssertionError
    finally:
        if not owner.in_atomic_block:
            owner.close()


def approvals_given(source: Register) -> Iterator[Difference]:
    """Every approval that claims to be signed holds; also of earlier versions."""
    for fault in signatures.faults(approvals.evidence_of_all()):
        yield Difference(f"approval_{fault.code}", f"{fault.party}: {fault.register_hash[:12]}")


COMPARISONS: Final[tuple[Comparison, ...]] = (
    models,
    database,
    running.jobs,
    running.routes,
    running.egress,
    approvals_given,
)


class Reported:
    """What the documents show about the last check."""

    def drills(self) -> Iterator[Drill]:
        found = last()
        title = LocalText(
            de="Register und laufendes System stimmen überein", en="Register and running system agree"
        )
        if found is not None:
            number = len(found.differences)
            figure = LocalText(
                de=f"{number} Unterschied{'' if number == 1 else 'e'}",
                en=f"{number} difference{'' if number == 1 else 's'}",
            )
            yield Drill("drift", title, found.at.date(), found.is_clear, figure)


REPORTED: Final = Reported()


def _hash() -> str:
    try:
        source = register()
    except (RegisterUnreadable, RegisterInvalid):
        return ""
    proposals.proposed(source)
    return source.hash
