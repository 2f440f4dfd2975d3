"""How often somebody may try: counted for all processes, no address stored, and a refusal says how long to wait."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as running
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from eigenart.delivery.web import limits
from eigenart.delivery.web.models import Counter
from eigenart.people.models import Employee, Role
from tests.factories.people import sign_in, user_of
from tests.security.company import ENGLISH, routes
from tests.security.test_second_factor import PASSWORD

GERMAN = {"Accept-Language": "de"}


@pytest.fixture(autouse=True)
def approved(approved_register: None) -> None:
    """Pages open only under an approved register."""


def attempt(name: str, password: str = "wrong", **more: Any) -> str:
    client = Client(headers=ENGLISH, **more)
    answer = client.post("/login/", {"login": name, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_too(employee: Employee) -> None:
    name = user_of(employee).get_username()
    for _ in range(5):
        assert "User name or password is wrong" in attempt(name)
    told = attempt(name, PASSWORD)
    assert "Please wait five minutes" in told
    assert "Too many wrong attempts" in told


def test_an_unknown_name_is_answered_alike(employee: Employee) -> None:
    """Whether a login exists cannot be learnt from the answer."""
    for _ in range(5):
        assert "User name or password is wrong" in attempt("nobody")
    assert "Please wait five minutes" in attempt("nobody")


def test_others_are_not_locked_out(make_employee: Callable[..., Employee]) -> None:
    first, second = make_employee(), make_employee("Mia", "Vogt")
    for _ in range(6):
        attempt(user_of(first).get_username())
    assert attempt(user_of(second).get_username(), PASSWORD) == "in"


def test_no_address_and_no_name_is_stored(employee: Employee) -> None:
    name = user_of(employee).get_username()
    attempt(name, REMOTE_ADDR="203.0.113.77")
    rows = list(Counter.objects.all())
    assert rows
    text = " ".join(f"{row.cache_key} {row.value}" for row in rows)
    assert "203.0.113" not in text
    assert name not in text


def test_the_address_behind_one_proxy_counts_and_a_forged_one_does_not(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def status(forwarded: str) -> int:
        return Client().post("/login/", {}, headers={"X-Forwarded-For": forwarded}).status_code

    seen = [status(f"198.51.100.{n}, 203.0.113.9") for n in range(3)]
    assert seen == [200, 200, 429]
    assert status("203.0.113.10") == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Please wait 60 minutes"), ("de", "warten Sie 60 Minuten")]
)
def test_a_refusal_says_how_long_to_wait(
    make_employee: Callable[..., Employee], settings: Any, language: str, words: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "2/h/user"}
    hr = sign_in(Client(headers={"Accept-Language": language}), make_employee(roles=[Role.HR]))
    assert [hr.post("/hr/intake/").status_code for _ in range(2)] == [422, 422]
    refused = hr.post("/hr/intake/")
    assert refused.status_code == 429
    assert words in refused.content.decode()
    assert 3500 < int(refused["Retry-After"]) <= 3600
    assert hr.get("/hr/intake/").status_code == 200


def test_a_search_is_counted_and_looking_is_not(employee: Employee, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"search": "2/m/user"}
    client = sign_in(Client(), employee)
    assert [client.get("/learning/").status_code for _ in range(4)] == [200] * 4
    assert [client.get("/learning/?q=a").status_code for _ in range(3)] == [200, 200, 429]


def test_codes_of_the_second_step_are_counted(make_employee: Callable[..., Employee]) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = user_of(make_employee(roles=[Role.HR]))
    TOTP.activate(user, generate_totp_secret())
    client = Client(headers=ENGLISH)
    client.post("/login/", {"login": user.get_username(), "password": PASSWORD})
    answers = [client.post("/login/code/", {"code": "000000"}).content.decode() for _ in range(6)]
    assert "wrong or too old" in answers[0]
    assert "Please wait five minutes" in answers[-1]


def test_what_is_over_is_deleted(employee: Employee) -> None:
    cache.set("over", [1.0], timeout=-1)
    Counter.objects.create(cache_key="old", value="", expires="2026-01-01T00:00:00Z")
    sign_in(Client(), employee).get("/learning/?q=a")
    assert not Counter.objects.filter(cache_key="old").exists()


def test_every_limited_page_exists_and_every_limit_has_a_rate() -> None:
    names = {name for name, _ in routes()}
    assert {name for name, _ in limits.LIMITED} <= names
    assert set(limits.BY_ALLAUTH) <= names
    used = {*limits.LIMITED.values(), *limits.BY_ALLAUTH.values(), "login", "login_failed"}
    assert used == set(running.ACCOUNT_RATE_LIMITS)
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_counters_are_kept_where_all_processes_see_them() -> None:
    assert running.CACHES["default"]["BACKEND"].endswith(".DatabaseCache")
    assert running.CACHES["default"]["LOCATION"] == Counter._meta.db_table
