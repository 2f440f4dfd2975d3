"""Answers as facts of the profile: My data shows them, and muting, forgetting and an end date work as everywhere.

Registered by this app's config; `profiles.read` walks it like any other source.
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar
from uuid import UUID

from eigenart.core.vocabulary import (
    DeclineReason,
    Fact,
    FactId,
    FactKind,
    LocalText,
    Origin,
    Signal,
    Source,
)
from eigenart.personalisation import catalogues, registry
from eigenart.personalisation.models import Feedback
from eigenart.privacy.gate import Grant
from eigenart.profiles import sources
from eigenart.profiles.sources import UnknownFact, WrongValue

REFERENCE = "feedback"
NAMELESS = LocalText("", "")


def as_fact(answer: Feedback) -> Fact:
    """One answer as a fact; its label comes from `item_titles`."""
    return Fact(
        id=fact_id_of(answer),
        kind=FactKind.FEEDBACK,
        category=FeedbackSource.category,
        key=answer.item_key,
        value=answer.signal,
        detail=answer.reason,
        label=NAMELESS,
        source=Source(Origin.SELF, REFERENCE),
        recorded_at=answer.at,
        is_muted=answer.is_muted,
        expires_on=answer.expires_on,
    )


def fact_id_of(answer: Feedback) -> FactId:
    return FactId(f"{FeedbackSource.model_label}:{answer.pk}")


class FeedbackSource:
    """The answers that were not taken back. Called inside `gate.rows(grant)`."""

    category: str = Feedback.category
    kinds: frozenset[FactKind] = frozenset({FactKind.FEEDBACK})
    model_label: str = Feedback._meta.label
    correctable: ClassVar = frozenset(reason.value for reason in DeclineReason)

    def facts(self, grant: Grant) -> tuple[Fact, ...]:
        return tuple(as_fact(a) for a in Feedback.under(grant).filter(undone_at=None).order_by("at", "id"))

    def mute(self, grant: Grant, fact_id: FactId) -> None:
        self._change(grant, fact_id, is_muted=True)

    def unmute(self, grant: Grant, fact_id: FactId) -> None:
        self._change(grant, fact_id, is_muted=False)

    def set_end(self, grant: Grant, fact_id: FactId, last_day: date | None) -> None:
        self._change(grant, fact_id, expires_on=last_day)

    def forget(self, grant: Grant, fact_id: FactId) -> None:
        if not Feedback.under(grant).filter(pk=_pk(fact_id)).delete()[0]:
            raise UnknownFact(fact_id)

    def correct(self, grant: Grant, fact_id: FactId, value: str) -> None:
        """value: another reason of a `not for me`, or empty for none."""
        if value and value not in self.correctable:
            raise WrongValue("unknown_reason", kind=FactKind.FEEDBACK)
        answer = Feedback.under(grant).filter(pk=_pk(fact_id), undone_at=None).first()
        if answer is None:
            raise UnknownFact(fact_id)
        if answer.signal != Signal.NOT_FOR_ME:
            raise WrongValue("no_reason_expected", kind=FactKind.FEEDBACK)
        self._change(grant, fact_id, reason=value, effect={})

    def _change(self, grant: Grant, fact_id: FactId, **values: object) -> None:
        if not Feedback.under(grant).filter(pk=_pk(fact_id), undone_at=None).update(**values):
            raise UnknownFact(fact_id)


def item_titles(keys: Collection[str]) -> dict[str, LocalText]:
    """Titles of items of any surface; what has left every catalogue is named by its key."""
    found = {key: LocalText(key, key) for key in keys}
    for surface in registry.all_surfaces():
        items = catalogues.of(surface).by_key
        found.update({key: items[key].title for key in keys if key in items})
    return found


def register() -> None:
    sources.register_source(FeedbackSource())
    sources.register_labels(FactKind.FEEDBACK, item_titles)
    sources.register_labels(FactKind.ACTIVITY, item_titles)


def _pk(fact_id: FactId) -> UUID:
    try:
        return UUID(fact_id.partition(":")[2])
    except ValueError:
        raise UnknownFact(fact_id) from None
