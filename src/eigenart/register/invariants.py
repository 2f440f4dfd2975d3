"""The list of all invariants: `checks` and `document_checks` add to it, the loader runs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from eigenart.register.schema import Content


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant. parameters: (name, value) pairs for the sentence that upper floors make of it."""

    code: str
    path: str
    parameters: tuple[tuple[str, str], ...] = ()


Check = Callable[[Content], Iterator[Finding]]
INVARIANTS: Final[dict[str, Check]] = {}


def invariant(code: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        INVARIANTS[code] = check
        return check

    return register
