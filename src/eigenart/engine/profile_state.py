"""From a ProfileView to a State: the one place where ranking reads facts about a person. `pipeline` calls it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eigenart.core.vocabulary import (
    ActivityState,
    DeclineReason,
    Fact,
    FactId,
    FactKind,
    ItemKey,
    ProfileView,
    Signal,
)
from eigenart.engine.arrays import floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.preferences import (
    declined,
    is_dismissal,
    is_snooze,
    latest_feedback,
    liked_formats,
    longest,
    stated_dislikes,
)
from eigenart.engine.state import Known, State

STRENGTH = {ActivityState.PLANNED: 0.5, ActivityState.STARTED: 1.0, ActivityState.FINISHED: 1.0}
"""What an activity is worth as history; an item that was stopped says nothing for others like it."""
_STATE_OF: Mapping[str, ActivityState] = {state.value: state for state in ActivityState}
_STRENGTH_OF: Mapping[str, float] = {state.value: strength for state, strength in STRENGTH.items()}

INPUTS = (
    FactKind.POSITION,
    FactKind.ORG_UNIT,
    FactKind.SKILL,
    FactKind.INTEREST,
    FactKind.PREFERENCE,
    FactKind.ACTIVITY,
    FactKind.FEEDBACK,
)
"""Every kind of fact that ranking reads; the mirror test holds My data to it."""


@dataclass(frozen=True)
class Reading:
    """state: for the signals. The rest is for the eligibility rules.

    snoozed: hidden for a while. put_off: snoozed or dismissed, with the fact that says since when.
    """

    state: State
    activity: Mapping[ItemKey, ActivityState]
    dismissed: frozenset[ItemKey]
    accepted: frozenset[ItemKey]
    snoozed: Mapping[ItemKey, Fact]
    put_off: Mapping[ItemKey, Fact]


def read(profile: ProfileView, catalogue: Catalogue, needs: Mapping[str, int]) -> Reading:
    facts_of: dict[FactKind, list[Fact]] = {kind: [] for kind in INPUTS}
    for fact in profile.of(*INPUTS):
        facts_of[fact.kind].append(fact)
    activity = sorted(facts_of[FactKind.ACTIVITY], key=_when)
    latest = {fact.key: fact for fact in activity}
    preferences = facts_of[FactKind.PREFERENCE]
    feedback = latest_feedback(facts_of[FactKind.FEEDBACK])
    org_unit, position = _one(facts_of[FactKind.ORG_UNIT]), _one(facts_of[FactKind.POSITION])
    rows, strengths, facts, since = _past(activity, latest, catalogue, at=profile.at)
    minutes, minutes_fact = longest(preferences)
    interests = facts_of[FactKind.INTEREST]
    state = State(
        past_rows=ints(rows),
        past_strengths=floats(strengths),
        past_facts=tuple(facts),
        days_since=since,
        org_unit=_code(org_unit),
        org_unit_fact=org_unit.id if org_unit else None,
        position=_code(position),
        position_fact=position.id if position else None,
        levels=_levels(facts_of[FactKind.SKILL], feedback, catalogue),
        needs=needs,
        interests={f.key: f.id for f in interests},
        newest=_newest(interests),
        liked_formats=liked_formats(preferences),
        longest=minutes,
        longest_fact=minutes_fact,
        dislikes=stated_dislikes(preferences) + declined(feedback, catalogue),
    )
    return Reading(
        state=state,
        activity={ItemKey(key): _STATE_OF[f.value] for key, f in latest.items()},
        dismissed=frozenset(ItemKey(f.key) for f in feedback if is_dismissal(f)),
        accepted=frozenset(ItemKey(f.key) for f in feedback if f.value == Signal.ACCEPT),
        snoozed={ItemKey(f.key): f for f in feedback if is_snooze(f)},
        put_off={ItemKey(f.key): f for f in feedback if is_snooze(f) or is_dismissal(f)},
    )


def _one(facts: Sequence[Fact]) -> Fact | None:
    return facts[0] if facts else None


def _code(fact: Fact | None) -> str:
    """A position or org unit is one value about the person; its code is the value, or the key where that is all."""
    return (fact.value or fact.key) if fact else ""


def _newest(interests: Sequence[Fact]) -> frozenset[str]:
    last_day = max((fact.recorded_at.date() for fact in interests), default=None)
    return frozenset(fact.key for fact in interests if fact.recorded_at.date() == last_day)


def _past(
    activity: Sequence[Fact], latest: Mapping[str, Fact], catalogue: Catalogue, *, at: datetime
) -> tuple[list[int], list[float], list[FactId], float]:
    """What counts as history, in the order in which the items were begun; duties do not, nobody chose them.

    activity: oldest first. latest: item -> the last of these. Last in the answer: days since the last was begun.
    """
    rows: list[int] = []
    strengths, facts = [], []
    last: Fact | None = None
    begun: dict[str, Fact] = {}
    for fact in activity:
        begun.setdefault(fact.key, fact)
    for key, first in begun.items():
        row = catalogue.row_of.get(ItemKey(key))
        strength = _STRENGTH_OF.get(latest[key].value, 0.0)
        if row is not None and strength and not catalogue.duties[row]:
            rows.append(row)
            strengths.append(strength)
            facts.append(latest[key].id)
            last = first
    since = max((at - last.recorded_at).total_seconds() / 86_400, 0.0) if last else float("inf")
    return rows, strengths, facts, since


def _when(fact: Fact) -> tuple[object, str]:
    return (fact.recorded_at, fact.id)


def _levels(skills: Sequence[Fact], feedback: Sequence[Fact], catalogue: Catalogue) -> dict[str, Known]:
    """Levels from the profile, lifted by what the person says they know already."""
    levels = {f.key: Known(_level(f.value), f.id) for f in skills}
    for fact in feedback:
        row = catalogue.row_of.get(ItemKey(fact.key))
        if row is None or not is_dismissal(fact) or fact.detail != DeclineReason.KNOWN:
            continue
        for taught in catalogue.items[row].skills:
            if taught.level > levels.get(taught.skill, Known(0, None)).level:
                levels[taught.skill] = Known(taught.level, fact.id)
    return levels


def _level(value: str) -> int:
    """0 where the text is no level; imports are checked before they become facts."""
    return int(value) if value.isdigit() else 0
