"""The rules of the list once more, as slowly and plainly as they can be said; what the fast way must agree with."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from eigenart.core.vocabulary import ActivityState, Candidate, ItemKey, ProfileView
from eigenart.engine.arrays import ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import Model
from eigenart.engine.profile_state import Reading, read

FORTNIGHT = timedelta(days=14)


def whole_list(
    view: ProfileView,
    candidates: Sequence[Candidate],
    *,
    model: Model,
    catalogue: Catalogue,
    minutes: int | None,
    needs: Mapping[str, int],
) -> list[tuple[ItemKey, date | None]]:
    """Duties by their date, then by score, then by key; each with the date that counts."""
    reading = read(view, catalogue, needs)
    offered: dict[ItemKey, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.due_on or date.max, c.rule)):
        offered.setdefault(candidate.item.key, candidate)
    shown = [c for c in offered.values() if _is_shown(c, reading, view.at.date(), minutes)]
    duties = [c for c in shown if is_duty(c)]
    free = [c for c in shown if not is_duty(c)]
    duties.sort(key=lambda c: (c.due_on or date.max, c.item.key))
    free.sort(key=lambda c: (-_score(c, reading, model, catalogue), c.item.key))
    return [(c.item.key, c.due_on) for c in [*duties, *free]]


def is_duty(candidate: Candidate) -> bool:
    return candidate.item.is_mandatory or candidate.due_on is not None


def _score(candidate: Candidate, reading: Reading, model: Model, catalogue: Catalogue) -> float:
    row = ints([catalogue.row_of[candidate.item.key]])
    weights = model.weights_for(reading.state)
    scorers = model.scorers(catalogue)
    values = (scorer.values(reading.state, row)[0] for scorer in scorers)
    return round(float(sum(w * v for w, v in zip(weights, values, strict=True))), 12)


def _is_shown(candidate: Candidate, reading: Reading, today: date, minutes: int | None) -> bool:
    item = candidate.item
    if not (item.available_from or date.min) <= today <= (item.available_until or date.max):
        return False
    if minutes is not None and (item.minutes is None or item.minutes > minutes):
        return False
    if any(reading.activity.get(key) != ActivityState.FINISHED for key in item.prerequisites):
        return False
    if reading.activity.get(item.key) == ActivityState.FINISHED:
        return False
    if is_duty(candidate):
        fact = reading.put_off.get(item.key)
        rests = fact is not None and today < fact.recorded_at.date() + FORTNIGHT
        return not rests or (candidate.due_on is not None and today >= candidate.due_on - FORTNIGHT)
    if item.key in reading.activity or item.key in reading.dismissed | reading.accepted:
        return False
    snooze = reading.snoozed.get(item.key)
    return snooze is None or today >= snooze.recorded_at.date() + FORTNIGHT
