"""A breach as a rehearsal: seed a leak, answer from the log who, what and how many, draft, decide, and undo it all.

The seed knows the truth, so the answer can be measured. Goals: nobody missed, nobody named too much, sessions ended.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.models import Session
from django.test import Client

from eigenart.delivery.drills.undone import undone
from eigenart.delivery.web.desk import incident_letters
from eigenart.delivery.web.desk.incident_letters import Draft
from eigenart.people.actor import Actor, Role
from eigenart.people.models import Employee
from eigenart.people.services import actor_of, set_login
from eigenart.privacy import gate, incidents
from eigenart.privacy.gate import Grant
from eigenart.privacy.subject import Subject

MASTERDATA, ERASURE, RECORD = "hr.masterdata", "privacy.erasure", "learning.record"
READ_SINGLY: Final = 12
TRIED_IN_VAIN: Final = 5
SESSIONS: Final = 2
WINDOW: Final = timedelta(hours=2)
LOGIN: Final = "eigenart-drill"
SHOWN_NOBODY: Final = frozenset({"manager"})


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one scenario showed. seeded: people really affected; missed and too_many: how the answer differs.

    sessions_left: of the stolen login, after they were ended.
    """

    scenario: str
    seeded: int
    missed: int
    too_many: int
    refused: int
    sessions_left: int
    is_in_time: bool
    drafts: tuple[Draft, ...]

    @property
    def precision(self) -> float:
        named = self.seeded - self.missed + self.too_many
        return 1.0 if not named else (self.seeded - self.missed) / named

    @property
    def recall(self) -> float:
        return 1.0 if not self.seeded else 1 - self.missed / self.seeded

    @property
    def is_passed(self) -> bool:
        exact = not self.missed and not self.too_many
        if self.scenario not in SHOWN_NOBODY and not self.seeded:
            return False  # nothing could be stolen here, so nothing was rehearsed
        return exact and not self.sessions_left and self.is_in_time and len(self.drafts) == 4


@dataclass(frozen=True, slots=True)
class _Scene:
    """One leak in the making: who stole, when, and the dice."""

    thief: Any
    begins: datetime
    chance: random.Random

    @property
    def actor(self) -> Actor:
        return actor_of(self.thief)

    def moment(self) -> datetime:
        return self.begins + WINDOW * self.chance.uniform(0.05, 0.95)


def rehearse(*, seed: int, forget: Callable[[Any], Any] | None = None) -> tuple[Rehearsed, ...]:
    """All scenarios. forget: takes a person from the answer, for the control of the test."""
    return tuple(_rehearsed(name, seed=seed + number, forget=forget) for number, name in enumerate(SCENARIOS))


def _rehearsed(name: str, *, seed: int, forget: Callable[[Any], Any] | None) -> Rehearsed:
    with undone():
        role, leak = SCENARIOS[name]
        found_at = datetime.now(UTC)
        scene = _Scene(_thief(role), found_at - timedelta(hours=6), random.Random(seed))  # noqa: S311
        _noise(scene)
        truth = leak(scene)
        for _ in range(SESSIONS):
            Client().force_login(scene.thief, backend="django.contrib.auth.backends.ModelBackend")
        return _answered(name, scene, truth, found_at=found_at, forget=forget)


def _answered(
    name: str,
    scene: _Scene,
    truth: frozenset[UUID],
    *,
    found_at: datetime,
    forget: Callable[[Any], Any] | None,
) -> Rehearsed:
    """The steps of the desk, in their order."""
    system, party = Actor.system(), "dpo"
    incident = incidents.note(
        system,
        party,
        "stolen_session",
        login=scene.thief.get_username(),
        begins=scene.begins,
        ends=scene.begins + WINDOW,
        found_at=found_at,
        is_drill=True,
    )
    found = incidents.answer(system, party, incident)
    people = found.people if forget is None else forget(found.people)
    incidents.revoke(system, party, incident)
    incidents.decide(system, party, incident, "report_and_tell", "Rehearsal.")
    drafts = (*incident_letters.notices(incident), *incident_letters.letters(incident))
    incidents.told(system, party, incident, content=incident_letters.send_letters(incident))
    reported = incidents.reported(system, party, incident)
    incidents.close(system, party, incident, "Rehearsal.")
    return Rehearsed(
        scenario=name,
        seeded=len(truth),
        missed=len(truth - people),
        too_many=len(people - truth),
        refused=found.refused,
        sessions_left=_sessions_of(scene.thief),
        is_in_time=reported.at <= incidents.due_at(incident),
        drafts=drafts,
    )


def _singly(scene: _Scene) -> frozenset[UUID]:
    """HR's stolen session opens some people who left, and is refused for some who work here."""
    people = _some(scene, READ_SINGLY + TRIED_IN_VAIN)
    left, here = people[:READ_SINGLY], people[READ_SINGLY:]
    Employee.objects.filter(pk__in=[one.pk for one in left]).update(leaves_on="2000-01-31")
    granted = [gate.open(scene.actor, one.pk, ERASURE, scene.moment()) for one in left]
    for one in here:
        gate.open(scene.actor, one.pk, ERASURE, scene.moment())
    return frozenset(grant.person for grant in granted if isinstance(grant, Grant))


def _everybody(scene: _Scene) -> frozenset[UUID]:
    """HR's stolen session opens HR administration; somebody who joins afterwards is not affected."""
    grant = gate.open_population(scene.actor, MASTERDATA, scene.moment())
    reached = frozenset(Subject.objects.values_list("id", flat=True))
    joined = Employee.objects.create(personnel_number=LOGIN, given_name="Drill", family_name="Drill")
    Subject.of(joined.pk)
    gate.open_population(Actor.system(), MASTERDATA, scene.begins + WINDOW + timedelta(minutes=30))
    return (grant.subjects or reached) if isinstance(grant, Grant) else frozenset()


def _manager(scene: _Scene) -> frozenset[UUID]:
    """A manager's stolen session tries everything and is shown nobody."""
    for one in _some(scene, TRIED_IN_VAIN):
        for purpose in (RECORD, ERASURE):
            gate.open(scene.actor, one.pk, purpose, scene.moment())
    gate.open_population(scene.actor, MASTERDATA, scene.moment())
    return frozenset()


SCENARIOS: Final[dict[str, tuple[Role, Callable[[_Scene], frozenset[UUID]]]]] = {
    "hr_singly": (Role.HR, _singly),
    "hr_everybody": (Role.HR, _everybody),
    "manager": (Role.MANAGER, _manager),
}


def _noise(scene: _Scene) -> None:
    """What is no part of the leak: the thief's login before and after, and other people meanwhile."""
    people = _some(scene, 6)
    Employee.objects.filter(pk__in=[one.pk for one in people[:3]]).update(leaves_on="2000-01-31")
    for one in people[:3]:
        gate.open(scene.actor, one.pk, ERASURE, scene.begins - timedelta(minutes=5))
        gate.open(scene.actor, one.pk, ERASURE, scene.begins + WINDOW + timedelta(minutes=5))
        gate.open(Actor.system(), one.pk, ERASURE, scene.moment())
    for one in people[3:]:
        own = Actor(user_id=None, employee_id=one.pk, roles=frozenset({Role.EMPLOYEE}))
        gate.open(own, one.pk, RECORD, scene.moment())


def _some(scene: _Scene, number: int) -> list[Employee]:
    people = list(Employee.objects.filter(leaves_on=None).order_by("personnel_number"))
    return scene.chance.sample(people, min(number, len(people)))


def _thief(role: Role) -> Any:
    return set_login(LOGIN, password=None, personnel_number=None, roles=[role])


def _sessions_of(user: Any) -> int:
    return sum(one.get_decoded().get("_auth_user_id") == str(user.pk) for one in Session.objects.all())
