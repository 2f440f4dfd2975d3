"""Whether the order of the suggestions does better than chance, from what was drawn, shown and answered; or: undecided.

Called by `eigenart model check`. The exploration place is drawn with a chance that was logged; the same draws say what
a blind draw among the same items would have brought (`engine.off_policy`). Nothing about a person comes out.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import numpy as np

from eigenart.core.consent import Purpose
from eigenart.core.vocabulary import Signal
from eigenart.engine import exploration, off_policy
from eigenart.engine.off_policy import Decided, Draws, Undecided
from eigenart.people.services import Actor
from eigenart.personalisation import registry
from eigenart.personalisation.models import Feedback, Impression
from eigenart.privacy import gate
from eigenart.privacy.gate import Grant, Refusal

PURPOSE: Final = Purpose("personalisation.check")
EXPLORED: Final = "explore"


class CheckRefused(Exception):
    """The gate did not open the answers. code: the code of the refusal."""

    def __init__(self, code: str, *, is_final: bool) -> None:
        super().__init__(code)
        self.code, self.is_final = code, is_final


def check(actor: Actor, surface_key: str, *, at: datetime | None = None) -> Decided | Undecided:
    """The draws as they were beside a blind draw from the same places; accepted counts 1, all else 0.

    The size of the pool is not logged; where it is the same for all draws it cancels out, and it differs only for
    people to whom a small catalogue offers hardly anything more. Raises CheckRefused, UnknownSurface.
    """
    surface = registry.surface(surface_key)
    answer = gate.open_population(actor, PURPOSE, at or datetime.now(UTC))
    if isinstance(answer, Refusal):
        raise CheckRefused(answer.code, is_final=answer.is_final)
    draws = _draws(answer, surface.key)
    return off_policy.compare(draws, np.full(len(draws), 1 / exploration.POOL))


def _draws(grant: Grant, surface_key: str) -> Draws:
    with gate.reading(grant):
        shown = list(
            Impression.under(grant)
            .filter(surface=surface_key, slot=EXPLORED)
            .order_by("id")
            .values_list("id", "subject_id", "propensity")
        )
        accepted = _accepted(grant)
    row_of: dict[UUID, int] = {}
    people = [row_of.setdefault(subject, len(row_of)) for _, subject, _ in shown]
    rewards = [accepted.get(impression, 0.0) for impression, *_ in shown]
    return Draws.of(rewards, [propensity for *_, propensity in shown], people)


def _accepted(grant: Grant) -> Mapping[UUID, float]:
    """Acceptances that still stand: not taken back, not muted, not past their end date."""
    today = datetime.now(UTC).date()
    answers = (
        Feedback.under(grant)
        .filter(signal=Signal.ACCEPT, undone_at=None, is_muted=False)
        .exclude(expires_on__lt=today)
    )
    return dict.fromkeys(answers.values_list("impression", flat=True), 1.0)
