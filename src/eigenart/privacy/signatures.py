"""What an approval says, and whether the holder of a party's key said it. Needs neither database nor this installation.

Ed25519 (RFC 8032) over the canonical JSON of the statement. Called by `approvals` and `eigenart register verify`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from eigenart.privacy.installation_key import is_signed
from eigenart.register.canonical import canonical

FORM: Final = "eigenart approval 1"
SHOWN_LETTERS: Final = 32


class EvidenceUnreadable(Exception):
    """A list of approvals that is none. Final."""

    code = "evidence_unreadable"
    is_final = True


@dataclass(frozen=True, slots=True)
class Statement:
    """One approval in the form that is signed. by: pseudonym of the login. public_key: 64 hexadecimal digits."""

    register_hash: str
    party: str
    by: str
    at: datetime
    public_key: str
    employees_informed: bool = False

    @property
    def content(self) -> dict[str, Any]:
        return {
            "form": FORM,
            "register": self.register_hash,
            "party": self.party,
            "by": self.by,
            "at": self.at.isoformat(),
            "key": self.public_key,
            "employees_informed": self.employees_informed,
        }

    @property
    def message(self) -> bytes:
        return canonical(self.content)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement with its signature, as it leaves the house."""

    statement: Statement
    signature: str

    @property
    def holds(self) -> bool:
        return holds(self.statement, self.signature)

    def as_dict(self) -> dict[str, Any]:
        return {**self.statement.content, "signature": self.signature}

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> "Evidence":
        """Raises EvidenceUnreadable."""
        try:
            statement = Statement(
                register_hash=str(line["register"]),
                party=str(line["party"]),
                by=str(line["by"]),
                at=datetime.fromisoformat(line["at"]),
                public_key=str(line["key"]),
                employees_informed=bool(line["employees_informed"]),
            )
            return cls(statement, str(line["signature"]))
        except (KeyError, TypeError, ValueError):
            raise EvidenceUnreadable from None


@dataclass(frozen=True, slots=True)
class Fault:
    """One approval that does not hold. code: forged | other_key | same_login."""

    code: str
    party: str
    register_hash: str


@lru_cache(maxsize=512)
def holds(statement: Statement, signature: str) -> bool:
    """Whether the holder of the key in the statement signed exactly this statement."""
    return is_signed(statement.message, signature, statement.public_key)


def fingerprint(public_key: str) -> str:
    """What people compare: 32 hexadecimal digits of the key's SHA-256, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:SHOWN_LETTERS]
    return " ".join(digits[start : start + 4] for start in range(0, SHOWN_LETTERS, 4))


def faults(found: Iterable[Evidence], expected: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
    """Every approval that does not hold. expected: the fingerprint that somebody wrote down outside, by party."""
    expected = {party: "".join(digits.split()).lower() for party, digits in (expected or {}).items()}
    spoken_for: dict[tuple[str, str], str] = {}
    wrong = []
    for one in found:
        said = one.statement
        if not one.holds:
            wrong.append(Fault("forged", said.party, said.register_hash))
            continue
        if said.party in expected and expected[said.party] != fingerprint(said.public_key).replace(" ", ""):
            wrong.append(Fault("other_key", said.party, said.register_hash))
        before = spoken_for.setdefault((said.register_hash, said.by), said.party) if said.by else said.party
        if before != said.party:
            wrong.append(Fault("same_login", said.party, said.register_hash))
    return tuple(wrong)
