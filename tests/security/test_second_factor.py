"""The second factor from set-up to a lost device, without JavaScript; a role opens nothing without it."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.test import Client

from eigenart.config import settings_security
from eigenart.delivery.cli import accounts
from eigenart.delivery.web import second_factor, sessions
from eigenart.people.models import Employee, Role
from eigenart.privacy import export_identity
from eigenart.privacy.subject import Subject
from tests.factories.people import user_of
from tests.security.company import ENGLISH

PASSWORD = "a long enough password"
Commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def required(settings: Any, approved_register: None) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def hr(make_employee: Callable[..., Employee]) -> User:
    return user_of(make_employee("Hanna", "Rieger", roles=[Role.HR]))


def enter(user: User, client: Client | None = None) -> Client:
    """User name and password, nothing else."""
    client = client or Client(headers=ENGLISH)
    client.post("/login/", {"login": user.get_username(), "password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(client: Client, commit: Commit) -> str:
    """Say again who one is, scan and confirm; the secret that the app now has."""
    client.post("/account/again/?next=/account/second-factor/", {"password": PASSWORD})
    secret: str = client.get("/account/second-factor/").context["form"].secret
    with commit(execute=True):
        answer = client.post("/account/second-factor/", {"code": code_for(secret)})
    assert answer["Location"] == "/account/codes/"
    return secret


def test_the_settings_ask_for_it_and_no_variable_turns_it_off() -> None:
    assert settings_security.SECOND_FACTOR_REQUIRED
    needed = set(Role) - {Role.EMPLOYEE, Role.MANAGER}
    assert needed == second_factor.NEEDED_BY


def test_without_it_the_role_opens_nothing_and_the_person_is_told(hr: User) -> None:
    client = enter(hr)
    assert client.get("/hr/intake/").status_code == 403
    assert client.get("/my-data/").status_code == 200
    assert "Your role rests" in client.get("/").content.decode()


def test_an_employee_needs_none(employee: Employee) -> None:
    assert "Your role rests" not in enter(user_of(employee)).get("/").content.decode()


def test_set_up_opens_the_role_and_the_next_login_asks_for_the_code(
    hr: User, django_capture_on_commit_callbacks: Commit
) -> None:
    client = enter(hr)
    secret = set_up(client, django_capture_on_commit_callbacks)
    assert client.get("/hr/intake/").status_code == 200
    later = Client(headers=ENGLISH)
    answer = later.post("/login/", {"login": hr.get_username(), "password": PASSWORD})
    assert answer["Location"] == "/login/code/"
    assert later.get("/hr/intake/")["Location"].startswith("/login/")
    wrong = later.post("/login/code/", {"code": "000000"})
    assert 'role="alert"' in wrong.content.decode()
    assert later.get("/my-data/")["Location"].startswith("/login/")
    assert later.post("/login/code/", {"code": code_for(secret)}).status_code == 302
    assert later.get("/hr/intake/").status_code == 200


def test_the_secret_is_stored_sealed(hr: User, django_capture_on_commit_callbacks: Commit) -> None:
    secret = set_up(enter(hr), django_capture_on_commit_callbacks)
    stored = [row.data for row in Authenticator.objects.filter(user=hr)]
    assert len(stored) == 2
    assert secret not in str(stored)


def test_a_recovery_code_works_once(hr: User, django_capture_on_commit_callbacks: Commit) -> None:
    client = enter(hr)
    set_up(client, django_capture_on_commit_callbacks)
    page = client.get("/account/codes/")
    code = page.context["unused_codes"][0]
    for expected in (200, 302):
        later = enter(hr)
        later.post("/login/code/", {"code": code})
        assert later.get("/my-data/").status_code == expected


def test_a_code_works_once(hr: User, django_capture_on_commit_callbacks: Commit) -> None:
    """A code seen over the shoulder is of no use (RFC 6238, 5.2)."""
    secret = set_up(enter(hr), django_capture_on_commit_callbacks)
    code = code_for(secret)
    first, second = enter(hr), enter(hr)
    first.post("/login/code/", {"code": code})
    second.post("/login/code/", {"code": code})
    assert first.get("/my-data/").status_code == 200
    assert second.get("/my-data/").status_code == 302


def test_a_lost_device_is_reset_by_the_administrator_and_ends_all_sessions(
    hr: User, django_capture_on_commit_callbacks: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(hr)
    set_up(client, django_capture_on_commit_callbacks)
    monkeypatch.setattr(accounts, "set_up", lambda: None)
    done = CliRunner().invoke(accounts.account, ["reset-second-factor", hr.get_username()])
    assert done.exit_code == 0, done.output
    assert not second_factor.is_set_up(hr)
    assert client.get("/my-data/").status_code == 302
    again = enter(hr)
    assert again.get("/my-data/").status_code == 200
    assert again.get("/hr/intake/").status_code == 403


def test_an_unknown_login_is_told_and_nothing_is_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "set_up", lambda: None)
    done = CliRunner().invoke(accounts.account, ["reset-second-factor", "nobody"])
    assert done.exit_code != 0
    assert "nobody" in done.output


def test_turning_it_off_lets_the_role_rest(hr: User, django_capture_on_commit_callbacks: Commit) -> None:
    client = enter(hr)
    set_up(client, django_capture_on_commit_callbacks)
    assert client.get("/account/second-factor/off/").status_code == 200
    client.post("/account/second-factor/off/")
    assert client.get("/hr/intake/").status_code == 403
    assert client.get("/my-data/").status_code == 200


def test_a_change_asks_who_is_there(hr: User) -> None:
    client = enter(hr)
    answer = client.get("/account/second-factor/")
    assert answer["Location"].startswith("/account/again/")
    page = client.get(answer["Location"])
    assert "confirm that it is you" in page.content.decode()
    wrong = client.post(answer["Location"], {"password": "wrong"})
    assert 'role="alert"' in wrong.content.decode()


def test_nothing_is_remembered(hr: User) -> None:
    client = Client()
    answer = client.post("/login/", {"login": hr.get_username(), "password": PASSWORD})
    cookies = dict(answer.cookies)
    assert cookies["sessionid"]["max-age"] == ""
    assert not [name for name in cookies if "trust" in name]
    assert sessions.own(hr, here=None)


def test_a_copy_of_ones_data_holds_no_secret(hr: User, django_capture_on_commit_callbacks: Commit) -> None:
    """Nor the sealed form of one: the copy may lie on a computer that others use."""
    secret = set_up(enter(hr), django_capture_on_commit_callbacks)
    person = Employee.objects.get(user=hr)
    copy = str(export_identity.acts(Subject.of(person.pk)))
    assert "Authenticator" in copy
    for row in Authenticator.objects.filter(user=hr):
        assert not [value for value in row.data.values() if isinstance(value, str) and value in copy]
    assert secret not in copy
