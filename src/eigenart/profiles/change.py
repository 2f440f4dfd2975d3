"""What a person may do with one fact: mute, forget, end, correct. Each goes to the source of the fact. For My data."""

from datetime import date

from eigenart.core.vocabulary import FactId
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.profiles import read, sources, values


def mute(grant: Grant, fact_id: FactId) -> None:
    """No ranking uses it any more; it stays visible. Raises UnknownFact."""
    source = sources.source_of(fact_id)
    with gate.rows(grant):
        source.mute(grant, fact_id)


def unmute(grant: Grant, fact_id: FactId) -> None:
    """Raises UnknownFact."""
    source = sources.source_of(fact_id)
    with gate.rows(grant):
        source.unmute(grant, fact_id)


def forget(grant: Grant, fact_id: FactId) -> None:
    """Delete it. An imported value does not come back with the next import. Raises UnknownFact."""
    source = sources.source_of(fact_id)
    with gate.rows(grant):
        source.forget(grant, fact_id)


def set_end(grant: Grant, fact_id: FactId, last_day: date | None) -> None:
    """Let it count up to and including `last_day`; None lifts the end. Raises UnknownFact."""
    source = sources.source_of(fact_id)
    with gate.rows(grant):
        source.set_end(grant, fact_id, last_day)


def correct(grant: Grant, fact_id: FactId, value: str) -> None:
    """Put the person's own value in its place. Raises UnknownFact, WrongValue."""
    source = sources.source_of(fact_id)
    fact = read.fact(grant, fact_id)
    values.check(fact.kind, fact.key, value)
    with gate.rows(grant):
        source.correct(grant, fact_id, value)
