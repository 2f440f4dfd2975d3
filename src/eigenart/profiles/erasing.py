"""Erasure in what imports left: received files that name the person, and their number in other people's journal.

Registered by this app's config; see `privacy.erasure_stores`. While the employment lasts HR's files stay.
"""

from eigenart.people.services import Actor
from eigenart.privacy import data_keys, erasure_stores, gate
from eigenart.privacy.erasure_stores import Commission, Outcome
from eigenart.privacy.grant import Refusal
from eigenart.profiles.intake import progress
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.mapping import known_headings
from eigenart.profiles.intake.receive import content_of
from eigenart.profiles.intake.report import without_terms
from eigenart.profiles.intake.table import open_table
from eigenart.profiles.intake.targets import UnknownKind, target_of
from eigenart.profiles.models import IntakeBatch, IntakeChange

PURPOSE = "hr.masterdata"
MANAGER = "manager_number"


class JournalClosed(Exception):
    """The gate does not open the journal. Not final: it opens once the register is approved."""

    is_final = False

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def register() -> None:
    erasure_stores.register_eraser("files", "received", received_files)
    erasure_stores.register_eraser("database", "journal", journal_of_others)


def received_files(commission: Commission) -> Outcome:
    """Delete each stored file with this number in any cell, or that nobody can read; its report quotes no more."""
    if not commission.personnel_number:
        return Outcome()
    held = IntakeBatch.objects.exclude(stored_as="")
    naming = [batch for batch in held if names(batch, commission.personnel_number)]
    if commission.scope != "all":
        return Outcome(kept={"intake_files": len(naming)} if naming else {})
    for batch in naming:
        (progress.folder() / batch.stored_as).unlink(missing_ok=True)
        progress.forget(batch.pk)
        batch.stored_as, batch.report = "", without_terms(batch.report)
        batch.save(update_fields=["stored_as", "report"])
    return Outcome({"intake_files": len(naming)} if naming else {})


def names(batch: IntakeBatch, number: str) -> bool:
    """Whether a stored file may hold something about this number; True where it cannot be read."""
    try:
        table = open_table(content_of(batch), known_headings(target_of(batch.kind)))
    except (IntakeError, UnknownKind):
        return True
    return any(number in (cell.strip() for cell in cells) for _, cells, _ in table.records())


def journal_of_others(commission: Commission) -> Outcome:
    """Other people's journal names their manager by number; the number goes, their own rows stay."""
    number = commission.personnel_number
    if commission.scope != "all" or not number:
        return Outcome()
    grant = gate.open_population(Actor.system(), PURPOSE)
    if isinstance(grant, Refusal):
        raise JournalClosed(grant.code)
    changed = 0
    with gate.rows(grant):
        for row in data_keys.opened(IntakeChange.under(grant)):
            told = {side: _without(getattr(row, side), number) for side in ("before", "after")}
            if told == {side: getattr(row, side) for side in told}:
                continue
            IntakeChange.under(grant).filter(pk=row.pk).update(**data_keys.sealed_values(row, told))
            changed += 1
    return Outcome({"intake_journal": changed} if changed else {})


def _without(values: object, number: str) -> object:
    """The same, without the person as somebody's manager."""
    if isinstance(values, dict) and values.get(MANAGER) == number:
        return {**values, MANAGER: None}
    return values
