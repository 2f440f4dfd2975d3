"""A small catalogue with provable answers, people with a past, and a log to train on."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from eigenart.core.vocabulary import ActivityState, ItemKey, LocalText, Origin
from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of, org_unit_at, position_titled
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import write
from eigenart.profiles.models import Employment, PositionSkill, SkillConcept
from eigenart.surfaces.learning import services, topics
from eigenart.surfaces.learning.models import LearningItem

EXCEL, PIVOT, CHARTS, WELD, ROBOT, TALK, LAW, PODCAST = (
    ItemKey(f"learning:{n}") for n in ("EXCEL", "PIVOT", "CHARTS", "WELD", "ROBOT", "TALK", "LAW", "PODCAST")
)
SPREADSHEETS = "skill:spreadsheets"

ROWS: tuple[dict[str, Any], ...] = (
    {"number": "EXCEL", "title_de": "Tabellen: die Grundlagen", "title_en": "Spreadsheet basics", "format": "video",
     "minutes": 30, "topics": ["office"], "skills": {SPREADSHEETS: 1}, "level": 1},
    {"number": "PIVOT", "title_de": "Tabellen: Pivot", "title_en": "Spreadsheet pivot", "format": "video",
     "minutes": 60, "topics": ["office", "data"], "skills": {SPREADSHEETS: 3}, "level": 3},
    {"number": "CHARTS", "title_de": "Zahlen in Bildern", "title_en": "Figures in pictures", "format": "reading",
     "minutes": 20, "topics": ["data"], "skills": {SPREADSHEETS: 2}, "level": 2},
    {"number": "WELD", "title_de": "Schweißen für alle", "title_en": "Welding for everybody", "format": "workshop",
     "minutes": 240, "topics": ["production"]},
    {"number": "ROBOT", "title_de": "Roboter einrichten", "title_en": "Setting up robots", "format": "video",
     "minutes": 90, "topics": ["production", "automation"]},
    {"number": "TALK", "title_de": "Gespräche führen", "title_en": "Leading talks", "format": "coaching",
     "minutes": 120, "topics": ["leadership"]},
    {"number": "LAW", "title_de": "Arbeitsrecht kurz", "title_en": "Labour law in short", "format": "reading",
     "minutes": 15, "topics": ["leadership"]},
    {"number": "PODCAST", "title_de": "Führen im Alltag", "title_en": "Leading every day", "format": "audio",
     "minutes": 25, "topics": ["leadership"]},
)  # fmt: skip

TOPICS = {
    "office": LocalText("Büro", "Office"),
    "data": LocalText("Daten", "Data"),
    "production": LocalText("Fertigung", "Production"),
    "automation": LocalText("Automatisierung", "Automation"),
    "leadership": LocalText("Führung", "Leadership"),
}


def fill_catalogue(*more: dict[str, Any]) -> None:
    """The eight items, and more; with topics and search."""
    rows = [{"languages": ["de", "en"], "summary_de": "Kurz und gut.", **row} for row in (*ROWS, *more)]
    topics.save(TOPICS)
    LearningItem.objects.bulk_create([LearningItem(**row) for row in rows])
    services.catalogue_changed()


def duty(number: str = "SAFETY", *, until: date | None = None) -> dict[str, Any]:
    return {
        "number": number,
        "title_de": "Sicher arbeiten",
        "title_en": "Working safely",
        "format": "selfstudy",
        "minutes": 10,
        "topics": ["production"],
        "is_mandatory": True,
        "available_until": until,
    }


def grant_of(actor: Actor, purpose: str) -> Grant:
    answer = gate.open(actor, id_of(actor), purpose, datetime.now(UTC))
    assert isinstance(answer, Grant), answer
    return answer


def id_of(actor: Actor) -> UUID:
    """The employee behind an actor who is one."""
    assert actor.employee_id is not None
    return actor.employee_id


def finish(actor: Actor, *keys: ItemKey, days_ago: int = 30) -> None:
    """The person finished these items, one a day."""
    grant = grant_of(actor, "learning.record")
    for step, key in enumerate(keys):
        at = datetime.now(UTC) - timedelta(days=days_ago - step)
        write.record_activity(grant, key, ActivityState.FINISHED, at)


def employ(*employees: Employee, position: str, org_unit: str, needs: dict[str, int] | None = None) -> None:
    """What HR says about these people's jobs. needs: skill -> level that the position asks for."""
    job = position_titled(position, position)
    for concept_id, level in (needs or {}).items():
        PositionSkill.objects.get_or_create(position=job, concept_id=concept_id, level=level)
    unit = org_unit_at(org_unit)
    grant = gate.open_population(Actor.system(), "hr.masterdata")
    assert isinstance(grant, Grant)
    facts = (("position", job.code), ("org_unit", unit.path))
    subjects = Subject.of_all([e.pk for e in employees])
    with gate.rows(grant):
        Employment.under(grant).bulk_create(
            [
                Employment(
                    subject_id=subject,
                    key=key,
                    value=value,
                    origin=Origin.IMPORT,
                    recorded_at=datetime.now(UTC),
                )
                for subject in subjects.values()
                for key, value in facts
            ]
        )


def fill_log(make_employee: Callable[..., Any], *, people: int = 12) -> list[Actor]:
    """People of two kinds: half go from EXCEL to PIVOT to CHARTS, half from WELD to ROBOT; some read LAW.

    The former are in Büro, the latter in Werk.
    """
    employees = [make_employee(f"P{n}", "Log", personnel_number=f"LOG-{n}") for n in range(people)]
    employ(*employees[1::2], position="Controlling", org_unit="Büro")
    employ(*employees[::2], position="Montage", org_unit="Werk")
    actors = []
    for number, employee in enumerate(employees):
        actor = actor_of(employee.user)
        path: Iterable[ItemKey] = (EXCEL, PIVOT, CHARTS) if number % 2 else (WELD, ROBOT)
        finish(actor, *path, *((LAW,) if number % 3 == 0 else ()), days_ago=60 - number)
        actors.append(actor)
    return actors


def know(actor: Actor, concept_id: str, level: int) -> None:
    """The person states a skill; it is added to the vocabulary if it is new."""
    SkillConcept.objects.get_or_create(
        concept_id=concept_id, defaults={"label_de": "Tabellenkalkulation", "label_en": "Spreadsheets"}
    )
    write.state_skill(grant_of(actor, "privacy.rights"), concept_id, level)
