"""Sources of facts: every table that knows something about a person is one, and `read` walks all of them.

Ranking and My data read the same walk, so nothing can be ranked by that the person does not see.
A floor above adds its own source in its AppConfig.ready (feedback), and names for keys (`register_labels`).
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Protocol

from eigenart.core.vocabulary import Fact, FactId, FactKind, LocalText
from eigenart.privacy.grant import Grant

Labels = Callable[[Collection[str]], Mapping[str, LocalText]]
"""Names for the keys of one kind of fact; keys without a name may be missing. Called as the app's role."""


class UnknownFact(Exception):
    """The fact is gone, or belongs to somebody else. Final."""

    code = "unknown_fact"
    is_final = True


class WrongValue(Exception):
    """The value does not fit the fact. params: kind and key of the fact, never the value itself."""

    is_final = True

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


class FactSource(Protocol):
    """One table of facts. Every method is called inside `gate.rows(grant)` and touches this table only.

    `facts` leaves labels empty. The others raise UnknownFact; `correct` may raise WrongValue.
    """

    category: str
    kinds: frozenset[FactKind]
    model_label: str
    """First part of the FactIds that it hands out, e.g. `profiles.SkillEntry`."""

    def facts(self, grant: Grant) -> tuple[Fact, ...]: ...
    def mute(self, grant: Grant, fact_id: FactId) -> None: ...
    def unmute(self, grant: Grant, fact_id: FactId) -> None: ...
    def forget(self, grant: Grant, fact_id: FactId) -> None: ...
    def set_end(self, grant: Grant, fact_id: FactId, last_day: date | None) -> None: ...
    def correct(self, grant: Grant, fact_id: FactId, value: str) -> None: ...


_sources: dict[str, FactSource] = {}
_labels: dict[FactKind, list[Labels]] = {}


def register_source(source: FactSource) -> None:
    """Add a source; repeating it with the same model replaces the earlier one."""
    _sources[source.model_label] = source


def all_sources() -> tuple[FactSource, ...]:
    return tuple(_sources.values())


def source_of(fact_id: FactId) -> FactSource:
    """The source that handed out a fact. Raises UnknownFact."""
    try:
        return _sources[fact_id.partition(":")[0]]
    except KeyError:
        raise UnknownFact(fact_id) from None


def register_labels(kind: FactKind, labels: Labels) -> None:
    """Add names for keys of one kind; sources of names are asked in turn until a key has one."""
    if labels not in _labels.setdefault(kind, []):
        _labels[kind].append(labels)


def labels_for(kind: FactKind, keys: Collection[str]) -> dict[str, LocalText]:
    """Names of keys, from all that know this kind."""
    found: dict[str, LocalText] = {}
    for labels in _labels.get(kind, ()):
        missing = [key for key in keys if key not in found]
        if missing:
            found.update(labels(missing))
    return found
