"""Who works in the demo company: 250 invented people in their departments, with managers, hours and skills.

No gender, birth date, nationality or other protected attribute exists anywhere, not even while generating.
Called by `company`; the ten fixed people come from `personas`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from eigenart.delivery.demo import catalogue, texts
from eigenart.delivery.demo.personas import PERSONAS, Persona

MAIL_DOMAIN = "kesselried.example"
GRADUATE = "TE-90"
FULL_TIME = 38.5
PART_TIME = (20.0, 25.0, 28.0, 30.0, 32.5)
WORK_MODES = {
    "leaders": {"office": 3, "hybrid": 5},
    "office": {"office": 3, "hybrid": 5, "home": 1},
    "production": {"office": 1},
    "service": {"field": 1},
    "field": {"field": 1},
    "apprentice": {"office": 1},
}
FIRST_NUMBER, LAST_NUMBER = 104, 2370


@dataclass(slots=True)
class Worker:
    """One line of people.csv. `manager` is a personnel number or empty."""

    unit: str
    position: str
    is_head: bool
    kind: str
    site: str = ""
    number: str = ""
    given: str = ""
    family: str = ""
    mail: str = ""
    manager: str = ""
    entered: date = date.min
    leaves: date | None = None
    hours: float = FULL_TIME
    mode: str = "office"
    language: str = "de"
    skills: Mapping[str, int] = field(default_factory=dict)
    persona: Persona | None = None


def hire(random: Random, today: date) -> list[Worker]:
    """The whole workforce, ordered by personnel number."""
    structure = texts.read("structure")
    workers = [worker for unit in structure["units"] for worker in _places(unit, random)]
    _seat_personas(workers, today)
    for worker in workers:
        if worker.persona is None:
            _draw_contract(worker, random, today)
            worker.skills = _draw_skills(worker, random, today)
    _draw_names(workers, random)
    _number(workers, random)
    _appoint_managers(workers)
    return sorted(workers, key=lambda worker: worker.number)


def _places(unit: Mapping[str, Any], random: Random) -> Iterator[Worker]:
    sites, weights = list(unit["at"]), list(unit["at"].values())
    names = texts.read("structure")["sites"]
    jobs = catalogue.jobs()
    yield Worker(unit["path"], unit["head"], True, jobs[unit["head"]].kind, site=names[sites[0]])
    for position, count in unit["staff"].items():
        for _ in range(count):
            site = names[random.choices(sites, weights)[0]]
            yield Worker(unit["path"], position, False, jobs[position].kind, site=site)


def _seat_personas(workers: list[Worker], today: date) -> None:
    for persona in PERSONAS:
        place = next(
            w
            for w in workers
            if w.persona is None and w.unit == persona.unit and w.position == persona.position
        )
        place.persona = persona
        place.number, place.given, place.family = persona.number, persona.given, persona.family
        place.site, place.mode, place.hours = persona.site, persona.mode, persona.hours
        place.language, place.skills = persona.language, persona.skills
        place.entered = today - timedelta(days=persona.entered_days_ago)


def _draw_contract(worker: Worker, random: Random, today: date) -> None:
    modes = WORK_MODES[worker.kind]
    worker.mode = random.choices(list(modes), list(modes.values()))[0]
    if worker.site == texts.read("structure")["sites"]["field"]:
        worker.mode = "field"
    if worker.kind == "office" and random.random() < 0.07:
        worker.language = "en"
    if worker.kind == "apprentice":
        worker.entered = _first_of_september(random.choice((0, 1, 2)), today)
        worker.leaves = worker.entered.replace(year=worker.entered.year + 3, month=8, day=31)
        return
    years = _draw_tenure(worker, random)
    day = today - timedelta(days=30 + int(years * 365))
    worker.entered = day.replace(day=random.choices((1, 15), (9, 1))[0])
    if not worker.is_head and random.random() < 0.2:
        worker.hours = random.choice(PART_TIME)
    if not worker.is_head and years < 1.5 and random.random() < 0.3:
        worker.leaves = worker.entered.replace(day=1) + timedelta(days=730)


def _draw_tenure(worker: Worker, random: Random) -> float:
    """Years in the company beyond the first month: many short ones, some very long ones; heads have some years."""
    if worker.position == GRADUATE:
        return random.random()
    shortest = 2.5 if worker.is_head else 0.0
    while (years := random.expovariate(1 / 9)) > 34 or years < shortest:
        pass
    return years


def _first_of_september(years_before: int, today: date) -> date:
    latest = date(today.year, 9, 1)
    year = today.year if latest <= today - timedelta(days=30) else today.year - 1
    return date(year - years_before, 9, 1)


def _draw_skills(worker: Worker, random: Random, today: date) -> Mapping[str, int]:
    """Most needs of the position, near the needed level, and a few skills of the same groups; some enter nothing."""
    if random.random() < 0.1:
        return {}
    tenure = (today - worker.entered).days / 365
    found: dict[str, int] = {}
    needs = catalogue.jobs()[worker.position].needs
    for slug, level in needs.items():
        if random.random() < 0.78:
            shift = random.choices((-1, 0, 1), (4 if tenure < 3 else 2, 5, 1 if tenure < 3 else 3))[0]
            found[slug] = min(4, max(1, level + shift))
    known = catalogue.skills()
    groups = {known[slug].group for slug in needs} - {"leadership"}
    related = [slug for slug, skill in known.items() if skill.group in groups and slug not in needs]
    for slug in random.sample(related, k=min(len(related), random.choice((0, 1, 1, 2, 3)))):
        found[slug] = random.choice((1, 2, 2, 3))
    if random.random() < 0.35:
        found["english"] = random.choice((1, 2, 2, 3))
    return found


def _draw_names(workers: list[Worker], random: Random) -> None:
    written = texts.read("names")
    pools, weights = written["pools"], [pool["weight"] for pool in written["pools"]]
    taken = {f"{persona.given} {persona.family}" for persona in PERSONAS} | set(written["avoid"])
    for worker in workers:
        while not worker.given:
            pool = random.choices(pools, weights)[0]
            other = random.choices(pools, weights)[0] if random.random() < written["share_mixed"] else pool
            given, family = random.choice(pool["given"]), random.choice(other["family"])
            if f"{given} {family}" not in taken:
                taken.add(f"{given} {family}")
                worker.given, worker.family = given, family
    mails: set[str] = set()
    for worker in workers:
        name, again = f"{_plain(worker.given)}.{_plain(worker.family)}", 2
        mail = f"{name}@{MAIL_DOMAIN}"
        while mail in mails:
            mail, again = f"{name}{again}@{MAIL_DOMAIN}", again + 1
        mails.add(mail)
        worker.mail = mail


def _plain(name: str) -> str:
    """A name as in a mail address: `Jörg Weiß-Çelik` becomes `joerg.weiss-celik` part by part."""
    lowered = name.lower().replace(" ", "-")
    for letter, plain in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "đ": "d"}.items():
        lowered = lowered.replace(letter, plain)
    return "".join(
        c for c in unicodedata.normalize("NFKD", lowered) if c.isascii() and (c.isalnum() or c == "-")
    )


def _number(workers: list[Worker], random: Random) -> None:
    """Numbers rise with the entry date, with gaps; the personas keep theirs."""
    reserved = {int(persona.number) for persona in PERSONAS}
    free = [number for number in range(FIRST_NUMBER, LAST_NUMBER) if number not in reserved]
    open_places = sorted((w for w in workers if not w.number), key=lambda w: (w.entered, w.unit, w.family))
    drawn = sorted(random.sample(free, k=len(open_places)))
    for worker, number in zip(open_places, drawn, strict=True):
        worker.number = f"{number:06d}"


def _appoint_managers(workers: list[Worker]) -> None:
    heads = {worker.unit: worker.number for worker in workers if worker.is_head}
    top = next(iter(texts.read("structure")["units"]))["path"]
    for worker in workers:
        above = worker.unit if not worker.is_head else worker.unit.rpartition(" > ")[0] or top
        worker.manager = "" if heads[above] == worker.number else heads[above]
