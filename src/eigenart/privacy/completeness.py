"""Third lock: system checks over all models. A table about a person that the register does not know stops the start.

E001 category, E002 retention, E003 outside SubjectData, E004 visible reverse relation, E005 table and columns,
E006 foreign key between tables about people, E007 identity table without deletion, E000 register.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models
from django.utils.translation import gettext_lazy as _

from eigenart.people.models import Employee
from eigenart.privacy.identities import DELETED_BY
from eigenart.privacy.in_force import register as register_in_force
from eigenart.privacy.subject import Subject, SubjectData
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import Register


def register() -> None:
    """Hand the checks to Django; called once by the app's config."""
    checks.register(check_models, "eigenart")


def check_models(app_configs: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """All problems of all models, whatever app was asked for: forgetting must not be selectable."""
    try:
        source = register_in_force()
    except (RegisterUnreadable, RegisterInvalid) as error:
        return [checks.Error(str(error), id="eigenart.E000")]
    return [*problems(apps.get_models(include_auto_created=True), source), *_undeleted(source)]


def problems(found: Iterable[type[models.Model]], source: Register) -> Iterator[checks.CheckMessage]:
    """What keeps these models from being complete."""
    by_login = {kind.table for kind in source.content.data_types.values() if kind.access == "login"}
    for model in found:
        if issubclass(model, SubjectData):
            yield from _problems_of(model, source)
        elif model._meta.db_table in by_login:
            yield from _columns_of(model, source, model._meta.db_table)
        elif _relates_to_person(model):
            yield _error(3, model, _("relates to a person but is not SubjectData"))


def _undeleted(source: Register) -> Iterator[checks.CheckMessage]:
    for name, kind in source.content.data_types.items():
        counts_from_leaving = source.retention(name).start == "contract_end"
        if kind.access == "login" and (kind.table not in DELETED_BY or not counts_from_leaving):
            text = _("has no rule of deletion that the system knows")
            yield checks.Error(f"{name} {text}", id="eigenart.E007")


def _problems_of(model: type[SubjectData], source: Register) -> Iterator[checks.CheckMessage]:
    category = getattr(model, "category", None)
    if category is None or category not in source.gated:
        yield _error(1, model, _("has no category that the register knows"))
        return
    kind = source.gated[category]
    if getattr(model, "retention", None) != kind.retention:
        yield _error(2, model, _("has another retention class than the register"))
    yield from _columns_of(model, source, kind.table)
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey | models.ManyToManyField):
            continue
        if not field.remote_field.hidden:
            yield _error(4, model, _("has a relation that can be followed backwards"), field.name)
        target = field.remote_field.model
        if isinstance(target, type) and issubclass(target, SubjectData | Employee):
            yield _error(6, model, _("points at another table about people"), field.name)


def _columns_of(model: type[models.Model], source: Register, table: str) -> Iterator[checks.CheckMessage]:
    kind = next(kind for kind in source.content.data_types.values() if kind.table == table)
    implied = {"id", "subject_id"} if issubclass(model, SubjectData) else set()
    columns = {str(field.column) for field in model._meta.concrete_fields} - implied
    differing = sorted(columns ^ set(kind.columns))
    if model._meta.db_table != table or differing:
        yield _error(5, model, _("and its entry in the register differ"), ", ".join(differing))


def _relates_to_person(model: type[models.Model]) -> bool:
    forward = (
        field.related_model
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and field.concrete
    )
    return any(
        isinstance(target, type) and issubclass(target, Employee | Subject | SubjectData)
        for target in forward
    )


def _error(number: int, model: type[models.Model], text: Any, detail: str = "") -> checks.CheckMessage:
    label = f"{model._meta.label}.{detail}" if detail else model._meta.label
    return checks.Error(f"{label} {text}", id=f"eigenart.E00{number}")
