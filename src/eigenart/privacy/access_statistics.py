"""How many people each purpose reached on a day, for works council and data protection officer; never who.

A figure stands for at least ten people and is rounded down to five. Openings are not counted: with few people in a
role that would show how much somebody works (§ 87(1) no. 6 BetrVG). For a purpose with a switch only “ten or more” is
said, because its figure beside another one would tell how many switched it off. Called by the desk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import connection

from eigenart.core.aggregates import K_MIN, STEP
from eigenart.people.actor import Role
from eigenart.privacy import bookkeeping
from eigenart.privacy.in_force import register
from eigenart.register.read import NotRegistered

SELF, SYSTEM = "self", "system"

COUNT: Final = """
    SELECT (at AT TIME ZONE %s)::date, purpose, actor_role,
        greatest(count(DISTINCT subject_id), coalesce(max(reached) FILTER (
            WHERE subject_id IS NULL AND subject_tag = ''), 0))
    FROM privacy_accesslog WHERE outcome = 'granted' AND at >= %s AND at < %s
    GROUP BY 1, 2, 3"""


@dataclass(frozen=True, slots=True, order=True)
class Reach:
    """One purpose on one day. who: self, system or a role. people: None where fewer than ten, or where only “ten or
    more” may be said; is_many tells the two apart."""

    day: date
    purpose: str
    who: str
    people: int | None
    is_many: bool


def by_day(since: datetime, until: datetime) -> list[Reach]:
    """Every purpose that reached somebody, newest day first, then purpose and role."""
    with bookkeeping.session(), connection.cursor() as cursor:
        cursor.execute(COUNT, [str(settings.EIGENART.zone), since, until])
        found = cursor.fetchall()
    most: dict[tuple[date, str, str], int] = {}
    for day, purpose, label, people in found:
        for who in _who(purpose, label):
            key = (day, purpose, who)
            most[key] = max(most.get(key, 0), people)
    shown = [_reach(key, people) for key, people in most.items()]
    return sorted(shown, key=lambda one: (-one.day.toordinal(), one.purpose, one.who))


def _reach(key: tuple[date, str, str], people: int) -> Reach:
    day, purpose, who = key
    is_many = people >= K_MIN
    says_number = is_many and not _is_switchable(purpose)
    return Reach(day, purpose, who, people // STEP * STEP if says_number else None, is_many=is_many)


def _who(purpose: str, label: str) -> Iterator[str]:
    """A purpose about oneself is opened by oneself, whatever else one is; else the roles beyond employee."""
    if _is_own(purpose):
        yield SELF
    elif label == SYSTEM:
        yield SYSTEM
    else:
        roles = [role for role in label.split(",") if role and role != Role.EMPLOYEE]
        yield from roles or [SELF]


def _is_own(purpose: str) -> bool:
    try:
        return register().purpose(purpose).scope == "person"
    except NotRegistered:
        return False


def _is_switchable(purpose: str) -> bool:
    try:
        return register().purpose(purpose).switch.control != "none"
    except NotRegistered:
        return True
