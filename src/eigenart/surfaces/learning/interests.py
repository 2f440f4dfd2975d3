"""The first three taps: topics of the catalogue that a person may name as interests. Called by Home.

Naming them is consent to store them, in the register's words; without it nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from eigenart.people.actor import Actor
from eigenart.privacy import consent, gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.profiles import write
from eigenart.register.read import NotRegistered
from eigenart.surfaces.learning import topics

PURPOSE = "learning.interests"
MOST_TAPS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One topic to tap."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Chooser:
    """What to show: the topics, and the register's own words of the consent."""

    topics: tuple[Choice, ...]
    consent_text: str


def chooser() -> Chooser | None:
    """None where there are no topics, or the register does not know the purpose."""
    language = get_language() or "en"
    try:
        entry = register().purpose(PURPOSE)
    except NotRegistered:
        return None
    labels = {code: text.in_language(language) for code, text in topics.labels().items()}
    found = tuple(
        Choice(code, label) for code, label in sorted(labels.items(), key=lambda pair: pair[1].lower())
    )
    if not found or entry.legal.consent is None:
        return None
    text = entry.legal.consent.text
    return Chooser(topics=found, consent_text=text.de if language.startswith("de") else text.en)


@transaction.atomic
def choose(actor: Actor, keys: Iterable[str], at: datetime) -> int | Refusal:
    """Consent and store the chosen topics; unknown ones are left out. Returns how many are stored."""
    known = topics.labels()
    chosen = [key for key in dict.fromkeys(keys) if key in known][:MOST_TAPS]
    if actor.employee_id is None or not chosen:
        return 0
    given = consent.give(actor, actor.employee_id, PURPOSE, language=get_language() or "de", at=at)
    if isinstance(given, Refusal):
        return given
    grant = gate.open(actor, actor.employee_id, PURPOSE)
    if not isinstance(grant, Grant):
        return grant
    for key in chosen:
        write.state_interest(grant, key)
    return len(chosen)
