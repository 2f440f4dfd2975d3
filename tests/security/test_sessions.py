"""Sessions: renewed at login, ended by time, by the person, by a new password and by leaving."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as running
from django.contrib.sessions.models import Session
from django.test import Client

from eigenart.delivery.web import sessions
from eigenart.people.models import Employee
from eigenart.people.services import set_login
from tests.factories.people import user_of
from tests.security.company import ENGLISH
from tests.security.test_second_factor import PASSWORD, enter


@pytest.fixture(autouse=True)
def approved(approved_register: None) -> None:
    """Pages open only under an approved register."""


def is_in(client: Client) -> bool:
    return client.get("/my-data/").status_code == 200


def make_older(client: Client, **by: timedelta) -> None:
    held = client.session
    for name, age in by.items():
        held[name] = (datetime.now(UTC) - age).isoformat()
    held.save()


def test_the_number_of_a_session_changes_at_login(employee: Employee) -> None:
    client = Client()
    held = client.session
    held["planted"] = True
    held.save()
    before = held.session_key
    client.cookies["sessionid"] = str(before)
    enter(user_of(employee), client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(pk=before).exists()
    assert is_in(client)


def test_an_hour_without_use_ends_it(employee: Employee) -> None:
    client = enter(user_of(employee))
    make_older(client, seen_at=running.SESSION_IDLE - timedelta(minutes=2))
    assert is_in(client)
    make_older(client, seen_at=running.SESSION_IDLE + timedelta(seconds=1))
    assert not is_in(client)


def test_use_does_not_prolong_it_beyond_twelve_hours(employee: Employee) -> None:
    client = enter(user_of(employee))
    make_older(client, begun_at=running.SESSION_ABSOLUTE + timedelta(seconds=1), seen_at=timedelta())
    assert not is_in(client)
    assert timedelta(hours=12) >= running.SESSION_ABSOLUTE > running.SESSION_IDLE


def test_use_is_noted_once_a_minute(employee: Employee) -> None:
    client = enter(user_of(employee))
    first = client.session["seen_at"]
    client.get("/my-data/")
    assert client.session["seen_at"] == first
    make_older(client, seen_at=timedelta(minutes=2))
    client.get("/my-data/")
    assert client.session["seen_at"] >= first


def test_signing_out_ends_the_session_itself(employee: Employee) -> None:
    client = enter(user_of(employee))
    key = client.cookies["sessionid"].value
    client.post("/logout/")
    client.cookies["sessionid"] = key
    assert not is_in(client)


@pytest.mark.parametrize(("where", "here"), [("elsewhere", True), ("everywhere", False)])
def test_one_ends_all_own_sessions(
    employee: Employee, make_employee: Callable[..., Employee], where: str, here: bool
) -> None:
    client, other = enter(user_of(employee)), enter(user_of(employee))
    stranger = enter(user_of(make_employee("Mia", "Vogt")))
    page = client.get("/account/", headers=ENGLISH).content.decode()
    assert page.count("Since ") == 2
    assert page.count("this one") == 1
    client.post("/account/sessions/end/", {"where": where})
    assert (is_in(client), is_in(other), is_in(stranger)) == (here, False, True)


def test_a_new_password_ends_what_was_open(employee: Employee) -> None:
    client = enter(user_of(employee))
    set_login(
        user_of(employee).get_username(),
        password="another long password",
        personnel_number=employee.personnel_number,
        roles=[],
    )
    assert not is_in(client)


def test_no_address_and_no_browser_is_kept(employee: Employee) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Telltale/1"})
    enter(user_of(employee), client)
    held: dict[str, Any] = dict(client.session.items())
    assert "203.0.113" not in str(held)
    assert "Telltale" not in str(held)
    assert sessions.own(user_of(employee), here=client.session.session_key)[0].is_here


def test_a_person_changes_the_password_with_the_present_one(employee: Employee) -> None:
    client, other = enter(user_of(employee)), enter(user_of(employee))
    new = "a sentence that nobody knows"
    wrong = client.post(
        "/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new}, headers=ENGLISH
    )
    assert 'role="alert"' in wrong.content.decode()
    short = {"oldpassword": PASSWORD, "password1": "password1234", "password2": "password1234"}
    assert client.post("/account/password/", short).status_code == 200
    good = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", good).status_code == 302
    assert (is_in(client), is_in(other)) == (True, False)
