"""A hash chain over lines of a log: how a line is linked to the one before it, and what a break looks like.

Pure rules; `privacy.audit` reads the lines. The same canonical form is computed by `privacy/audit.sql`. Source:
Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics", ACM TISSEC 2(2), 1999; RFC 6962 for the
idea that a published head commits to everything before it.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Final, NamedTuple

TAG_LETTERS: Final = 32
NOTHING_BEFORE: Final = ""


class Line(NamedTuple):
    """One line as it is stored. fields: every stored value as text, chain and number among them."""

    chain: int
    number: int
    hash: str
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain at some moment: it commits to every line up to `number`. at: when that line was written."""

    chain: int
    number: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One break. number: the first line it concerns.

    code: changed (a line, or the order of lines, is not what was written) | missing (lines are gone from the
    middle or the beginning) | cut (lines that an anchor saw are gone from the end) | rewritten (whole again, but
    not what an anchor saw) | removed_early (sealed and removed before its time) | relinked (a line names another
    person than the one it was written for).
    """

    code: str
    chain: int
    number: int


def canonical(fields: Sequence[str]) -> bytes:
    """Each field with its length in bytes before it, so that no two lists of fields look the same."""
    encoded = (field.encode() for field in fields)
    return b"".join(b"%d:%s" % (len(part), part) for part in encoded)


def link(previous: str, fields: Sequence[str]) -> str:
    """The hash of a line: SHA-256 over the hash of the line before it and the canonical form, as 64 letters."""
    return sha256(previous.encode() + canonical(fields)).hexdigest()


def tag_of(key: bytes, line_id: str) -> str:
    """The person of a line as a pseudonym of this line alone: HMAC-SHA-256, the first 128 bits.

    Two lines of one person share nothing once the person's key is destroyed.
    """
    return hmac.digest(key, line_id.encode(), "sha256").hex()[:TAG_LETTERS]


def breaks(
    lines: Iterable[Line], *, seals: Mapping[int, Head], anchors: Iterable[Head], kept_since: datetime
) -> Iterator[Finding]:
    """Every break in lines that come ordered by chain and number.

    seals: where a chain begins after its oldest lines went. anchors: heads that were sent away. kept_since: no line
    written since then may be sealed and removed yet.
    """
    seen = _by_chain(anchors)
    for chain, own in groupby(lines, key=lambda line: line.chain):
        yield from _breaks_of(chain, own, seal=seals.get(chain), anchors=seen.pop(chain, {}))
    for chain, left in seen.items():
        yield from _beyond(left, chain=chain, last=seals[chain].number if chain in seals else 0)
    yield from _removed_early(anchors, seals, kept_since)


def _by_chain(anchors: Iterable[Head]) -> dict[int, dict[int, set[str]]]:
    seen: dict[int, dict[int, set[str]]] = {}
    for head in anchors:
        seen.setdefault(head.chain, {}).setdefault(head.number, set()).add(head.hash)
    return seen


def _breaks_of(
    chain: int, lines: Iterable[Line], *, seal: Head | None, anchors: Mapping[int, set[str]]
) -> Iterator[Finding]:
    number, previous = (seal.number, seal.hash) if seal else (0, NOTHING_BEFORE)
    if number in anchors and anchors[number] != {previous}:
        yield Finding("rewritten", chain, number)
    for line in lines:
        if line.number != number + 1:
            yield Finding("missing" if line.number > number else "changed", chain, number + 1)
        elif line.hash != link(previous, line.fields):
            yield Finding("changed", chain, line.number)
        number, previous = line.number, line.hash
        if number in anchors and anchors[number] != {previous}:
            yield Finding("rewritten", chain, number)
    yield from _beyond(anchors, chain=chain, last=number)


def _beyond(anchors: Mapping[int, set[str]], *, chain: int, last: int) -> Iterator[Finding]:
    if any(number > last for number in anchors):
        yield Finding("cut", chain, last + 1)


def _removed_early(
    anchors: Iterable[Head], seals: Mapping[int, Head], kept_since: datetime
) -> Iterator[Finding]:
    for head in anchors:
        seal = seals.get(head.chain)
        if seal is not None and head.number <= seal.number and head.at >= kept_since:
            yield Finding("removed_early", head.chain, head.number)
