"""What a person answers to a suggestion: record it, say what it changed, take it back. Called by Home.

The gate is opened again, because a consent may have ended since the page was drawn.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from eigenart.core.vocabulary import DeclineReason, Fact, FactKind, ItemKey, ProfileView, Recommendation, Signal
from eigenart.people.services import Actor
from eigenart.personalisation import effects, impressions, ranking, recommend, registry
from eigenart.personalisation.feedback_source import as_fact
from eigenart.personalisation.models import Feedback, Impression
from eigenart.personalisation.suggestions import MOST, Effect, Outcome
from eigenart.personalisation.surface import Surface
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant
from eigenart.profiles import read as profiles


class FeedbackRefused(Exception):
    """The answer was not written and nothing changed.

    code: unknown_impression (final: not this person's, or gone), refused (final until the person switches the
    purpose on again), reason_without_decline (final: only `not for me` has a reason), unknown_feedback (final).
    """

    def __init__(self, code: str, *, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail, self.is_final = code, detail, True


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
    """Write one answer and say what it changed; the same answer again changes nothing but a given reason.

    shown: item keys that stand on the page, so that the replacement is another one. `accept` also notes the item
    in the person's own record. Raises FeedbackRefused.
    """
    if reason is not None and signal is not Signal.NOT_FOR_ME:
        raise FeedbackRefused("reason_without_decline", detail=signal)
    surface, grant, impression = _opened(actor, impression_id, at)
    item_key = ItemKey(impression.item_key)
    is_noted = signal is Signal.ACCEPT and surface.accept(actor, item_key, at)
    answer = _write(surface, grant, impression, signal=signal, reason=reason, at=at)
    return Outcome(
        feedback_id=answer.id,
        effect_text=effects.words(surface, answer),
        replacement=_next(actor, at, without={*shown, item_key}),
        is_noted_in_record=is_noted,
    )
