"""After a restore: whoever was erased since the backup is erased again before the application opens.

Called by `serve`, `worker` and `eigenart restore check`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from eigenart.privacy import erasure, tombstones
from eigenart.privacy.tombstones import Order

Progress = Callable[[int, int], None]
"""Called with how many of how many orders have been carried out."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replayed:
    """again: erasures carried out anew. unknown: orders about people whom this database never knew. added: lines
    that the file beside the database lacked. unfinished: orders whose job is still under way."""

    again: int
    unknown: int
    added: int
    unfinished: int


def lost() -> list[Order]:
    """What the database has forgotten; `replay` comes before the application opens. Raises TombstonesDamaged."""
    return tombstones.lost()


def replay(progress: Progress = lambda done, total: None) -> Replayed:
    """Carry out what the database has forgotten. All rows first, then one training for all. May be repeated.

    Raises TombstonesDamaged, and ErasureStuck if a store does not confirm; the application then stays closed.
    """
    forgotten = tombstones.lost()
    added = tombstones.complete_file()
    for done, order in enumerate(forgotten):
        progress(done, len(forgotten))
        erasure.carry_out_order(order, without=("model",))
    carried_out = [erasure.carry_out_order(order) for order in forgotten]
    progress(len(forgotten), len(forgotten))
    unknown = sum(request is None for request in carried_out)
    if forgotten:
        log.warning("restore_replayed", erasures=len(forgotten) - unknown, unknown=unknown)
    return Replayed(len(forgotten) - unknown, unknown, added, len(tombstones.unfinished()))
