"""The time machine: every class to the day over every table about people, and no trace of whoever left long ago."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import models, transaction

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import consent, retention
from eigenart.privacy.completeness import check_models
from eigenart.privacy.database_role import as_role
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval
from eigenart.privacy.subject import Subject, SubjectData, subject_models
from eigenart.profiles.intake_models import IntakeBatch
from eigenart.register.loader import DEFAULT_FILE
from eigenart.register.periods import day_after

LONG_AGO = date(2019, 4, 15)


@pytest.fixture(autouse=True)
def _approved(approved_register: None) -> None:
    """Every test here runs under an approved register."""


def filler(field: "models.Field[Any, Any]", start: date) -> object:
    """A value that any column of its kind takes; dates and times are `start`."""
    match field:
        case models.ForeignKey():
            return IntakeBatch.objects.create(
                **{
                    one.attname: filler(one, start)
                    for one in IntakeBatch._meta.concrete_fields
                    if not one.primary_key and not one.null and not one.has_default()
                }
            ).pk
        case models.DateTimeField():
            return datetime.combine(start, time(12), UTC)
        case models.DateField():
            return start
        case models.UUIDField():
            return uuid4()
        case models.IntegerField() | models.FloatField():
            return 1
        case models.BooleanField():
            return False
        case models.JSONField():
            return {}
        case models.CharField() if field.choices:
            return field.flatchoices[0][0]
        case _:
            return "x"


def add(model: type[SubjectData], employee: Employee, start: date) -> Any:
    """One row, written as a purpose that may add such rows."""
    subject = Subject.of(employee.pk)
    writer = next(
        entry.id
        for entry in register().content.purposes
        for data in entry.data
        if data.type == model.category and "add" in data.writes
    )
    if register().purpose(writer).switch.control == "opt_in":
        assert employee.user is not None
        # as it was while the person still worked here: a login ends with the employment
        was_here = Actor(user_id=employee.user_id, employee_id=employee.pk, roles=frozenset({Role.EMPLOYEE}))
        consent.give(was_here, employee, writer)
    start_field = register().data_type(model.category).start_field
    fields = [
        f
        for f in model._meta.concrete_fields
        if f.name not in ("id", "subject") and (not f.null or f.name == start_field)
    ]
    row = model(subject=subject, **{field.attname: filler(field, start) for field in fields})
    with transaction.atomic(), as_role(writer, str(subject.pk)):
        row.save(force_insert=True)
    return row.pk


def stored(model: type[SubjectData]) -> dict[Any, Any]:
    """Subject by row, as deletion sees it: everybody's."""
    with transaction.atomic(), as_role("privacy.retention", ""):
        return dict(model._base_manager.values_list("id", "subject_id"))


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@pytest.mark.parametrize("model", subject_models(), ids=lambda model: model.category)
def test_a_row_lives_to_its_last_day_and_not_a_day_longer(
    make_employee: Callable[..., Employee], model: type[SubjectData]
) -> None:
    rule = register().retention(model.category)
    counts_from_row = rule.start in ("event_time", "decision_time")
    leaver = make_employee("Jonas", "Weber", leaves_on=None if counts_from_row else LONG_AGO)
    stayer = make_employee("Mia", "Vogt")
    row = add(model, leaver, LONG_AGO)
    control = add(model, stayer, date.today() + timedelta(days=1))
    last_day = day_after(rule.period, LONG_AGO)
    retention.delete_expired(at_noon(last_day))
    assert row in stored(model)
    retention.delete_expired(at_noon(last_day + timedelta(days=1)))
    assert row not in stored(model)
    assert control in stored(model)


def leave(make_employee: Callable[..., Employee]) -> tuple[Employee, Employee]:
    """Somebody who left long ago and somebody who stays, both with a row in every table; one led the other."""
    leaver = make_employee("Jonas", "Weber", roles=[Role.MANAGER], leaves_on=LONG_AGO)
    stayer = make_employee("Mia", "Vogt", manager=leaver)
    for person in (leaver, stayer):
        for model in subject_models():
            add(model, person, date.today())
    return leaver, stayer


def test_name_and_login_go_six_months_after_leaving(make_employee: Callable[..., Employee]) -> None:
    leaver, stayer = leave(make_employee)
    user = leaver.user_id
    assert user is not None
    Approval.objects.create(
        register_hash="of another time", party="dpo", signed_as="dpo", at=at_noon(LONG_AGO), signed_by_id=user
    )
    last_day = day_after(register().retention("identity").period, LONG_AGO)
    retention.delete_expired(at_noon(last_day))
    leaver.refresh_from_db()
    assert (leaver.family_name, leaver.user_id) == ("Weber", user)
    counts = retention.delete_expired(at_noon(last_day + timedelta(days=1)))
    assert (counts["identity"], counts["login"], counts["pseudonym"]) == (1, 1, 0)
    leaver.refresh_from_db()
    shell = {f.name: f.value_from_object(leaver) for f in Employee._meta.concrete_fields}
    assert {name for name, value in shell.items() if value} == {"id", "personnel_number", "leaves_on"}
    assert shell["personnel_number"] == f"-{leaver.pk}"
    assert not get_user_model().objects.filter(pk=user).exists()
    assert Approval.objects.get(register_hash="of another time").signed_by_id is None
    stayer.refresh_from_db()
    assert (stayer.family_name, stayer.user_id is not None) == ("Vogt", True)
    again = retention.delete_expired(at_noon(last_day + timedelta(days=2)))
    assert (again["identity"], again["login"]) == (0, 0)


def test_three_years_after_leaving_nothing_is_left(make_employee: Callable[..., Employee]) -> None:
    """No line of the person in any table, nothing that points nowhere, and everything of the other one."""
    leaver, stayer = leave(make_employee)
    gone, kept = Subject.of(leaver.pk).pk, Subject.of(stayer.pk).pk
    last_day = day_after(register().retention("pseudonym").period, LONG_AGO)
    retention.delete_expired(at_noon(last_day))
    assert Subject.objects.filter(pk=gone).exists()
    counts = retention.delete_expired(at_noon(last_day + timedelta(days=1)))
    assert counts["pseudonym"] == 1
    assert not Subject.objects.filter(pk=gone).exists()
    assert not Employee.objects.filter(pk=leaver.pk).exists()
    stayer.refresh_from_db()
    assert stayer.manager_id is None
    known = set(Subject.objects.values_list("id", flat=True))
    for model in subject_models():
        holders = set(stored(model).values())
        assert gone not in holders, model
        assert kept in holders, model
        assert holders - {None} <= known, model


def test_whoever_has_no_leaving_date_is_never_touched(make_employee: Callable[..., Employee]) -> None:
    stayer = make_employee("Mia", "Vogt")
    counts = retention.delete_expired(at_noon(date.today() + timedelta(days=40_000)))
    assert counts["identity"] == counts["login"] == counts["pseudonym"] == 0
    before = stayer.family_name
    stayer.refresh_from_db()
    assert stayer.family_name == before


def test_every_data_type_is_counted(db: None) -> None:
    assert set(retention.delete_expired()) == set(register().content.data_types)


def test_an_identity_table_without_a_rule_stops_the_start(settings: Any, tmp_path: Any) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace('table: "auth_user"', 'table: "badge"')
    (tmp_path / "register.yaml").write_text(text, encoding="utf-8")
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    found: list[checks.CheckMessage] = check_models()
    assert "eigenart.E007" in {problem.id for problem in found}
