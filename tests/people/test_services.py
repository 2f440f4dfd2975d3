"""Identity and authorisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from eigenart.people import services
from eigenart.people.actor import Actor, Role
from eigenart.people.models import Employee, OrgUnit


def test_an_anonymous_visitor_is_nobody() -> None:
    actor = services.actor_of(AnonymousUser())
    assert actor.employee_id is None
    assert actor.roles == frozenset()
    assert actor.label == "none"


def test_an_actor_has_the_roles_of_the_login(make_employee: Callable[..., Any]) -> None:
    employee = make_employee(roles=[Role.HR, Role.EMPLOYER])
    actor = services.actor_of(employee.user)
    assert actor.employee_id == employee.pk
    assert actor.roles == {Role.EMPLOYEE, Role.HR, Role.EMPLOYER}


@pytest.mark.parametrize(("days", "is_there"), [(-1, False), (0, True), (1, True)])
def test_who_has_left_is_nobody(make_employee: Callable[..., Any], days: int, is_there: bool) -> None:
    leaves_on = timezone.localdate() + timedelta(days=days)
    actor = services.actor_of(make_employee(roles=[Role.HR], leaves_on=leaves_on).user)
    assert (actor.employee_id is not None) is is_there
    assert actor.has_role(Role.HR) is is_there


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EMPLOYEE])
def test_no_role_opens_somebody_elses_purposes(make_employee: Callable[..., Any], role: Role) -> None:
    other = make_employee("Berta", "Kühn")
    actor = services.actor_of(make_employee("Cem", "Yıldız", roles=[role]).user)
    assert not services.may_act_for(actor, other.pk)
    assert actor.employee_id is not None
    assert services.may_act_for(actor, actor.employee_id)


def test_only_hr_and_jobs_administer() -> None:
    for role in Role:
        actor = Actor(user_id=1, employee_id=None, roles=frozenset({role}))
        assert services.may_administer(actor) is (role is Role.HR)
    assert services.may_administer(Actor.system())


def test_umlauts_sort_as_in_a_german_phone_book() -> None:
    names = ["Zobel", "Müller", "Mueller", "Muller", "Ölmann", "Ost", "Straße", "Strasse", "Åkesson"]
    assert sorted(names, key=lambda n: services.sort_key(n, "")) == [
        "Åkesson", "Müller", "Mueller", "Muller", "Ölmann", "Ost", "Straße", "Strasse", "Zobel",
    ]  # fmt: skip


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_sort_key_is_short_ascii(family: str, given_name: str) -> None:
    key = services.sort_key(family, given_name)
    assert key.isascii()
    assert len(key) <= 260


def test_an_org_unit_path_makes_its_levels_once(db: None) -> None:
    leaf = services.org_unit_at("Vertrieb > Außendienst>Süd")
    again = services.org_unit_at("Vertrieb > Außendienst > Süd")
    assert leaf.pk == again.pk
    assert leaf.path == "Vertrieb > Außendienst > Süd"
    assert leaf.parent is not None
    assert leaf.parent.parent is not None
    assert leaf.parent.parent.name == "Vertrieb"
    assert OrgUnit.objects.count() == 3


def test_an_empty_org_unit_path_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="at least one name"):
        services.org_unit_at(" > ")


def test_codes_are_stable_and_language_free() -> None:
    assert services.code_of("Fräser/-in (CNC)") == "fraeser-in-cnc"
    assert services.code_of("  Größe  & Maß ") == "groesse-mass"


def test_a_login_can_be_set_twice_and_moves_with_its_employee(make_employee: Callable[..., Any]) -> None:
    first, second = make_employee("Ada", "Eins"), make_employee("Ben", "Zwei")
    services.set_login(
        "boss", password="correct horse battery", personnel_number=first.personnel_number, roles=[Role.HR]
    )
    user = services.set_login(
        "boss", password=None, personnel_number=second.personnel_number, roles=[Role.DPO]
    )
    assert services.actor_of(user).employee_id == second.pk
    assert services.actor_of(user).roles == {Role.EMPLOYEE, Role.DPO}
    assert not user.has_usable_password()
    assert Employee.objects.filter(user=user).count() == 1


def test_an_unknown_employee_leaves_no_login_behind(db: None) -> None:
    with pytest.raises(services.UnknownEmployee):
        services.set_login("ghost", password="x" * 20, personnel_number="404", roles=[])
    assert not get_user_model().objects.filter(username="ghost").exists()
