"""The two protocols as questions: which events are train, validation and test, and what is asked of a model.

A, static: the person's state is frozen at the cut, one question per person, all their later items are right answers;
without times 20 % of each person's items are drawn. B, live: one question per later event, with the history known
at that instant. Item models are frozen at the cut in both.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from eigenart.engine.arrays import BoolArray, FloatArray, IntArray, floats, ints
from eigenart.engine.evaluation import TOP, Query, gain, live_queries, mean_rank, time_split
from eigenart.engine.log import InteractionLog

SEED = 7
TEST_SHARE = 0.1
DRAWN_SHARE = 0.2
FEWEST_ITEMS = 3
"""People with fewer items keep all of them where no times tell what came later."""
TRAIN, VALIDATION, TEST = 0, 1, 2


class Protocol(StrEnum):
    LIVE = "live"
    STATIC = "static"


@dataclass(frozen=True)
class Question:
    """query: the person and their state. targets: rows of all right answers, at least one.

    place: of the event among all events, -1 where the state is frozen and nothing after the cut is known.
    """

    query: Query
    targets: IntArray
    place: int = -1


def parts_of(events: InteractionLog) -> IntArray:
    """(n_events,), TRAIN, VALIDATION or TEST: 80/10/10 by time, else drawn per person. Expects `first_events`."""
    parts = np.full(len(events), TRAIN, dtype=np.intp)
    if events.is_timed:
        early, test = time_split(events, TEST_SHARE)
        _, validation = time_split(early, TEST_SHARE / (1 - TEST_SHARE))
        parts[validation], parts[test] = VALIDATION, TEST
        return parts
    rng = np.random.default_rng(SEED)
    for part in (TEST, VALIDATION):
        parts[_drawn(events, parts == TRAIN, rng)] = part
    return parts


def _drawn(events: InteractionLog, is_free: BoolArray, rng: np.random.Generator) -> IntArray:
    order = rng.permutation(np.flatnonzero(is_free))
    order = order[np.argsort(events.user_rows[order], kind="stable")]
    _, starts, counts = np.unique(events.user_rows[order], return_index=True, return_counts=True)
    taken = [
        order[start : start + max(1, round(count * DRAWN_SHARE))]
        for start, count in zip(starts, counts, strict=True)
        if count >= FEWEST_ITEMS
    ]
    return ints(np.concatenate(taken)) if taken else ints([])


def questions_of(
    events: InteractionLog, parts: IntArray, part: int, protocol: Protocol, *, users: IntArray
) -> list[Question]:
    """The questions of one part to these people; what comes after the part is not in any state."""
    places = ints(np.flatnonzero(parts <= part))
    known = events.where(places)
    later = ints(np.flatnonzero(parts[places] == part))
    asked = later[np.isin(known.user_rows[later], users)]
    if not len(asked):
        return []
    if protocol is Protocol.STATIC:
        return _frozen(known.where(parts[places] < part), known.where(asked))
    return [
        Question(query, ints([query.target]), int(place))
        for query, place in zip(live_queries(known, later, asked), places[asked], strict=True)
    ]


def _frozen(before: InteractionLog, asked: InteractionLog) -> list[Question]:
    """`live_queries` of one event per person at the cut, so that a state is made in one place only."""
    users, first = np.unique(asked.user_rows, return_index=True)
    one_each = asked.where(ints(first))
    if before.is_timed:
        one_each = replace(one_each, days=np.full(len(users), before.days.max()))
    both = InteractionLog(
        user_rows=ints(np.concatenate([before.user_rows, one_each.user_rows])),
        item_rows=ints(np.concatenate([before.item_rows, one_each.item_rows])),
        days=floats(np.concatenate([before.days, one_each.days])),
        strengths=floats(np.concatenate([before.strengths, one_each.strengths])),
        org_units=before.org_units,
        positions=before.positions,
        n_users=before.n_users,
    )
    queries = live_queries(both, ints(np.arange(len(before), len(both))))
    by_user = np.argsort(asked.user_rows, kind="stable")
    targets = np.split(asked.item_rows[by_user], np.searchsorted(asked.user_rows[by_user], users)[1:])
    return [Question(query, ints(own)) for query, own in zip(queries, targets, strict=True)]


def people_to_ask(
    events: InteractionLog, parts: IntArray, part: int, protocol: Protocol, *, most: int
) -> IntArray:
    """User rows: all who have an event in the part, or as many drawn ones as it takes to have `most` questions."""
    users, counts = np.unique(events.user_rows[parts == part], return_counts=True)
    if protocol is Protocol.STATIC:
        counts = np.ones_like(counts)
    if counts.sum() <= most:
        return ints(users)
    drawn = np.random.default_rng(SEED).permutation(len(users))
    n_kept = int(np.searchsorted(np.cumsum(counts[drawn]), most)) + 1
    return ints(np.sort(users[drawn[:n_kept]]))


@dataclass(frozen=True)
class Mark:
    """gain: NDCG@10. recall: share of right answers in the top ten. found: (n_targets,), 1 where in the top ten."""

    gain: float
    recall: float
    found: FloatArray


def mark(scores: FloatArray, question: Question) -> Mark:
    """scores: (n_items,), -inf for what is not offered. Equal scores share their mean rank; relevance is binary.

    Source: Järvelin, Kekäläinen 2002, sections 2.2 and 3.2, doi:10.1145/582415.582418.
    """
    ranks = [mean_rank(scores, int(target)) for target in question.targets]
    best = sum(gain(float(place)) for place in range(1, min(len(ranks), TOP) + 1))
    found = floats([rank <= TOP for rank in ranks])
    return Mark(sum(map(gain, ranks)) / best, float(found.mean()), found)
