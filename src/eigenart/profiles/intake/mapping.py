"""Which heading of a file is which column of a target: proposed, editable, remembered for the same headings."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rapidfuzz import fuzz

from eigenart.profiles.folding import fold
from eigenart.profiles.intake import refused
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.targets import IntakeTarget
from eigenart.profiles.models import IntakeMapping

LEFT_OUT = ("", "-")
SIMILAR_ENOUGH = 86.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """One heading and what becomes of it.

    column: canonical name, "" if left out. how: exact | similar | remembered | chosen | none | refused.
    score: 0..100. reason: why it is refused (religion, pay, ...), else "".
    """

    heading: str
    column: str
    how: str
    score: float = 0.0
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "heading": self.heading,
            "column": self.column,
            "how": self.how,
            "score": round(self.score),
            "reason": self.reason,
        }


def known_headings(target: IntakeTarget) -> frozenset[str]:
    """Every heading that a target understands, folded."""
    return frozenset(
        fold(name) for heading in target.headings for name in (heading.column.name, *heading.synonyms)
    )


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings in any order."""
    return hashlib.sha256("\n".join(sorted(map(fold, headings))).encode()).hexdigest()


def propose(
    headings: Sequence[str], target: IntakeTarget, *, chosen: Mapping[str, str] | None = None
) -> tuple[Proposal, ...]:
    """One proposal per heading, in order. chosen: heading -> column ("" or "-" leaves out), wins over all guesses.

    Refused headings stay refused. Each column is given once: to the choice, else the best score. Raises
    IntakeError (unknown_column, used_twice, special_column) for a choice that cannot be.
    """
    wanted = _chosen(headings, target, chosen or {})
    remembered = {} if chosen else _remembered(headings, target)
    result: dict[str, Proposal] = {}
    for heading in headings:
        if reason := refused.by_heading(heading):
            result[heading] = Proposal(heading, "", "refused", reason=reason)
        elif heading in wanted:
            result[heading] = Proposal(heading, wanted[heading], "chosen", 100.0)
        elif heading in remembered:
            result[heading] = Proposal(heading, remembered[heading], "remembered", 100.0)
    taken = {p.column for p in result.values() if p.column}
    free = [heading for heading in headings if heading not in result]
    ranked = sorted(_guesses(free, target), key=lambda p: (-p.score, headings.index(p.heading)))
    for guess in ranked:
        if guess.column not in taken and guess.heading not in result:
            result[guess.heading] = guess
            taken.add(guess.column)
    return tuple(result.get(heading, Proposal(heading, "", "none")) for heading in headings)


def _guesses(headings: Sequence[str], target: IntakeTarget) -> list[Proposal]:
    guesses = []
    for heading in headings:
        name = fold(heading)
        for known in target.headings:
            names = [fold(word) for word in (known.column.name, *known.synonyms)]
            if name in names:
                place = names.index(name)  # earlier synonyms are the better ones
                guesses.append(Proposal(heading, known.column.name, "exact", 100.0 - place / 100))
                continue
            score = max((_similarity(name, word) for word in names), default=0.0)
            if score >= SIMILAR_ENOUGH:
                guesses.append(Proposal(heading, known.column.name, "similar", min(score, 98.0)))
    return guesses


def _similarity(name: str, word: str) -> float:
    """Spelling of the whole; longer words that merely contain one another are not the same."""
    if min(len(name), len(word)) < 4:
        return 0.0
    return max(fuzz.ratio(name, word), fuzz.token_sort_ratio(name, word))


def _chosen(headings: Sequence[str], target: IntakeTarget, chosen: Mapping[str, str]) -> dict[str, str]:
    columns = {heading.column.name for heading in target.headings}
    by_fold = {fold(heading): heading for heading in headings}
    result: dict[str, str] = {}
    for name, column in chosen.items():
        heading = by_fold.get(fold(name))
        if heading is None:
            raise IntakeError("unknown_heading", heading=name)
        if column in LEFT_OUT:
            result[heading] = ""
            continue
        if column not in columns:
            raise IntakeError("unknown_column", name=column, choices=", ".join(sorted(columns)))
        if refused.by_heading(heading):
            raise IntakeError("special_column", heading=heading)
        if column in result.values():
            raise IntakeError("used_twice", name=column)
        result[heading] = column
    return result


def _remembered(headings: Sequence[str], target: IntakeTarget) -> dict[str, str]:
    found = IntakeMapping.objects.filter(kind=target.kind, fingerprint=fingerprint(headings)).first()
    if found is None:
        return {}
    columns = {heading.column.name for heading in target.headings} | {""}
    return {name: column for name, column in found.mapping.items() if name in headings and column in columns}


def remember(kind: str, headings: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep a mapping that HR confirmed by applying it. headings: all of the file, refused ones too."""
    IntakeMapping.objects.update_or_create(
        kind=kind,
        fingerprint=fingerprint(headings),
        defaults={"mapping": dict(mapping), "confirmed_at": datetime.now(UTC)},
    )
