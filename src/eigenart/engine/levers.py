"""What a person can change themselves to move one item, and to where: proposed from the facts, verified by ranking.

Only changes the person may make: state or drop an interest, like a format, mute a past item or a skill, take back a
dislike or an answer, finish what an item asks for. Places are those by score without duties, 0 where the item is not
offered. `personalisation` shows them under a recommendation and for any item that a person asks about.

The smallest change into the first `target` places: single changes first, then pairs of the most promising ones.
Source of the idea: algorithmic recourse, Ustun, Spangher, Liu 2019 (doi:10.1145/3287560.3287566). Deviation: the
search is bounded and every answer is ranked, so what is named holds exactly, and what is not found may still exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, islice

from eigenart.core.vocabulary import (
    ActivityState,
    Candidate,
    Change,
    Fact,
    FactId,
    FactKind,
    Item,
    ItemKey,
    Lever,
    LeverCard,
    LocalText,
    Origin,
    ProfileView,
    Source,
)
from eigenart.engine.catalogue import Catalogue, UnknownItem
from eigenart.engine.counterfactual import Standing, Trial, leave_out
from eigenart.engine.model import Model
from eigenart.engine.offer import Offer
from eigenart.engine.preferences import is_dismissal, is_snooze, latest_feedback

TARGET = 5
"""A page shows at most five items. What stands within is seen already: then what would push it away is of interest."""
MOST_SINGLE = 40
MOST_PAIRED = 12
"""Single changes that are tried, and how many of them are tried in pairs: 66 pairs."""
EFFORT = ("add", "like", "lift", "remove", "mute", "finish")
"""Of changes that reach the target the one of the least effort is named: say something, take something back, hide
something, do something."""
DONE = ActivityState.FINISHED.value


@dataclass(frozen=True, slots=True)
class _Tried:
    changes: tuple[Change, ...]
    after: Standing


def levers(
    profile: ProfileView,
    candidates: Sequence[Candidate] | Offer,
    key: ItemKey,
    *,
    model: Model,
    catalogue: Catalogue,
    limit: int = 2,
    target: int = TARGET,
    needs: Mapping[str, int] | None = None,
) -> LeverCard:
    """The smallest change into the first `target` places, and the `limit` single changes with the largest effect.

    Among changes of one size the one of least effort, then of the best place is the smallest. Raises UnknownItem
    where the catalogue does not have the item. A duty has no levers. Ranks up to 1 + MOST_SINGLE + 66 times.
    """
    item, offer = _item_of(key, catalogue), Offer.of(candidates, catalogue)
    place = offer.place(key)
    if place < 0 or offer.is_duty[place]:
        return LeverCard(place=0, target=target)
    trial = Trial(offer, key, model, catalogue, needs or {}, target)
    before = trial.standing(profile)
    single = [_try((change,), profile, trial) for change in _proposals(profile, item)]
    is_within = 0 < before.place <= target
    reaching = [] if is_within else _reaching(single, target)
    pairs = [] if is_within or reaching else [_try(pair, profile, trial) for pair in _pairs(single)]
    smallest = min(reaching or _reaching(pairs, target), key=_size, default=None)
    return LeverCard(
        place=before.place,
        target=target,
        into_target=_lever(smallest, before) if smallest else None,
        movers=_movers([_lever(tried, before) for tried in single], is_within=is_within)[:limit],
        n_tried=len(single) + len(pairs),
    )


def applied(profile: ProfileView, changes: Sequence[Change]) -> ProfileView:
    """The profile as it would be after the changes; what is added exists only in this view."""
    gone = {(c.kind, c.key) for c in changes if c.change not in ("add", "finish")}
    added = [_invented(c, profile.at) for c in changes if c.change in ("add", "like", "finish")]
    rest = leave_out(profile, gone)
    return ProfileView(facts=(*rest.facts, *added), at=profile.at, refusal=profile.refusal)


def _try(changes: tuple[Change, ...], profile: ProfileView, trial: Trial) -> _Tried:
    return _Tried(changes, trial.standing(applied(profile, changes)))


def _reaching(tried: Sequence[_Tried], target: int) -> list[_Tried]:
    return [one for one in tried if 0 < one.after.place <= target]


def _pairs(single: Sequence[_Tried]) -> Iterator[tuple[Change, Change]]:
    """Pairs of those that leave the smallest gap to the target; where it is not offered, in the order proposed."""
    nearest = sorted(single, key=lambda tried: tried.after.gap)[:MOST_PAIRED]
    for one, other in combinations((tried.changes[0] for tried in nearest), 2):
        if (one.kind, one.key) != (other.kind, other.key):
            yield one, other


def _size(tried: _Tried) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    effort = sum(EFFORT.index(change.change) for change in tried.changes)
    return (effort, tried.after.place, tuple((change.kind, change.key) for change in tried.changes))


def _lever(tried: _Tried, before: Standing) -> Lever:
    first, *others = tried.changes
    return Lever(first.kind, first.key, first.change, before.place, tried.after.place, tuple(others))


def _movers(found: Sequence[Lever], *, is_within: bool) -> tuple[Lever, ...]:
    """What lifts the item, best first; where it stands within the target, then what would push it away."""
    lifting = [lever for lever in found if _lifts(lever)]
    pushing = [lever for lever in found if not _lifts(lever) and lever.place_after != lever.place_before]
    return tuple(sorted(lifting, key=_effect) + (sorted(pushing, key=_effect) if is_within else []))


def _lifts(lever: Lever) -> bool:
    return lever.place_after > 0 and (lever.place_before == 0 or lever.place_after < lever.place_before)


def _effect(lever: Lever) -> tuple[int, str, str]:
    """Lifting: the best place reached first. Pushing: the furthest away first, off the list furthest of all."""
    reached = lever.place_after if _lifts(lever) else -(lever.place_after or 1_000_000)
    return (reached, lever.kind, lever.key)


def _item_of(key: ItemKey, catalogue: Catalogue) -> Item:
    row = catalogue.row_of.get(key)
    if row is None:
        raise UnknownItem(key)
    return catalogue.items[row]


def _proposals(profile: ProfileView, item: Item) -> Iterator[Change]:
    """The first MOST_SINGLE: what hides the item first, then what could be said, then what is said, newest first."""
    return islice(dict.fromkeys(_every_change(profile, item)), MOST_SINGLE)


def _every_change(profile: ProfileView, item: Item) -> Iterator[Change]:
    answers = [f for f in latest_feedback(profile.of(FactKind.FEEDBACK)) if is_dismissal(f) or is_snooze(f)]
    steps = sorted(profile.of(FactKind.ACTIVITY), key=lambda f: (f.recorded_at, f.id))
    states = {fact.key: fact.value for fact in steps}
    interests = [fact.key for fact in profile.of(FactKind.INTEREST)]
    preferences = {fact.key: fact.value for fact in profile.of(FactKind.PREFERENCE)}
    taught = [level.skill for level in item.skills]
    yield from (Change(FactKind.FEEDBACK, f.key, "lift") for f in answers if f.key == item.key)
    yield from (Change(FactKind.ACTIVITY, k, "finish") for k in item.prerequisites if states.get(k) != DONE)
    yield from (Change(FactKind.INTEREST, c, "add") for c in (*item.topics, *taught) if c not in interests)
    if item.format and preferences.get(f"format:{item.format}") != "like":
        yield Change(FactKind.PREFERENCE, f"format:{item.format}", "like")
    yield from (
        Change(FactKind.PREFERENCE, k, "lift") for k, said in preferences.items() if said == "dislike"
    )
    yield from (Change(FactKind.FEEDBACK, f.key, "lift") for f in answers if is_dismissal(f))
    yield from (Change(FactKind.INTEREST, key, "remove") for key in interests)
    yield from (Change(FactKind.SKILL, f.key, "mute") for f in profile.of(FactKind.SKILL) if f.key in taught)
    for fact in reversed(steps):
        if fact.key != item.key and fact.key not in item.prerequisites:
            yield Change(FactKind.ACTIVITY, fact.key, "mute")


def _invented(change: Change, at: datetime) -> Fact:
    """A fact as it would be if the person stated it; it exists only for the trial."""
    id_ = FactId(f"trial:{change.kind}:{change.key}")
    value = {"finish": DONE, "like": "like"}.get(change.change, "")
    return Fact(id_, change.kind, "", change.key, value, LocalText("", ""), Source(Origin.SELF), at)
