"""Which values a person may give to which kind of fact. Asked before anything is written; touches no personal table."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from eigenart.core.vocabulary import ActivityState, FactKind
from eigenart.people.models import OrgUnit, Position, Site
from eigenart.profiles.models import SkillConcept
from eigenart.profiles.sources import WrongValue

WORK_MODES = ("office", "home", "hybrid", "field")
LEVELS = ("1", "2", "3", "4")
FORMATS = ("video", "reading", "workshop", "task", "selfstudy", "coaching", "audio")
LIKINGS = ("like", "dislike")
LONGEST_MINUTES = 2400
LONGEST_KEY = 200


def check(kind: FactKind, key: str, value: str) -> None:
    """Raises WrongValue with the code `wrong_<kind>`; nothing happens for kinds that other floors look after."""
    fits = _RULES.get(kind)
    if fits is not None and not fits(key, value):
        raise WrongValue(f"wrong_{kind.value}", kind=kind.value, key=key)


def is_known_skill(concept_id: str) -> bool:
    return SkillConcept.objects.filter(pk=concept_id).exists()


def _is_hours(key: str, value: str) -> bool:
    try:
        return Decimal(0) < Decimal(value) <= Decimal(60)
    except InvalidOperation:
        return False


def _is_past_date(key: str, value: str) -> bool:
    try:
        return date(1940, 1, 1) <= date.fromisoformat(value) <= date(2100, 1, 1)
    except ValueError:
        return False


def _is_preference(key: str, value: str) -> bool:
    about, _, code = key.partition(":")
    match about:
        case "format":
            return code in FORMATS and value in LIKINGS
        case "topic":
            return 0 < len(code) <= LONGEST_KEY - len("topic:") and value in LIKINGS
        case "minutes":
            return not code and value.isdigit() and 0 < int(value) <= LONGEST_MINUTES
        case _:
            return False


_RULES: dict[FactKind, Callable[[str, str], bool]] = {
    FactKind.POSITION: lambda key, value: Position.objects.filter(code=value).exists(),
    FactKind.ORG_UNIT: lambda key, value: OrgUnit.objects.filter(path=value).exists(),
    FactKind.SITE: lambda key, value: Site.objects.filter(code=value).exists(),
    FactKind.WORK_MODE: lambda key, value: value in WORK_MODES,
    FactKind.WEEKLY_HOURS: _is_hours,
    FactKind.ENTRY_DATE: _is_past_date,
    FactKind.SKILL: lambda key, value: value in LEVELS,
    FactKind.INTEREST: lambda key, value: 0 < len(key) <= LONGEST_KEY and not value,
    FactKind.PREFERENCE: _is_preference,
    FactKind.ACTIVITY: lambda key, value: value in frozenset(ActivityState),
}
