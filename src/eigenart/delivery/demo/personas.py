"""The ten demo people one can log in as. Fixed for every seed, so that guides and tests can name them.

`staff` seats them in the company, `activity` copies their history, the demo loader writes what they stated
through the product's own services. Nobody's reason for a break or for part-time is written down anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from eigenart.core.vocabulary import ActivityState, FactKind, LocalText
from eigenart.people.actor import Role


class Step(NamedTuple):
    """A state that an item reached, so many days before today, at this clock time."""

    item: str
    state: ActivityState
    days_ago: int
    clock: str


class Stated(NamedTuple):
    """Something the person entered herself: kind interest or preference, key and value as in the profile."""

    kind: str
    key: str
    value: str = ""


class GoodTime(NamedTuple):
    """When a topic goes well by the person's own word: hours of the day, from <= hour < until."""

    topic: str
    from_hour: int
    until_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    number: str
    login: str
    given: str
    family: str
    description: LocalText
    unit: str
    position: str
    site: str
    mode: str
    entered_days_ago: int
    skills: Mapping[str, int]
    roles: tuple[Role, ...] = ()
    hours: float = 38.5
    language: str = "de"
    history: tuple[Step, ...] = ()
    stated: tuple[Stated, ...] = ()
    good_times: tuple[GoodTime, ...] = ()


def _done(clock: str, *visits: tuple[str, int]) -> tuple[Step, ...]:
    """Items finished at about the same time of day, as (item, days ago)."""
    return tuple(Step(item, ActivityState.FINISHED, days, clock) for item, days in visits)


def _likes(*formats: str) -> tuple[Stated, ...]:
    return tuple(Stated(FactKind.PREFERENCE.value, f"format:{name}", "like") for name in formats)


def _minutes(minutes: int) -> tuple[Stated, ...]:
    return (Stated(FactKind.PREFERENCE.value, "minutes", str(minutes)),)


def _interests(*keys: str) -> tuple[Stated, ...]:
    return tuple(Stated(FactKind.INTEREST.value, key) for key in keys)


def all_steps() -> Iterator[tuple[Persona, Step]]:
    for persona in PERSONAS:
        for step in persona.history:
            yield persona, step


PERSONAS: tuple[Persona, ...] = (
    Persona(
        number="001204",
        login="marketing",
        given="Mirjam",
        family="Terlinden",
        description=LocalText(
            "Marketing: kreative Aufgaben am Vormittag, Zahlen am Nachmittag",
            "Marketing: creative tasks in the morning, figures in the afternoon",
        ),
        unit="Vertrieb > Marketing",
        position="MA-10",
        site="Osnabrück",
        mode="hybrid",
        entered_days_ago=2060,
        skills={
            "content-creation": 3,
            "copywriting": 2,
            "graphic-design": 2,
            "social-media": 3,
            "photography": 1,
        },
        history=(
            *_done(
                "08:35", ("LI-1601", 96), ("LI-1602", 96), ("LI-1604", 61), ("LI-1411", 40), ("LI-1608", 19)
            ),
            *_done("14:20", ("LI-0601", 54), ("LI-0502", 33), ("LI-0501", 47)),
            Step("LI-1603", ActivityState.STARTED, 12, "08:50"),
            *_done(
                "13:10",
                ("LI-0201", 230),
                ("LI-0202", 230),
                ("LI-0301", 45),
                ("LI-0306", 45),
                ("LI-0401", 150),
            ),
        ),
        stated=(*_likes("video"), *_minutes(20), *_interests("marketing", "skill:video-production", "data")),
        good_times=(GoodTime("marketing", 8, 11), GoodTime("data", 14, 16)),
    ),
    Persona(
        number="002391",
        login="projektleitung",
        given="Henrik",
        family="Vossberg",
        description=LocalText(
            "Projektleitung: viel Erfahrung, seit fünf Tagen im Unternehmen",
            "Project manager: much experience, joined five days ago",
        ),
        unit="Projektmanagement",
        position="PM-10",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=5,
        skills={
            "project-management": 4,
            "project-planning": 4,
            "risk-management": 3,
            "stakeholders": 4,
            "business-english": 3,
            "negotiation": 3,
            "leading-teams": 2,
            "agile": 2,
            "spreadsheets": 3,
        },
        stated=_minutes(30),
    ),
    Persona(
        number="002384",
        login="einstieg",
        given="Amira",
        family="Zayeni",
        description=LocalText(
            "Ingenieurwesen: in der zweiten Woche nach dem Studium",
            "Graduate engineer: second week after university",
        ),
        unit="Technik",
        position="TE-90",
        site="Ulm",
        mode="office",
        entered_days_ago=10,
        skills={"cad-3d": 1, "strength-analysis": 2, "materials": 2, "python": 1, "english": 3},
        history=_done("10:15", ("LI-0101", 9), ("LI-0105", 8)),
        stated=(*_likes("task", "video"), *_interests("engineering", "automation")),
    ),
    Persona(
        number="000871",
        login="aussendienst",
        given="Tarik",
        family="Yönder",
        description=LocalText(
            "Vertrieb im Außendienst: viel unterwegs, kurze Zeitfenster",
            "Field sales: often on the road, short time slots",
        ),
        unit="Vertrieb > Außendienst",
        position="VT-10",
        site="Außendienst",
        mode="field",
        entered_days_ago=3180,
        skills={
            "sales-talks": 3,
            "needs-analysis": 2,
            "technical-sales": 3,
            "crm-use": 1,
            "territory-planning": 2,
        },
        history=(
            *_done(
                "07:25", ("LI-1507", 74), ("LI-1501", 73), ("LI-1401", 52), ("LI-0211", 31), ("LI-1006", 17)
            ),
            *_done("17:40", ("LI-1503", 45), ("LI-1508", 24)),
            Step("LI-0303", ActivityState.STARTED, 140, "18:05"),
            Step("LI-0303", ActivityState.STOPPED, 133, "18:10"),
            *_done("16:30", ("LI-0201", 221), ("LI-0301", 145), ("LI-0306", 145)),
        ),
        stated=(*_likes("audio"), *_minutes(15), *_interests("sales")),
    ),
    Persona(
        number="000655",
        login="wiedereinstieg",
        given="Danuta",
        family="Rosenkamp",
        description=LocalText(
            "Einkauf in Teilzeit: nach längerer Pause wieder da",
            "Purchasing, part-time: back after a longer break",
        ),
        unit="Einkauf und Logistik > Einkauf",
        position="EL-11",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=4300,
        hours=20.0,
        skills={"purchasing": 3, "purchase-negotiation": 2, "erp-use": 2, "polish": 4, "spreadsheets": 2},
        history=(
            *_done("09:30", ("LI-1701", 690), ("LI-0305", 668), ("LI-0510", 640), ("LI-0501", 618)),
            *_done("10:45", ("LI-0201", 655), ("LI-0301", 600), ("LI-1406", 575)),
            *_done("09:15", ("LI-0105", 6)),
        ),
        stated=(*_minutes(30), *_interests("supply")),
    ),
    Persona(
        number="000418",
        login="teamleitung",
        given="Gesine",
        family="Ahlborn",
        description=LocalText(
            "Teamleitung Mechanische Konstruktion mit 13 Personen",
            "Team lead of mechanical design with 13 people",
        ),
        roles=(Role.MANAGER,),
        unit="Technik > Mechanische Konstruktion",
        position="TE-01",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=5190,
        skills={
            "leading-teams": 2,
            "technical-drawing": 4,
            "tolerancing": 4,
            "project-planning": 3,
            "cad-3d": 4,
        },
        history=(
            *_done("15:40", ("LI-1301", 410), ("LI-1302", 362), ("LI-1304", 361), ("LI-1303", 255)),
            *_done("08:10", ("LI-1308", 120), ("LI-1311", 64), ("LI-0505", 63)),
            Step("LI-1305", ActivityState.PLANNED, 20, "11:00"),
            *_done(
                "12:50",
                ("LI-0201", 225),
                ("LI-0202", 225),
                ("LI-1310", 200),
                ("LI-0301", 50),
                ("LI-0306", 50),
                ("LI-0401", 170),
            ),
        ),
        stated=(*_interests("leadership", "skill:employee-talks"), *_likes("coaching")),
    ),
    Persona(
        number="000937",
        login="personal",
        given="Ioana",
        family="Brettschneider",
        description=LocalText("Leitung Personal", "Head of HR"),
        roles=(Role.HR, Role.EMPLOYER, Role.MANAGER),
        unit="Verwaltung > Personal",
        position="VW-20",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=2990,
        skills={
            "personnel-development": 4,
            "labour-law": 3,
            "interviewing": 3,
            "leading-teams": 3,
            "onboarding": 3,
        },
        history=(
            *_done("09:05", ("LI-1710", 300), ("LI-1711", 270), ("LI-1712", 133), ("LI-0601", 80)),
            *_done(
                "13:30",
                ("LI-0201", 240),
                ("LI-0202", 240),
                ("LI-0301", 44),
                ("LI-0306", 44),
                ("LI-0401", 160),
                ("LI-0403", 90),
            ),
        ),
        stated=_interests("people", "ai"),
    ),
    Persona(
        number="000236",
        login="betriebsrat",
        given="Ottmar",
        family="Lindqvist",
        description=LocalText("Betriebsrat", "Works council"),
        roles=(Role.WORKS_COUNCIL,),
        unit="Produktion > Arbeitsvorbereitung",
        position="PR-31",
        site="Ulm",
        mode="office",
        entered_days_ago=8120,
        skills={"process-planning": 4, "erp-use": 3, "spreadsheets": 2, "data-protection": 3},
        history=(
            *_done("10:20", ("LI-0302", 210), ("LI-0303", 188), ("LI-0910", 150), ("LI-0510", 430)),
            *_done("13:45", ("LI-0201", 226), ("LI-0202", 226), ("LI-0301", 300), ("LI-0401", 180)),
        ),
        stated=_interests("privacy", "production"),
    ),
    Persona(
        number="001342",
        login="datenschutz",
        given="Leonie",
        family="Harbeck",
        description=LocalText(
            "Datenschutzbeauftragte neben dem Controlling", "Data protection officer beside controlling"
        ),
        roles=(Role.DPO,),
        unit="Verwaltung > Finanzen",
        position="VW-12",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=1620,
        skills={"controlling": 3, "pivot-tables": 3, "data-protection": 4, "spreadsheets": 3},
        history=(
            *_done("11:05", ("LI-0302", 205), ("LI-0303", 180)),
            *_done("14:10", ("LI-0201", 223), ("LI-0202", 223), ("LI-0301", 90), ("LI-0401", 150)),
        ),
        stated=_interests("privacy", "data"),
    ),
    Persona(
        number="001118",
        login="it",
        given="Jarno",
        family="Pietsch",
        description=LocalText("IT: betreibt das Portal", "IT: runs the portal"),
        roles=(Role.ADMIN,),
        unit="Verwaltung > IT",
        position="VW-31",
        site="Ulm",
        mode="hybrid",
        entered_days_ago=2390,
        skills={"system-administration": 3, "network-technology": 3, "linux": 2, "backup": 3, "scripting": 3},
        history=(
            *_done("16:15", ("LI-0606", 240), ("LI-0605", 200), ("LI-0608", 151), ("LI-0310", 18)),
            *_done(
                "11:30",
                ("LI-0201", 228),
                ("LI-0301", 47),
                ("LI-0306", 46),
                ("LI-0401", 210),
                ("LI-0402", 209),
            ),
            Step("LI-0406", ActivityState.STARTED, 28, "16:40"),
            Step("LI-0406", ActivityState.STOPPED, 15, "16:45"),
        ),
        stated=(*_likes("selfstudy"), *_interests("software", "security")),
    ),
)
