"""Which legal basis holds for one person and one purpose: the rule alone, without a table.

`privacy.gate` asks it before every grant; `privacy.rls` says the same in SQL, and a test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

Purpose = NewType("Purpose", str)
"""The register's id of a purpose, e.g. `learning.recommend`."""

DataCategory = NewType("DataCategory", str)
"""The register's id of a data type, e.g. `learning_record`."""


class LegalBasis(StrEnum):
    """Letter of Art. 6(1) GDPR."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_DUTY = "c"
    LEGITIMATE_INTEREST = "f"


class Control(StrEnum):
    """What the person can switch: on (opt_in), off (opt_out) or nothing (none)."""

    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"
    NONE = "none"


class EventKind(StrEnum):
    """What a person said about one purpose."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    OBJECTION_LIFTED = "objection_lifted"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One statement of one person. `text_hash` names the exact text that was shown."""

    kind: EventKind
    purpose: Purpose
    version: int
    at: datetime
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class PurposeTerms:
    """What the rule needs to know of a purpose; `text_hash` is that of the text in force."""

    purpose: Purpose
    version: int
    basis: LegalBasis
    control: Control
    text_hash: str = ""


class DecisionCode(StrEnum):
    """Why a decision fell as it did."""

    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    NO_OBJECTION = "no_objection"
    CONSENTED = "consented"
    NOT_ASKED = "not_asked"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    NO_BASIS = "no_basis"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the purpose may read now, and why."""

    is_permitted: bool
    code: DecisionCode


def decide(terms: PurposeTerms, events: Iterable[ConsentEvent], at: datetime) -> Decision:
    """Decide from everything the person said about this purpose up to `at`; the order of `events` is free.

    An objection holds until it is lifted. A withdrawal ends every consent up to its own moment, of any version.
    Consent counts only for the version and text in force. Where two moments are equal, the refusing one wins.
    """
    if terms.control is Control.NONE:
        return _without_switch(terms.basis)
    said = [event for event in events if event.purpose == terms.purpose and event.at <= at]
    if _is_objected(said):
        return Decision(False, DecisionCode.OBJECTED)
    if terms.basis is LegalBasis.CONSENT:
        return _from_consent(terms, said)
    if _latest(said, EventKind.WITHDRAWN) and not _withdrawal_is_over(said):
        return Decision(False, DecisionCode.WITHDRAWN)
    return Decision(True, DecisionCode.NO_OBJECTION)


def _without_switch(basis: LegalBasis) -> Decision:
    match basis:
        case LegalBasis.CONTRACT:
            return Decision(True, DecisionCode.CONTRACT)
        case LegalBasis.LEGAL_DUTY:
            return Decision(True, DecisionCode.LEGAL_DUTY)
        case _:
            return Decision(False, DecisionCode.NO_BASIS)


def _from_consent(terms: PurposeTerms, said: list[ConsentEvent]) -> Decision:
    given = [event for event in said if event.kind is EventKind.GIVEN]
    current = [e for e in given if e.version == terms.version and e.text_hash == terms.text_hash]
    withdrawn_at = _latest(said, EventKind.WITHDRAWN)
    if any(withdrawn_at is None or event.at > withdrawn_at for event in current):
        return Decision(True, DecisionCode.CONSENTED)
    if any(withdrawn_at is None or event.at > withdrawn_at for event in given):
        return Decision(False, DecisionCode.OUTDATED)
    return Decision(False, DecisionCode.WITHDRAWN if withdrawn_at else DecisionCode.NOT_ASKED)


def _is_objected(said: list[ConsentEvent]) -> bool:
    objected_at = _latest(said, EventKind.OBJECTED)
    lifted_at = _latest(said, EventKind.OBJECTION_LIFTED)
    return objected_at is not None and (lifted_at is None or lifted_at <= objected_at)


def _withdrawal_is_over(said: list[ConsentEvent]) -> bool:
    withdrawn_at = _latest(said, EventKind.WITHDRAWN)
    lifted = (_latest(said, EventKind.GIVEN), _latest(said, EventKind.OBJECTION_LIFTED))
    return withdrawn_at is None or any(at is not None and at > withdrawn_at for at in lifted)


def _latest(said: list[ConsentEvent], kind: EventKind) -> datetime | None:
    return max((event.at for event in said if event.kind is kind), default=None)
