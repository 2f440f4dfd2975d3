"""The NumPy peers by hand on a log of few events, where the right answer can be seen."""

import numpy as np
import pytest

from bench.peers import IN_OWN_ENVIRONMENT, REGISTRY
from bench.peers.content import Content
from bench.peers.crowd import Crowd, newcomers_half_life
from bench.peers.ease import EaseLive, EaseNightly
from bench.peers.markov import Markov
from bench.peers.peer import NotApplicable, Task
from bench.peers.popularity import Popularity
from bench.peers.rp3beta import RP3Beta
from eigenart.core.vocabulary import Item, ItemKey, LocalText
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import Query
from eigenart.engine.log import InteractionLog
from eigenart.engine.state import State

WORDS = ("excel tables", "excel charts", "speaking freely", "speaking clearly", "cooking")


def task_of(rows: list[tuple[int, int, float]], *, is_timed: bool = True) -> Task:
    users, items, days = zip(*rows, strict=True)
    n_users = max(users) + 1
    blank = ("",) * n_users
    log = InteractionLog(ints(users), ints(items), floats(days), np.ones(len(rows)), blank, blank, n_users)
    catalogue = Catalogue(
        tuple(
            Item(ItemKey(f"set:{row}"), "set", title=LocalText("", words), summary=LocalText("", ""))
            for row, words in enumerate(WORDS)
        )
    )
    return Task(log.first_events(), catalogue, tuple(map(str, range(n_users))), is_timed, half_life=10.0)


def asked(*past: int, user: int = 0) -> Query:
    return Query(user, 0, State(past_rows=ints(past), past_strengths=np.ones(len(past))))


TASK = task_of([(0, 0, 0), (1, 0, 1), (0, 1, 2), (1, 1, 3), (2, 2, 4), (2, 3, 5), (3, 0, 20)])


def test_a_count_halves_with_each_half_life_and_goes_on_counting() -> None:
    task = task_of([(0, 0, 0), (1, 1, 10)])
    peer = Popularity()
    peer.fit(task, half_life=10.0)
    assert peer.scores(asked()).tolist() == pytest.approx([0.5, 1, 0, 0, 0])
    [listener] = task.listeners
    listener(task_of([(0, 0, 20)]).log)
    assert peer.scores(asked()).tolist() == pytest.approx([1, 0.4, 0, 0, 0]), "0.25 + 1 against 0.5"


def test_counts_stay_finite_over_many_half_lives() -> None:
    crowd = Crowd(task_of([(0, 0, 0), (1, 1, 3_000)]).log, n_items=5, half_life=1.0)
    crowd.observe(task_of([(0, 2, 9_000)]).log)
    crowd.observe(task_of([(0, 3, 9_001)]).log)
    assert crowd.shares.tolist() == pytest.approx([0, 0, 0.5, 1, 0])


def test_the_half_life_suits_what_newcomers_begin_with() -> None:
    always = [(user, 0, float(user)) for user in range(60)]
    fashion = [(100 + user, user // 12 % 5, float(user)) for user in range(60)]
    slow = newcomers_half_life(task_of(always).log, n_items=5, is_live=True)
    quick = newcomers_half_life(task_of(always[:40] + fashion).log, n_items=5, is_live=True)
    assert quick <= slow


@pytest.mark.parametrize(
    ("peer", "params"),
    [
        (EaseLive(), {"ridge": 1.0}),
        (RP3Beta(), {"alpha": 1.0, "beta": 0.0}),
        (Markov(), {"reach": 1, "decay": 0.5, "shrink": 0.0}),
        (Content(), {"last": 5, "decay": 1.0, "tags": 0.5}),
    ],
)
def test_what_belongs_together_is_first_and_newcomers_get_what_is_popular(
    peer: EaseLive, params: dict[str, float]
) -> None:
    peer.fit(TASK, **params)  # type: ignore[arg-type]
    scores = peer.scores(asked(2))
    scores = np.where(np.arange(5) == 2, -np.inf, scores)
    assert int(np.argmax(scores)) == 3
    assert int(np.argmax(peer.scores(asked()))) == 0


def test_ease_is_its_closed_form() -> None:
    peer = EaseLive()
    peer.fit(TASK, ridge=2.0)
    people = np.zeros((4, 5))
    people[TASK.log.user_rows, TASK.log.item_rows] = 1
    inverse = np.linalg.inv(people.T @ people + 2.0 * np.eye(5))
    by_hand = -inverse / np.diag(inverse)
    np.fill_diagonal(by_hand, 0)
    assert peer.scores(asked(0)) == pytest.approx(by_hand[0], abs=1e-5)


def test_the_nightly_one_knows_the_history_of_the_cut_only() -> None:
    nightly, live = EaseNightly(), EaseLive()
    nightly.fit(TASK, ridge=1.0)
    live.fit(TASK, ridge=1.0)
    assert nightly.scores(asked(2, user=0)) == pytest.approx(live.scores(asked(0, 1)))


def test_rp3beta_by_hand() -> None:
    peer = RP3Beta()
    peer.fit(TASK, alpha=1.0, beta=1.0)
    # item 0 -> its three people (1/3 each) -> item 1 by two of them, who did two items each -> divided by 2 uses
    assert peer.scores(asked(0))[1] == pytest.approx((1 / 3 * 1 / 2 * 2) / 2, abs=1e-5)


def test_markov_by_hand() -> None:
    peer = Markov()
    peer.fit(TASK, reach=1, decay=0.5, shrink=1.0)
    assert peer.scores(asked(0))[1] == pytest.approx(2 / 3, abs=1e-5)
    assert peer.scores(asked(0, 2))[1] == pytest.approx(0.5 * 2 / 3, abs=1e-5)


def test_who_cannot_say_anything_says_why() -> None:
    with pytest.raises(NotApplicable, match="no times"):
        Markov().fit(task_of([(0, 0, 0)], is_timed=False), reach=1, decay=0.5, shrink=0.0)
    blank = Task(
        TASK.log,
        Catalogue(
            tuple(Item(ItemKey(f"set:{n}"), "set", LocalText("", ""), LocalText("", "")) for n in range(5))
        ),
        TASK.users,
        True,
        1.0,
    )
    with pytest.raises(NotApplicable, match="neither texts nor tags"):
        Content().fit(blank, last=1, decay=1.0, tags=0.5)


@pytest.mark.parametrize("name", [name for name in REGISTRY if name not in IN_OWN_ENVIRONMENT])
def test_every_peer_of_ours_goes_by_its_name_and_needs_nothing(name: str) -> None:
    peer = REGISTRY[name]()
    assert peer.name == name
    assert peer.needs == ()
    assert len(peer.grid) <= 20
