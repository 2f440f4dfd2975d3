"""The learning items, skills and positions of the demo company as typed records, read from `texts/`.

An item in `texts/items/*.yaml` is `de: [title, summary]`, `en: [title, summary]` and `is: {...}` with
format, minutes, level, topics, teaches (skill: level), needs (item numbers), must (who has to), by (provider),
cost (euros), languages, since (days before today), until (days after today).
Called by `company` (files) and `activity` (who learns what).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from eigenart.core.vocabulary import LocalText
from eigenart.delivery.demo import texts

OWN_ACADEMY = "Akademie Kesselried"


@dataclass(frozen=True, slots=True)
class Skill:
    """A concept of the demo's vocabulary. `slug` without the prefix `skill:`."""

    slug: str
    group: str
    label: LocalText
    also_de: tuple[str, ...]
    also_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A learning item. must: "" or who has to finish it every year (all, office, production, service, leaders)."""

    number: str
    title: LocalText
    summary: LocalText
    format: str
    minutes: int
    level: int
    topics: tuple[str, ...]
    teaches: Mapping[str, int]
    needs: tuple[str, ...]
    must: str
    provider: str
    cost: float
    languages: tuple[str, ...]
    since: int | None
    until: int | None

    def opens_on(self, today: date) -> date | None:
        return None if self.since is None else today - timedelta(days=self.since)

    def closes_on(self, today: date) -> date | None:
        return None if self.until is None else today + timedelta(days=self.until)


@dataclass(frozen=True, slots=True)
class Job:
    """A position. kind: leaders, office, production, service, field or apprentice."""

    code: str
    kind: str
    title: LocalText
    needs: Mapping[str, int]


@cache
def skills() -> Mapping[str, Skill]:
    return {
        slug: Skill(slug, group, LocalText(de, en), tuple(also_de), tuple(also_en))
        for group, members in texts.read("vocabulary").items()
        for slug, (de, en, also_de, also_en) in members.items()
    }


@cache
def topics() -> Mapping[str, LocalText]:
    return {code: LocalText(de, en) for code, (de, en) in texts.read("topics").items()}


@cache
def entries() -> Mapping[str, Entry]:
    found = {}
    for number, written in texts.read_items().items():
        facts = written["is"]
        found[number] = Entry(
            number=number,
            title=LocalText(written["de"][0], written["en"][0]),
            summary=LocalText(written["de"][1], written["en"][1]),
            format=facts["format"],
            minutes=facts["minutes"],
            level=facts["level"],
            topics=tuple(facts["topics"]),
            teaches=facts.get("teaches", {}),
            needs=tuple(facts.get("needs", ())),
            must=facts.get("must", ""),
            provider=facts.get("by", OWN_ACADEMY),
            cost=float(facts.get("cost", 0)),
            languages=tuple(facts.get("languages", ("de", "en"))),
            since=facts.get("since"),
            until=facts.get("until"),
        )
    return found


@cache
def jobs() -> Mapping[str, Job]:
    return {
        code: Job(code, job["kind"], LocalText(job["de"], job["en"]), job["needs"])
        for code, job in texts.read("structure")["positions"].items()
    }
