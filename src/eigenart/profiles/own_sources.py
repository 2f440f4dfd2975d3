"""The five tables of profiles as sources of facts, and the names of their keys. Registered by apps."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

from eigenart.core.vocabulary import Fact, FactId, FactKind, LocalText, Origin
from eigenart.people.models import Position, Site
from eigenart.people.services import PATH_SEPARATOR
from eigenart.privacy.grant import Grant
from eigenart.profiles import rows, sources
from eigenart.profiles.models import (
    Activity,
    Employment,
    FactRow,
    Interest,
    Preference,
    SkillConcept,
    SkillEntry,
)


class TableSource:
    """A table of fact rows. kind is None where the key of each row names its kind (Employment)."""

    def __init__(self, model: type[FactRow], kind: FactKind | None) -> None:
        self.model, self.kind = model, kind
        self.category = str(model.category)
        self.kinds = frozenset(Employment.FIELDS) if kind is None else frozenset({kind})
        self.model_label = model._meta.label

    def facts(self, grant: Grant) -> tuple[Fact, ...]:
        held = list(self.model.under(grant).filter(is_forgotten=False))
        lost = rows.overruled(held, datetime.now(UTC).date())
        return tuple(rows.fact_of(row, self._kind_of(row), is_overruled=row.pk in lost) for row in held)

    def mute(self, grant: Grant, fact_id: FactId) -> None:
        self._change(grant, fact_id, is_muted=True)

    def unmute(self, grant: Grant, fact_id: FactId) -> None:
        self._change(grant, fact_id, is_muted=False)

    def set_end(self, grant: Grant, fact_id: FactId, last_day: date | None) -> None:
        self._change(grant, fact_id, expires_on=last_day)

    def forget(self, grant: Grant, fact_id: FactId) -> None:
        rows.mark_forgotten(grant, self._row(grant, fact_id), datetime.now(UTC))

    def correct(self, grant: Grant, fact_id: FactId, value: str) -> None:
        """An own value is changed; beside an imported one an own one is put, which wins from now on."""
        row = self._row(grant, fact_id)
        now = datetime.now(UTC)
        if isinstance(row, Activity):
            self._correct_step(grant, row, value=value, now=now)
            return
        own = self.model.under(grant).filter(key=row.key, origin=Origin.SELF, subject_id=row.subject_id)
        if own.update(value=value, recorded_at=now, is_muted=False):
            return
        self.model.under(grant).bulk_create(
            [
                self.model(
                    subject_id=row.subject_id, key=row.key, value=value, origin=Origin.SELF, recorded_at=now
                )
            ]
        )

    def _correct_step(self, grant: Grant, row: Activity, *, value: str, now: datetime) -> None:
        """The step gets the right state; the wrong one does not come back with the next import."""
        if value == row.value:
            return
        rows.mark_forgotten(grant, row, now)
        step = Activity(subject_id=row.subject_id, key=row.key, value=value, at=row.at, recorded_at=now)
        step.origin = Origin.SELF
        Activity.under(grant).bulk_create([step], ignore_conflicts=True)

    def _change(self, grant: Grant, fact_id: FactId, **values: object) -> None:
        self._row(grant, fact_id)
        self.model.under(grant).filter(pk=fact_id.partition(":")[2]).update(**values)

    def _row(self, grant: Grant, fact_id: FactId) -> FactRow:
        held = self.model.under(grant).filter(is_forgotten=False)
        row = next((row for row in held if rows.fact_id_of(row) == fact_id), None)
        if row is None:
            raise sources.UnknownFact(fact_id)
        return row

    def _kind_of(self, row: FactRow) -> FactKind:
        return self.kind or FactKind(row.key)


def register() -> None:
    sources.register_source(TableSource(Employment, None))
    sources.register_source(TableSource(SkillEntry, FactKind.SKILL))
    sources.register_source(TableSource(Interest, FactKind.INTEREST))
    sources.register_source(TableSource(Preference, FactKind.PREFERENCE))
    sources.register_source(TableSource(Activity, FactKind.ACTIVITY))
    sources.register_labels(FactKind.SKILL, skill_labels)
    sources.register_labels(FactKind.INTEREST, skill_labels)
    sources.register_labels(FactKind.POSITION, position_labels)
    sources.register_labels(FactKind.SITE, site_labels)
    sources.register_labels(FactKind.ORG_UNIT, org_unit_labels)


def skill_labels(concept_ids: Collection[str]) -> Mapping[str, LocalText]:
    found = SkillConcept.objects.filter(pk__in=concept_ids).values_list("concept_id", "label_de", "label_en")
    return {concept: LocalText(de, en) for concept, de, en in found}


def position_labels(codes: Collection[str]) -> Mapping[str, LocalText]:
    found = Position.objects.filter(code__in=codes).values_list("code", "title_de", "title_en")
    return {code: LocalText(de, en) for code, de, en in found}


def site_labels(codes: Collection[str]) -> Mapping[str, LocalText]:
    return {
        code: LocalText(name, name)
        for code, name in Site.objects.filter(code__in=codes).values_list("code", "name")
    }


def org_unit_labels(paths: Collection[str]) -> Mapping[str, LocalText]:
    names = {path: path.rpartition(PATH_SEPARATOR)[2] for path in paths}
    return {path: LocalText(name, name) for path, name in names.items()}
