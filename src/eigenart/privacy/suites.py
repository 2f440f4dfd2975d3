"""What drills and suites showed, kept for `/transparenz`, the desk and `eigenart drill evidence`.

Called by whoever holds one: `eigenart drill`, the verification of the access log, the monthly comparison of twins.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone

from eigenart.core.vocabulary import LocalText
from eigenart.privacy.in_force import register
from eigenart.privacy.models import SuiteResult
from eigenart.register.documents.material import Drill
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable

TITLES: Final[Mapping[str, LocalText]] = {
    "breach": LocalText(
        de="Pannenprobe: Betroffene aus dem Protokoll benennen",
        en="Breach drill: name who is affected from the log",
    ),
    "audit": LocalText(de="Prüfung des Zugriffsprotokolls", en="Verification of the access log"),
    "parity": LocalText(de="Kein Nachteil durch Abschalten", en="No disadvantage from switching off"),
    "twins": LocalText(
        de="Monatlicher Vergleich: gleiche Angebote, Fristen und Antwortzeiten nach dem Abschalten",
        en="Monthly comparison: same offers, deadlines and answer times after switching off",
    ),
}
UNDECIDED: Final = "is_undecided"
"""In the details of a result that is neither passed nor failed, because there were too few to tell."""


def record(
    code: str,
    *,
    is_passed: bool,
    figure: LocalText,
    details: Mapping[str, Any],
    at: datetime | None = None,
) -> SuiteResult:
    """Keep one result. code: of TITLES, or of a drill that `/transparenz` expects. details: numbers about nobody."""
    try:
        register_hash = register().hash
    except (RegisterInvalid, RegisterUnreadable):
        register_hash = ""
    return SuiteResult.objects.create(
        code=code,
        at=at or datetime.now(UTC),
        is_passed=is_passed,
        figure={"de": figure.de, "en": figure.en},
        details=dict(details),
        register_hash=register_hash,
    )


def latest() -> list[SuiteResult]:
    """The newest result of each suite, in the order of its code."""
    return list(SuiteResult.objects.order_by("code", "-id").distinct("code"))


class Results:
    """What was kept here, as `/transparenz` asks for it; one query."""

    def drills(self) -> Iterable[Drill]:
        for one in latest():
            title = TITLES.get(one.code, LocalText(de=one.code, en=one.code))
            figure = LocalText(de=one.figure.get("de", ""), en=one.figure.get("en", ""))
            day = timezone.localdate(one.at)
            undecided = bool(one.details.get(UNDECIDED))
            yield Drill(
                one.code, title, held_on=day, is_passed=one.is_passed, figure=figure, is_undecided=undecided
            )


RESULTS: Final = Results()
