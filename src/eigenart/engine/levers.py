"""What a person can change themselves to move one item, and to where: proposed from the facts, verified by ranking.

Only one change at a time and only changes the person may make: state or drop an interest, mute a past item or a
skill, take back a dislike, finish what an item asks for. Places are those of the whole list, 0 where the item is not
offered. `personalisation` shows them under a recommendation and for any item that a person asks about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eigenart.core.vocabulary import (
    ActivityState,
    Candidate,
    Fact,
    FactId,
    FactKind,
    Item,
    ItemKey,
    Lever,
    LocalText,
    Origin,
    ProfileView,
    Source,
)
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import Model
from eigenart.engine.pipeline import line_up
from eigenart.engine.preferences import is_dismissal, is_snooze, latest_feedback

SEEN_PLACES = 5
"""An item within the first five is seen already: then what would push it away is of interest, too."""
_MOST_TRIED = 40


@dataclass(frozen=True)
class _Proposal:
    kind: FactKind
    key: str
    change: str
    facts: tuple[Fact, ...]


def levers(
    profile: ProfileView,
    candidates: Sequence[Candidate],
    key: ItemKey,
    *,
    model: Model,
    catalogue: Catalogue,
    limit: int = 2,
    needs: Mapping[str, int] | None = None,
) -> tuple[Lever, ...]:
    """The changes with the largest effect, at most `limit`; changes that lift the item come first.

    change: add | remove | mute | lift | finish. Raises UnknownItem where the catalogue does not have the item.
    """
    item = _item_of(candidates, key, catalogue)

    def place(view: ProfileView) -> int:
        keys = line_up(view, candidates, model=model, catalogue=catalogue, needs=needs).keys
        return keys.index(key) + 1 if key in keys else 0

    before = place(profile)
    found = []
    for _, proposal in zip(range(_MOST_TRIED), _proposals(profile, item), strict=False):
        after = place(ProfileView(facts=proposal.facts, at=profile.at, refusal=profile.refusal))
        if after != before:
            found.append(Lever(proposal.kind, proposal.key, proposal.change, before, after))
    lifting = [lever for lever in found if _lifts(lever)]
    pushing = [lever for lever in found if not _lifts(lever)]
    wanted = sorted(lifting, key=_effect)
    if 0 < before <= SEEN_PLACES:
        wanted += sorted(pushing, key=_effect)
    return tuple(wanted[:limit])


def _item_of(candidates: Sequence[Candidate], key: ItemKey, catalogue: Catalogue) -> Item:
    for candidate in candidates:
        if candidate.item.key == key:
            return candidate.item
    row = catalogue.rows([Candidate(Item(key, "", LocalText("", ""), LocalText("", "")))])[0]
    return catalogue.items[int(row)]


def _lifts(lever: Lever) -> bool:
    return lever.place_after > 0 and (lever.place_before == 0 or lever.place_after < lever.place_before)


def _effect(lever: Lever) -> tuple[int, str, str]:
    """Lifting: the best place reached first. Pushing: the furthest away first, off the list furthest of all."""
    reached = lever.place_after if _lifts(lever) else -(lever.place_after or 1_000_000)
    return (reached, lever.kind, lever.key)


def _proposals(profile: ProfileView, item: Item) -> Iterator[_Proposal]:
    facts = profile.facts
    yield from _taken_back(profile, item)
    yield from _finished_first(profile, item)
    stated = {fact.key for fact in profile.of(FactKind.INTEREST)}
    for code in [*item.topics, *(taught.skill for taught in item.skills)]:
        if code not in stated:
            yield _Proposal(
                FactKind.INTEREST, code, "add", (*facts, _invented(FactKind.INTEREST, code, profile.at))
            )
    for fact in profile.of(FactKind.INTEREST):
        yield _Proposal(FactKind.INTEREST, fact.key, "remove", _without(facts, fact))
    for fact in profile.of(FactKind.SKILL):
        if fact.key in {taught.skill for taught in item.skills}:
            yield _Proposal(FactKind.SKILL, fact.key, "mute", _without(facts, fact))
    newest_first = sorted(profile.of(FactKind.ACTIVITY), key=lambda f: (f.recorded_at, f.id), reverse=True)
    for fact in newest_first:
        if fact.key != item.key and fact.key not in item.prerequisites:
            yield _Proposal(FactKind.ACTIVITY, fact.key, "mute", _without(facts, fact))


def _taken_back(profile: ProfileView, item: Item) -> Iterator[_Proposal]:
    for fact in profile.of(FactKind.PREFERENCE):
        if fact.value == "dislike":
            yield _Proposal(FactKind.PREFERENCE, fact.key, "lift", _without(profile.facts, fact))
    for fact in latest_feedback(profile.of(FactKind.FEEDBACK)):
        if is_dismissal(fact) or (is_snooze(fact) and fact.key == item.key):
            yield _Proposal(FactKind.FEEDBACK, fact.key, "lift", _without(profile.facts, fact))


def _finished_first(profile: ProfileView, item: Item) -> Iterator[_Proposal]:
    finished = {f.key for f in profile.of(FactKind.ACTIVITY) if f.value == ActivityState.FINISHED}
    missing = [key for key in item.prerequisites if key not in finished]
    if len(missing) == 1:
        done = replace(
            _invented(FactKind.ACTIVITY, missing[0], profile.at), value=ActivityState.FINISHED.value
        )
        yield _Proposal(FactKind.ACTIVITY, missing[0], "finish", (*profile.facts, done))


def _without(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    return tuple(other for other in facts if other.id != fact.id)


def _invented(kind: FactKind, key: str, at: datetime) -> Fact:
    """A fact as it would be if the person stated it; it exists only for the trial."""
    source = Source(Origin.SELF)
    return Fact(FactId(f"trial:{kind}:{key}"), kind, "", key, "", LocalText("", ""), source, at)
