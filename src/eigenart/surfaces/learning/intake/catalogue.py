"""Importing the catalogue: about nobody, so it needs no grant. A column that the file lacks keeps what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from eigenart.core.quality import Dimension, Issue, Row, Rule, Severity
from eigenart.privacy.grant import Grant
from eigenart.profiles import vocabulary
from eigenart.profiles.intake.targets import Change, Heading, Plan, Progress, Provenance, Values
from eigenart.surfaces.learning import services, topics
from eigenart.surfaces.learning.intake import columns
from eigenart.surfaces.learning.models import LearningItem

TABLE: Final = "item"
CHUNK: Final = 500
_TEXTS = ("title_de", "title_en", "summary_de", "summary_en", "format", "provider")
_LISTS = ("languages", "topics", "prerequisites")
_DAYS = ("available_from", "available_until")
_FIELDS = (*_TEXTS, *_LISTS, *_DAYS, "minutes", "level", "skills", "is_mandatory", "cost_cents", "is_active")
_RENAMED = {"mandatory": "is_mandatory", "cost": "cost_cents"}


def _ends_after_it_starts(values: Mapping[str, Any]) -> bool:
    return bool(values["available_from"] <= values["available_until"])


class CatalogueTarget:
    """One row is one item; the item's number names it."""

    kind: str = "catalogue"
    purpose: str | None = None
    headings: tuple[Heading, ...] = columns.CATALOGUE
    key: tuple[str, ...] = ("item_number",)
    rules: tuple[Rule, ...] = (
        Rule(
            "available_until_before_from",
            ("available_from", "available_until"),
            _ends_after_it_starts,
            Severity.REFUSAL,
        ),
    )

    def checker(self) -> "CatalogueChecker":
        return CatalogueChecker()

    def plan(self, rows: Sequence[Row], grant: Grant | None) -> Plan:
        held = self.current([_record(row.values["item_number"]) for row in rows], grant)
        concepts = vocabulary.concept_ids_by_label({label for row in rows for label, _ in _skills(row)})
        changes = []
        for row in rows:
            record = _record(row.values["item_number"])
            before = held.get(record)
            after = {**(before or _blank()), **_given(row, concepts), "is_active": True}
            if after != before:
                label = str(after["title_de"] or after["title_en"])
                changes.append(
                    Change(record, before, after, row.line, label=f"{row.values['item_number']}: {label}")
                )
        named = {row.values["item_number"] for row in rows}
        others = LearningItem.objects.exclude(number__in=named).filter(is_active=True)
        missing = tuple(
            f"{n}: {de or en}" for n, de, en in others.values_list("number", "title_de", "title_en")
        )
        return Plan(tuple(changes), unchanged=len(rows) - len(changes), missing=missing)

    def write(
        self, changes: Sequence[Change], *, grant: Grant | None, provenance: Provenance, progress: Progress
    ) -> Mapping[str, UUID]:
        if not changes:
            return {}
        gone = [_number(change.record) for change in changes if change.after is None]
        LearningItem.objects.filter(number__in=gone).delete()
        rows = [_row(change.record, change.after) for change in changes if change.after is not None]
        topics.add_missing({code for row in rows for code in row.topics})
        for start in range(0, len(rows), CHUNK):
            LearningItem.objects.bulk_create(
                rows[start : start + CHUNK],
                update_conflicts=True,
                unique_fields=["number"],
                update_fields=list(_FIELDS),
            )
            progress(min(start + CHUNK, len(rows)), len(rows), "write")
        services.catalogue_changed([row.number for row in rows])
        return {}

    def current(self, records: Sequence[str], grant: Grant | None) -> Mapping[str, Values]:
        numbers = [_number(record) for record in records]
        found = LearningItem.objects.filter(number__in=numbers).defer("search_de", "search_en")
        return {_record(row.number): _values(row) for row in found}


class CatalogueChecker:
    """Refuses items without a title; warns of skills and prerequisites that nothing is known about."""

    def __init__(self) -> None:
        self.stored = set(LearningItem.objects.values_list("number", flat=True))
        self.known = set(self.stored)
        self.wanted: dict[str, int] = {}

    def feed(self, rows: Sequence[Row]) -> Iterable[Issue]:
        labels = {label for row in rows for label, _ in _skills(row)}
        concepts = vocabulary.concept_ids_by_label(labels)
        for row in rows:
            number_here = str(row.values["item_number"])
            self.known.add(number_here)
            for number in row.values.get("prerequisites") or ():  # type: ignore[attr-defined]
                self.wanted.setdefault(number, row.line)
            has_title = row.values.get("title_de") or row.values.get("title_en")
            if not has_title and number_here not in self.stored:
                yield Issue("missing", Dimension.COMPLETENESS, Severity.REFUSAL, row.line, "title_de")
            yield from (_unknown(label, row.line) for label, _ in _skills(row) if label not in concepts)

    def finish(self) -> Iterable[Issue]:
        for number, line in self.wanted.items():
            if number not in self.known:
                yield Issue(
                    "unknown_prerequisite", Dimension.CONSISTENCY, Severity.WARNING, line, "prerequisites"
                )


def _unknown(label: str, line: int) -> Issue:
    params = {"term": label}
    return Issue("unknown_skill", Dimension.CONSISTENCY, Severity.WARNING, line, "skills", params=params)


def _record(number: object) -> str:
    return f"{TABLE}|{number}"


def _number(record: str) -> str:
    return record.partition("|")[2]


def _skills(row: Row) -> tuple[tuple[str, int], ...]:
    return row.values.get("skills") or ()  # type: ignore[return-value]


def _given(row: Row, concepts: Mapping[str, str]) -> dict[str, object]:
    """What the file says, by the names of the fields; empty cells empty the field."""
    given: dict[str, object] = {}
    for name, value in row.values.items():
        field = _RENAMED.get(name, name)
        if field == "skills":
            given[field] = {concepts[label]: lvl for label, lvl in _skills(row) if label in concepts}
        elif field in _TEXTS:
            given[field] = value or ""
        elif field in _LISTS:
            given[field] = list(value or ())  # type: ignore[call-overload]
        elif field in _DAYS:
            given[field] = value.isoformat() if isinstance(value, date) else None
        elif field == "is_mandatory":
            given[field] = bool(value)
        elif field in _FIELDS:
            given[field] = value
    return given


def _blank() -> dict[str, object]:
    return _values(LearningItem())


def _values(row: LearningItem) -> dict[str, object]:
    """One item as JSON can hold it."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return values | {name: day.isoformat() if (day := values[name]) else None for name in _DAYS}


def _row(record: str, values: Values) -> LearningItem:
    fields: dict[str, Any] = {name: values[name] for name in _FIELDS if name in values}
    for name in _DAYS:
        fields[name] = date.fromisoformat(fields[name]) if fields.get(name) else None
    return LearningItem(number=_number(record), **fields)
