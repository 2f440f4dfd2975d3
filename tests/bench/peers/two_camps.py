"""A company of two camps that never do each other's items: what any collaborative model has to see."""

import numpy as np

from bench.peers.peer import Task
from eigenart.core.vocabulary import Item, ItemKey, LocalText
from eigenart.engine.arrays import IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog
from eigenart.engine.state import State

N_PEOPLE, CAMP, N_ITEMS = 80, 12, 25
UNUSED = N_ITEMS - 1
NEWCOMER = N_PEOPLE
"""A row of a person who had done nothing before the cut."""


def camp(number: int) -> IntArray:
    return ints(np.arange(number * CAMP, (number + 1) * CAMP))


def task() -> Task:
    """Everybody does six items of their camp in an order of their own; nobody does the last item."""
    rng = np.random.default_rng(5)
    items = [rng.permutation(camp(person % 2))[:6] for person in range(N_PEOPLE)]
    log = InteractionLog(
        user_rows=ints(np.repeat(np.arange(N_PEOPLE), 6)),
        item_rows=ints(np.concatenate(items)),
        days=np.sort(rng.uniform(0, 100, 6 * N_PEOPLE)),
        strengths=np.ones(6 * N_PEOPLE),
        org_units=("",) * (N_PEOPLE + 1),
        positions=("",) * (N_PEOPLE + 1),
        n_users=N_PEOPLE + 1,
    )
    mixed = log.where(ints(rng.permutation(len(log))))
    ordered = InteractionLog(
        mixed.user_rows,
        mixed.item_rows,
        log.days,
        log.strengths,
        log.org_units,
        log.positions,
        log.n_users,
    )
    catalogue = Catalogue(
        tuple(
            Item(
                ItemKey(f"set:{row:02}"),
                "set",
                title=LocalText("", f"Lesson {row}"),
                summary=LocalText("", ""),
                topics=(f"camp:{row // CAMP}",),
            )
            for row in range(N_ITEMS)
        )
    )
    users = tuple(f"p{row}" for row in range(N_PEOPLE + 1))
    return Task(ordered.first_events(), catalogue, users, is_timed=True, half_life=30.0)


def query(user: int, past: IntArray) -> Query:
    state = State(past_rows=past, past_strengths=np.ones(len(past)))
    return Query(user, UNUSED, state)


def past_of(given: Task, user: int) -> IntArray:
    return given.log.item_rows[given.log.user_rows == user]
