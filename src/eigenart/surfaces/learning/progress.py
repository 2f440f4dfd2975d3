"""What a person plans, starts, finishes or stops. Read and written under `learning.record`; only they see it here.

Called by My learning and the item page, and by the surface for `accept`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from eigenart.core.consent import Purpose
from eigenart.core.vocabulary import ActivityState, Fact, FactKind, Item, ItemKey
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.profiles import read as profiles
from eigenart.profiles import write
from eigenart.surfaces.learning import catalogue

PURPOSE: Final = Purpose("learning.record")

NEXT: Final[Mapping[ActivityState | None, frozenset[ActivityState]]] = {
    None: frozenset({ActivityState.PLANNED, ActivityState.STARTED, ActivityState.FINISHED}),
    ActivityState.PLANNED: frozenset({ActivityState.STARTED, ActivityState.FINISHED, ActivityState.STOPPED}),
    ActivityState.STARTED: frozenset({ActivityState.FINISHED, ActivityState.STOPPED}),
    ActivityState.STOPPED: frozenset({ActivityState.PLANNED, ActivityState.STARTED}),
    ActivityState.FINISHED: frozenset({ActivityState.STARTED}),
}
"""What may follow a state. Finished can only be started again; a wrong step is corrected on My data."""


class StateNotPossible(Exception):
    """The step does not follow from where the item stands; nothing changed. Final for this state."""

    code = "state_not_possible"
    is_final = True

    def __init__(self, before: ActivityState | None, wanted: ActivityState) -> None:
        super().__init__(f"{before or 'none'} -> {wanted}")
        self.before, self.wanted = before, wanted


class UnknownItem(LookupError):
    """The catalogue has no such item. Final while the catalogue stays."""

    code = "unknown_item"
    is_final = True


@dataclass(frozen=True, slots=True)
class Progress:
    """One item of one person. next_states: what the person can do with it now. item: None if it left the catalogue."""

    key: ItemKey
    item: Item | None
    title: str
    state: ActivityState
    since: datetime
    next_states: tuple[ActivityState, ...]
    fact: Fact


@dataclass(frozen=True, slots=True)
class MyLearning:
    """A person's items by state, newest first. duties: mandatory items on offer that are not finished."""

    planned: tuple[Progress, ...]
    started: tuple[Progress, ...]
    finished: tuple[Progress, ...]
    stopped: tuple[Progress, ...]
    duties: tuple[Item, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.planned or self.started or self.finished or self.stopped)


def my_learning(actor: Actor, at: datetime, *, language: str = "de") -> MyLearning | Refusal:
    """Everything the person did, in four groups. A refusal says why nothing can be read; the catalogue stays open."""
    grant = _open(actor, at)
    if isinstance(grant, Refusal):
        return grant
    items = {item.key: item for item in catalogue.items()}
    latest = latest_steps(profiles.all_facts(grant))
    found = [_progress(fact, items.get(ItemKey(fact.key)), language) for fact in latest.values()]
    found.sort(key=lambda progress: (progress.since, progress.key), reverse=True)

    def in_state(state: ActivityState) -> tuple[Progress, ...]:
        return tuple(progress for progress in found if progress.state is state)

    done = {progress.key for progress in in_state(ActivityState.FINISHED)}
    return MyLearning(
        planned=in_state(ActivityState.PLANNED),
        started=in_state(ActivityState.STARTED),
        finished=in_state(ActivityState.FINISHED),
        stopped=in_state(ActivityState.STOPPED),
        duties=tuple(c.item for c in catalogue.candidates(at.date()) if c.rule and c.item.key not in done),
    )


def state_of(actor: Actor, key: ItemKey, at: datetime) -> ActivityState | Refusal | None:
    """Where one item stands for the person; None if they have not touched it."""
    grant = _open(actor, at)
    return grant if isinstance(grant, Refusal) else _state(grant, key)


def next_states(state: ActivityState | None) -> tuple[ActivityState, ...]:
    """What may follow, in the order of progress."""
    return tuple(following for following in ActivityState if following in NEXT[state])


def set_state(actor: Actor, key: ItemKey, state: ActivityState, at: datetime) -> bool | Refusal:
    """Note a step. True if it is new, False where the item stands so already; a refusal changes nothing.

    Raises UnknownItem and StateNotPossible.
    """
    if all(item.key != key for item in catalogue.items()):
        raise UnknownItem(key)
    grant = _open(actor, at)
    if isinstance(grant, Refusal):
        return grant
    before = _state(grant, key)
    if before is state:
        return False
    if state not in NEXT[before]:
        raise StateNotPossible(before, state)
    return write.record_activity(grant, key, state, at)


def plan(actor: Actor, key: ItemKey, at: datetime) -> bool:
    """Note an accepted suggestion as planned; an item that is under way or finished stays as it is.

    False where the purpose is refused.
    """
    grant = _open(actor, at)
    if isinstance(grant, Refusal):
        return False
    if _state(grant, key) in (None, ActivityState.STOPPED):
        write.record_activity(grant, key, ActivityState.PLANNED, at)
    return True


def take_back_plan(actor: Actor, key: ItemKey, planned_at: datetime, *, at: datetime) -> bool:
    """Undo exactly the step that `plan` noted at that moment."""
    grant = _open(actor, at)
    if isinstance(grant, Refusal):
        return False
    return write.withdraw_activity(grant, key, ActivityState.PLANNED, planned_at)


def take_back(actor: Actor, key: ItemKey, state: ActivityState, noted_at: datetime, *, at: datetime) -> bool:
    """Undo exactly the step that `set_state` noted at that moment; False where there is none or it is refused."""
    grant = _open(actor, at)
    if isinstance(grant, Refusal):
        return False
    return write.withdraw_activity(grant, key, state, noted_at)


def latest_steps(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The last step of each item."""
    steps = sorted((f for f in facts if f.kind is FactKind.ACTIVITY), key=lambda f: (f.recorded_at, f.id))
    return {step.key: step for step in steps}


def _open(actor: Actor, at: datetime) -> Grant | Refusal:
    if actor.employee_id is None:
        return Refusal(code="actor_not_allowed", purpose=PURPOSE, is_final=True)
    return gate.open(actor, actor.employee_id, PURPOSE, at)


def _state(grant: Grant, key: ItemKey) -> ActivityState | None:
    step = latest_steps(f for f in profiles.all_facts(grant) if f.key == key).get(key)
    return None if step is None else ActivityState(step.value)


def _progress(fact: Fact, item: Item | None, language: str) -> Progress:
    state = ActivityState(fact.value)
    title = item.title if item else fact.label
    following = next_states(state) if item else ()
    key = ItemKey(fact.key)
    return Progress(
        key, item, title.in_language(language) or fact.key, state, fact.recorded_at, following, fact
    )
