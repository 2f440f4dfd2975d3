"""Verifications of the access log that a desk orders: one at a time, its result kept for everybody to see.

Called by the desk and by its job. Against the anchors in the database; against received ones see `eigenart audit`.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from eigenart.core.vocabulary import LocalText
from eigenart.people.actor import Actor, Role
from eigenart.privacy import anchors, audit, bookkeeping, suites
from eigenart.privacy.models import AccessLog, AuditRun

LOST_AFTER: Final = timedelta(hours=1)
"""A run that is not over by then has lost its process, and another one may be ordered."""
FINDINGS_KEPT: Final = 100
OPEN: Final = ("waiting", "running")


class RunRefused(Exception):
    """code: wrong_role. Final."""

    is_final = True

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def ask(actor: Actor, *, at: datetime | None = None) -> tuple[AuditRun, bool]:
    """The run that is under way, or a new one; whether it is new. Raises RunRefused."""
    at = at or datetime.now(UTC)
    for role in (Role.WORKS_COUNCIL, Role.DPO):
        if actor.has_role(role):
            break
    else:
        raise RunRefused("wrong_role")
    with transaction.atomic():
        last = AuditRun.objects.select_for_update().last()
        if last is not None and last.state in OPEN and last.asked_at > at - LOST_AFTER:
            return last, False
        return AuditRun.objects.create(asked_at=at, asked_as=role.value, total=_lines()), True


def carry_out(run_id: int) -> AuditRun:
    """Verify, and keep what was found. Repeating a run that is over changes nothing."""
    run = AuditRun.objects.get(pk=run_id)
    if run.state not in OPEN:
        return run
    AuditRun.objects.filter(pk=run_id).update(state="running")
    known = anchors.listing()
    verdict = audit.verify(one.heads for one in known)
    run.state, run.finished_at = "done", datetime.now(UTC)
    run.done = run.total = verdict.lines
    run.anchored, run.anchors = verdict.anchored, verdict.anchors
    run.findings = [[one.code, one.chain, one.number] for one in verdict.findings[:FINDINGS_KEPT]]
    with transaction.atomic():
        run.save()
        suites.record(
            "audit",
            is_passed=verdict.is_whole,
            figure=LocalText(
                de=f"{verdict.lines} Zeilen, {len(verdict.findings)} Abweichungen",
                en=f"{verdict.lines} lines, {len(verdict.findings)} findings",
            ),
            details={"lines": verdict.lines, "findings": len(verdict.findings), "anchors": verdict.anchors},
        )
    return run


def latest() -> AuditRun | None:
    return AuditRun.objects.last()


def _lines() -> int:
    with bookkeeping.session():
        return AccessLog._base_manager.count()
