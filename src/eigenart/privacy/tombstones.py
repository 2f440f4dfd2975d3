"""Tombstones: that an erasure was ordered, in the database and in a file beside it, so that a restore cannot undo it.

Written by `erasure` when a person confirms, read by `restore` before the application opens. No line names anybody.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from eigenart.people.models import Employee
from eigenart.privacy.installation_key import mark_of
from eigenart.privacy.models import Tombstone

NAME: Final = "tombstones.jsonl"


class TombstonesDamaged(Exception):
    """A line of the file was changed, or belongs to another installation. Final until it is put back from a copy."""

    code = "tombstones_damaged"
    is_final = True

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line} of {NAME}")


@dataclass(frozen=True, slots=True)
class Order:
    """One erasure that was ordered. mark: see `installation_key.mark_of`; of the employee's id."""

    request: str
    mark: str
    scope: str
    ordered_at: str


def lay(request_id: UUID, employee_id: UUID, scope: str) -> None:
    """Note an order in this transaction, and in the file once it is committed. Repeating it changes nothing."""
    row, is_new = Tombstone.objects.get_or_create(
        request=request_id,
        defaults={"mark": mark_of(employee_id), "scope": scope, "ordered_at": datetime.now(UTC)},
    )
    if is_new:
        transaction.on_commit(lambda: _append([_order(row)]))


def finish(order: Order, at: datetime) -> None:
    """Every store has confirmed. Only now does a restored database know the order again."""
    Tombstone.objects.update_or_create(
        request=order.request,
        defaults={
            "mark": order.mark,
            "scope": order.scope,
            "ordered_at": datetime.fromisoformat(order.ordered_at),
            "finished_at": at,
        },
    )


def is_laid(request_id: UUID) -> bool:
    return Tombstone.objects.filter(request=request_id).exists()


def unfinished() -> list[Order]:
    """Orders of which not every store has confirmed yet, oldest first."""
    return [_order(row) for row in Tombstone.objects.filter(finished_at=None).order_by("ordered_at")]


def order_of(request_id: UUID) -> Order | None:
    row = Tombstone.objects.filter(request=request_id).first()
    return _order(row) if row else None


def employee_of(order: Order) -> UUID | None:
    """Whom an order is about; None once nobody in this database has this mark. Reads every employee's id."""
    return employees_of([order]).get(order.mark)


def employees_of(orders: list[Order]) -> dict[str, UUID]:
    """Employee ids by mark, for the orders whose people this database knows."""
    wanted = {order.mark for order in orders}
    everybody = Employee.objects.values_list("pk", flat=True) if wanted else ()
    return {mark: pk for pk in everybody if (mark := mark_of(pk)) in wanted}


def lost() -> list[Order]:
    """Orders that the file knows and the database does not: it was restored from a backup older than they are.

    Raises TombstonesDamaged.
    """
    known = {str(key) for key in Tombstone.objects.values_list("request", flat=True)}
    return [order for order in in_file() if order.request not in known]


def complete_file() -> int:
    """Add what the database knows and the file does not, after a crash in between or a lost file. Returns how many."""
    known = {order.request for order in in_file()}
    missing = [
        _order(row) for row in Tombstone.objects.order_by("ordered_at") if str(row.request) not in known
    ]
    _append(missing)
    return len(missing)


def in_file() -> Iterator[Order]:
    """Every order of the file. Raises TombstonesDamaged."""
    if not path().exists():
        return
    for number, line in enumerate(path().read_text(encoding="utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            seal = str(told.pop("seal"))
            order = Order(**told)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise TombstonesDamaged(number) from None
        if not compare_digest(seal, mark_of(_text(asdict(order)))):
            raise TombstonesDamaged(number)
        yield order


def path() -> Path:
    return Path(settings.EIGENART.data_dir) / NAME


def _append(orders: list[Order]) -> None:
    if not orders:
        return
    lines = [_text({**asdict(order), "seal": mark_of(_text(asdict(order)))}) for order in orders]
    with os.fdopen(os.open(path(), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _order(row: Tombstone) -> Order:
    return Order(str(row.request), row.mark, row.scope, row.ordered_at.isoformat())


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
