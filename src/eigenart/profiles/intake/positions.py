"""The positions file: titles in both languages and the skills that a position needs. About nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from eigenart.core.quality import Column, Dimension, Issue, Row, Severity
from eigenart.people.models import Position
from eigenart.people.services import code_of
from eigenart.privacy.grant import Grant
from eigenart.profiles import vocabulary
from eigenart.profiles.intake import convert
from eigenart.profiles.intake.targets import Change, Heading, Plan, Progress, Provenance, Values
from eigenart.profiles.models import PositionSkill

TABLE = "position"
SKILL = "skill:"
HEADINGS = (
    Heading(
        Column("position", convert.words(160), is_required=True),
        ("Stelle", "Position", "Stellenbezeichnung", "Planstelle", "Funktion", "Job title", "Job", "Job role"),
    ),
    Heading(
        Column("title_de", convert.words(160)),
        ("Bezeichnung", "Bezeichnung deutsch", "Titel deutsch", "Titel", "Titel (de)", "German title"),
    ),
    Heading(
        Column("title_en", convert.words(160)),
        ("Bezeichnung englisch", "Titel englisch", "Titel (en)", "English title", "Title English"),
    ),
    Heading(
        Column("skills", convert.skills),
        ("Fähigkeiten", "Anforderungen", "Kompetenzen", "Anforderungsprofil", "Benötigte Fähigkeiten", "Kenntnisse",
         "Benötigte Kenntnisse", "Skills",
         "Required skills", "Requirements", "Competencies"),
    ),
)  # fmt: skip


class PositionsTarget:
    """See `targets.IntakeTarget`. Positions are known by the code of their name."""

    kind = "positions"
    purpose: str | None = None
    headings = HEADINGS
    key = ("position",)
    rules = ()

    def checker(self) -> "SkillChecker":
        return SkillChecker()

    def plan(self, rows: Sequence[Row], grant: Grant | None) -> Plan:
        records = [f"{TABLE}|{code_of(str(row.values['position']))}" for row in rows]
        now = self.current(records, grant)
        labels = {label for row in rows for label, _ in _skills(row)}
        concepts = vocabulary.concept_ids_by_label(labels)
        changes, unchanged = [], 0
        for row, record in zip(rows, records, strict=True):
            change = _change(row, record, now=now.get(record), concepts=concepts)
            changes += [change] if change else []
            unchanged += change is None
        others = Position.objects.exclude(code__in=[record.partition("|")[2] for record in records])
        return Plan(tuple(changes), unchanged, tuple(others.values_list("title_de", flat=True)))

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        for done, change in enumerate(changes, start=1):
            code = change.record.partition("|")[2]
            if change.after is None:
                Position.objects.filter(code=code).delete()
            else:
                _store(code, change.after)
            progress(done, len(changes), "write")
        return {}

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        codes = [record.partition("|")[2] for record in records]
        found: dict[str, dict[str, object]] = {}
        for code, title_de, title_en in Position.objects.filter(code__in=codes).values_list(
            "code", "title_de", "title_en"
        ):
            found[f"{TABLE}|{code}"] = {"title_de": title_de, "title_en": title_en}
        needs = PositionSkill.objects.filter(position__code__in=codes)
        for code, concept, level in needs.values_list("position__code", "concept_id", "level"):
            found[f"{TABLE}|{code}"][SKILL + concept] = level
        return found


class SkillChecker:
    """Warns of skills that the vocabulary does not know; they are left out."""

    def feed(self, rows: Sequence[Row]) -> Iterator[Issue]:
        known = vocabulary.concept_ids_by_label({label for row in rows for label, _ in _skills(row)})
        for row in rows:
            for label, _ in _skills(row):
                if label not in known:
                    params = {"term": label}
                    dimension = Dimension.CONSISTENCY
                    yield Issue(
                        "unknown_skill", dimension, Severity.WARNING, row.line, "skills", params=params
                    )

    def finish(self) -> Iterable[Issue]:
        return ()


def _skills(row: Row) -> Sequence[tuple[str, int]]:
    value = row.values.get("skills")
    return value if isinstance(value, tuple) else ()


def _change(row: Row, record: str, *, now: Values | None, concepts: Mapping[str, str]) -> Change | None:
    name = str(row.values["position"])
    wanted: dict[str, object] = {"title_de": row.values.get("title_de") or name}
    if row.values.get("title_en"):
        wanted["title_en"] = row.values["title_en"]
    wanted |= {SKILL + concepts[label]: level for label, level in _skills(row) if label in concepts}
    if now is None:
        return Change(record, None, {"title_en": "", **wanted}, row.line, None, name)
    if "skills" in row.values:
        wanted |= {key: None for key in now if key.startswith(SKILL) and key not in wanted}
    differing = {key: value for key, value in wanted.items() if now.get(key) != value}
    if not differing:
        return None
    return Change(record, {key: now.get(key) for key in differing}, differing, row.line, None, name)


def _store(code: str, values: Values) -> None:
    position, _ = Position.objects.get_or_create(code=code, defaults={"title_de": code})
    for column in ("title_de", "title_en"):
        if column in values:
            setattr(position, column, str(values[column] or ""))
    position.save()
    needs = {key.removeprefix(SKILL): value for key, value in values.items() if key.startswith(SKILL)}
    PositionSkill.objects.filter(position=position, concept_id__in=needs).delete()
    PositionSkill.objects.bulk_create(
        [
            PositionSkill(position=position, concept_id=concept, level=level)
            for concept, level in needs.items()
            if isinstance(level, int)
        ]
    )
