"""What a person answers to a suggestion: record it, say what it changed, take it back. Called by Home.

The gate is opened again, because a consent may have ended since the page was drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eigenart.core.vocabulary import DeclineReason, ItemKey, ProfileView, Recommendation, Signal
from eigenart.people.services import Actor
from eigenart.personalisation import catalogues, effects, impressions, ranking, recommend
from eigenart.personalisation.feedback_source import fact_id_of
from eigenart.personalisation.models import Feedback, Impression
from eigenart.personalisation.suggestions import Effect, Outcome
from eigenart.personalisation.surface import Surface
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.profiles import read as profiles


class FeedbackRefused(Exception):
    """The answer was not written; nothing changed. Final: asking again cannot help.

    code: unknown_impression (not this person's, no longer kept, or the purpose is switched off),
    reason_without_decline (only `not for me` has a reason), unknown_feedback.
    """

    is_final = True

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Answered:
    surface: Surface
    grant: Grant
    answer: Feedback


@transaction.atomic
def record(
    actor: Actor,
    impression_id: UUID,
    signal: Signal,
    reason: DeclineReason | None = None,
    *,
    at: datetime,
    shown: Iterable[str] = (),
) -> Outcome:
    """Write one answer and say what it changed; the same answer again changes nothing.

    One suggestion has one answer: another one takes the place of the earlier.
    shown: item keys that stand on the page, so that the replacement is another one. `accept` also notes the item
    in the person's own record. Raises FeedbackRefused.
    """
    if reason is not None and signal is not Signal.NOT_FOR_ME:
        raise FeedbackRefused("reason_without_decline")
    surface, grant, impression = _find_impression(actor, impression_id, at)
    item_key = ItemKey(impression.item_key)
    answer = _earlier(grant, impression, signal)
    is_new = answer is None or answer.undone_at is not None or answer.reason != (reason or "")
    if is_new:
        _replace_others(actor, surface, grant, impression, signal=signal, at=at)
    before = _order(surface, grant, at, leaving_out=answer) if is_new else {}
    is_noted = signal is Signal.ACCEPT and surface.accept(actor, item_key, at)
    if answer is None or is_new:
        _write(surface, grant, impression, signal=signal, reason=reason, at=at)
        effect = effects.measure(before, _order(surface, grant, at))
        answer = _note_effect(grant, impression, signal, effect)
    return Outcome(
        feedback_id=answer.pk,
        effect_text=effects.words(surface, answer),
        replacement=_next(actor, at, without={*shown, item_key}),
        is_noted_in_record=is_noted,
    )


@transaction.atomic
def undo(actor: Actor, feedback_id: UUID, *, at: datetime) -> Recommendation | None:
    """Take an answer back; repeating it changes nothing. Returns the suggestion if it is on offer again.

    What `accept` noted in the person's own record goes, too. Raises FeedbackRefused.
    """
    found = _find_answer(actor, feedback_id, at)
    answer = found.answer
    if answer.undone_at is None:
        with gate.rows(found.grant):
            Feedback.under(found.grant).filter(pk=answer.pk).update(undone_at=at)
        if answer.signal == Signal.ACCEPT:
            found.surface.take_back(actor, ItemKey(answer.item_key), answer.at, at=at)
    return recommend.recommend_item(actor, ItemKey(answer.item_key), at)


def recent_effects(actor: Actor, at: datetime) -> tuple[Effect, ...]:
    """What the answers of today changed, newest first, for pages other than Home (which has them already)."""
    opened = [recommend.open_surface(surface, actor, at) for surface in recommend.surfaces_on()]
    found = [e for o in opened if o.grant for e in effects.of_today(o.grant, o.surface, at)]
    return tuple(sorted(found, key=lambda effect: effect.at, reverse=True))


def _find_impression(actor: Actor, impression_id: UUID, at: datetime) -> tuple[Surface, Grant, Impression]:
    for surface, grant in _grants(actor, at):
        with gate.reading(grant):
            found = impressions.find(grant, impression_id)
        if found is not None and found.surface == surface.key:
            return surface, grant, found
    raise FeedbackRefused("unknown_impression")


def _find_answer(actor: Actor, feedback_id: UUID, at: datetime) -> _Answered:
    for surface, grant in _grants(actor, at):
        with gate.reading(grant):
            found = Feedback.under(grant).filter(pk=feedback_id, surface=surface.key).first()
        if found is not None:
            return _Answered(surface, grant, found)
    raise FeedbackRefused("unknown_feedback")


def _grants(actor: Actor, at: datetime) -> Iterable[tuple[Surface, Grant]]:
    if actor.employee_id is None:
        return
    for surface in recommend.surfaces_on():
        answer = gate.open(actor, actor.employee_id, surface.purpose, at)
        if isinstance(answer, Grant):
            yield surface, answer


def _same(grant: Grant, impression_id: UUID, signal: Signal) -> QuerySet[Feedback]:
    return Feedback.under(grant).filter(impression=impression_id, signal=signal)


def _replace_others(
    actor: Actor, surface: Surface, grant: Grant, impression: Impression, *, signal: Signal, at: datetime
) -> None:
    """Take back what the person answered to the same suggestion before, with what an acceptance noted."""
    with gate.rows(grant):
        others = Feedback.under(grant).filter(impression=impression.pk, undone_at=None).exclude(signal=signal)
        accepted = [other.at for other in others if other.signal == Signal.ACCEPT]
        others.update(undone_at=at)
    for noted_at in accepted:
        surface.take_back(actor, ItemKey(impression.item_key), noted_at, at=at)


def _earlier(grant: Grant, impression: Impression, signal: Signal) -> Feedback | None:
    with gate.reading(grant):
        return _same(grant, impression.pk, signal).first()


def _note_effect(grant: Grant, impression: Impression, signal: Signal, effect: dict[str, int]) -> Feedback:
    with gate.rows(grant):
        _same(grant, impression.pk, signal).update(effect=effect)
        return _same(grant, impression.pk, signal).get()


def _write(
    surface: Surface,
    grant: Grant,
    impression: Impression,
    *,
    signal: Signal,
    reason: DeclineReason | None,
    at: datetime,
) -> None:
    item = catalogues.of(surface).by_key.get(impression.item_key)
    values: dict[str, Any] = {
        "surface": surface.key,
        "item_key": impression.item_key,
        "reason": reason or "",
        "at": at,
        "undone_at": None,
        "format": item.format if item else "",
        "minutes": item.minutes if item else None,
        "topics": list(item.topics) if item else [],
        "effect": {},
        "is_muted": False,
        "expires_on": None,
    }
    with gate.rows(grant):
        fresh = Feedback(
            subject_id=impressions.person_of(grant), impression=impression.pk, signal=signal, **values
        )
        Feedback.under(grant).bulk_create([fresh], ignore_conflicts=True)
        _same(grant, impression.pk, signal).update(**values)


def _order(
    surface: Surface, grant: Grant, at: datetime, *, leaving_out: Feedback | None = None
) -> Mapping[ItemKey, float]:
    """Everything on offer in its order, as if `leaving_out` had not been answered."""
    view = profiles.read(grant, at)
    if leaving_out is not None:
        kept = tuple(fact for fact in view.facts if fact.id != fact_id_of(leaving_out))
        view = ProfileView(facts=kept, at=view.at, refusal=view.refusal)
    return ranking.order_for(surface, view, at=at)


def _next(actor: Actor, at: datetime, *, without: set[str]) -> Recommendation | None:
    return next(iter(recommend.recommend(actor, n=1, at=at, without=without)), None)
