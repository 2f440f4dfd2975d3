"""Tells other floors that rows about people may have changed, after the commit: which data types, never whose.

`gate.rows` is the only way to write such rows, so `announce` is called there and nobody above has to remember it.
Whoever keeps something that is made of these rows (models) listens.
"""

from collections.abc import Callable

import structlog
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from eigenart.core.consent import DataCategory
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import NotRegistered

Listener = Callable[[frozenset[DataCategory]], None]
"""Called once per transaction, after it was committed. What it raises is logged and harms nobody."""

log = structlog.get_logger(__name__)
_listeners: list[Listener] = []


class _Waiting:
    """Stands among the calls of the commit; a rolled-back savepoint takes away what began in it."""

    def __init__(self) -> None:
        self.categories: frozenset[DataCategory] = frozenset()

    def __call__(self) -> None:
        for listener in _listeners:
            try:
                listener(self.categories)
            except Exception:
                log.exception("listener_failed", listener=listener.__qualname__)


def listen(listener: Listener) -> None:
    """From now on; a second time changes nothing. Called when an app is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(grant: Grant) -> None:
    """Rows were open for writing under this grant. Only inside a transaction."""
    written = _written(grant)
    if not written:
        return
    for _, call, *_ in connections[DEFAULT_DB_ALIAS].run_on_commit:
        if isinstance(call, _Waiting):
            call.categories |= written
            return
    waiting = _Waiting()
    waiting.categories = written
    transaction.on_commit(waiting)


def _written(grant: Grant) -> frozenset[DataCategory]:
    """What the purpose may write; all that it touches where the register broke since the opening."""
    try:
        return frozenset(DataCategory(d.type) for d in register().purpose(grant.purpose).data if d.writes)
    except (NotRegistered, RegisterUnreadable, RegisterInvalid):
        return grant.categories
