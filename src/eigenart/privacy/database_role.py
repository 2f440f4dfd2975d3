"""The switch of the database role: what is in force on the connection, and the way back.

Called by `gate` and `bookkeeping` alone. What is in force is remembered with the transaction and never asked for.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from psycopg.pq import TransactionStatus

from eigenart.privacy.grant import GateClosed

NOBODY: Final = ""
SWITCH: Final = "SELECT set_config('role', %s, true), set_config('eigenart.subject', %s, true)"
READING: Final = frozenset({"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"})


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """Role and subject of one block."""

    role: str
    subject: str
    reads_only: bool = False


APPLICATION: Final = InForce("none", NOBODY)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about one register. parties: who approved it, with a signature that holds. is_suspended: the newest
    check found that something else runs than the register says. stopped: AI systems that a party stopped."""

    parties: frozenset[str]
    is_suspended: bool
    stopped: frozenset[str] = frozenset()


@dataclass(eq=False)
class Remembered:
    """What is known of one transaction; ends with it.

    blocks: the open ones, innermost last. approved: standing by (hash, demo or not); None once this transaction
    itself approved something, for a rolled-back savepoint may take that back.
    """

    blocks: list[InForce] = field(default_factory=list)
    approved: dict[tuple[str, bool], Standing] | None = field(default_factory=dict)

    def __call__(self) -> None:
        """Waits among the calls of the commit, which every end of a transaction clears; does nothing."""


def role_of(purpose: str) -> str:
    """The PostgreSQL role of a purpose: `<app role>_p_<purpose>`, at most 63 letters."""
    app_role = settings.DATABASES["default"]["USER"]
    return f"{app_role}_p_{re.sub(r'[^a-z0-9]+', '_', purpose)}"[:63]


def remembered() -> Remembered:
    """What is known of the transaction that is open on this thread's connection; nothing of any earlier one.

    Commit, rollback, a lost connection and the rollback of the savepoint in which it began all forget it. Raises
    TransactionManagementError outside a transaction.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise TransactionManagementError("a database role holds for one transaction, and none is open")
    for _, waiting, *_ in connection.run_on_commit:
        if isinstance(waiting, Remembered):
            return waiting
    fresh = Remembered()
    transaction.on_commit(fresh)
    return fresh


@contextmanager
def as_role(purpose: str, subject: str, *, reads_only: bool = False) -> Iterator[None]:
    """Switch role and subject in the transaction around it, then switch back; two statements.

    If the block fails, the switch back happens all the same, or the transaction refuses every further statement
    until it is rolled back to before the block. Raises TransactionManagementError outside a transaction, and
    GateClosed if blocks do not end in the order they began, or for writing where reads_only.
    """
    connection, blocks = connections[DEFAULT_DB_ALIAS], remembered().blocks
    before = blocks[-1] if blocks else APPLICATION
    block = InForce(role_of(purpose), subject, reads_only)
    _switch(connection, block)
    blocks.append(block)
    try:
        with connection.execute_wrapper(_only_reading) if reads_only else nullcontext():
            yield
    except BaseException:
        _leave_failed(connection, block, before)
        raise
    _leave(connection, block, before)


def _switch(connection: BaseDatabaseWrapper, wanted: InForce) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SWITCH, [wanted.role, wanted.subject])


def _leave(connection: BaseDatabaseWrapper, block: InForce, before: InForce) -> None:
    blocks = remembered().blocks
    if not blocks or blocks.pop() is not block:
        transaction.set_rollback(True, using=connection.alias)
        raise GateClosed("not_open")
    _switch(connection, before)


def _leave_failed(connection: BaseDatabaseWrapper, block: InForce, before: InForce) -> None:
    """After an error: the way back if PostgreSQL still listens; else only a rollback may follow."""
    if not connection.in_atomic_block:
        return
    blocks = remembered().blocks
    was_innermost = bool(blocks) and blocks.pop() is block
    if was_innermost and _listens(connection):
        _switch(connection, before)
    else:
        transaction.set_rollback(True, using=connection.alias)


def _listens(connection: BaseDatabaseWrapper) -> bool:
    if connection.needs_rollback or connection.connection is None:
        return False
    return bool(connection.connection.info.transaction_status == TransactionStatus.INTRANS)


def _only_reading(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Nothing is undone at the end of a block that only reads, so nothing may be written in it."""
    words = sql.lstrip("( \n").split(maxsplit=1)
    if remembered().blocks[-1].reads_only and (not words or words[0].upper() not in READING):
        raise GateClosed("reads_only")
    return execute(sql, params, many, context)
