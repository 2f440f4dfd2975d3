"""Headers and cookies: each header on each address, whatever the answer; cookies as tight as the connection allows.

Sources: OWASP HTTP Headers and Session Management cheat sheets, ASVS 5.0 chapters 3 and 7.
"""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from eigenart.config.urls import urlpatterns as real
from eigenart.people.models import Employee
from tests.factories.people import sign_in, user_of
from tests.security.company import ENGLISH, Company, routes
from tests.security.test_access import Question, address, questions
from tests.security.test_second_factor import PASSWORD

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cache-Control": "no-store",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
COOKIES = {"sessionid", "csrftoken", "django_language", "eigenart_theme"}


def lacking(response: Any) -> list[str]:
    """The names of headers that an answer lacks or has otherwise."""
    found = [name for name, value in HEADERS.items() if value not in response.headers.get(name, "")]
    policy = set(response.headers.get("Content-Security-Policy", "").split("; "))
    if not policy >= POLICY or "unsafe" in str(policy):
        found.append("Content-Security-Policy")
    if "geolocation=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if "Server" in response.headers or "X-Powered-By" in response.headers:
        found.append("Server")
    return found


def asked() -> Iterator[Question]:
    return (q for q in questions(routes()) if q.thing not in ("own", "foreign", "known"))


@pytest.fixture
def secure(approved_register: None) -> Iterator[None]:
    with override_settings(SECURE_HSTS_SECONDS=31536000):
        yield


def test_every_header_on_every_address(employee: Employee, secure: None) -> None:
    signed_in = sign_in(Client(raise_request_exception=False), employee)
    seen, faults = set(), []
    for client in (Client(raise_request_exception=False), signed_in):
        for question in asked():
            response = client.generic(
                question.method, address(question, Company(), "-"), secure=True, headers=ENGLISH
            )
            seen.add(response.status_code)
            faults += [(question.key, response.status_code, name) for name in lacking(response)]
            faults += [(question.key, response.status_code, c) for c in set(response.cookies) - COOKIES]
            if question.route.endswith("logout"):
                signed_in = sign_in(signed_in, employee)
    assert faults == []
    assert {200, 302, 403, 404, 405} <= seen


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


class Broken:
    urlpatterns = [path("broken/", failing, name="broken"), *real]


def test_an_error_page_has_them_too(employee: Employee, secure: None) -> None:
    client = sign_in(Client(raise_request_exception=False), employee)
    with override_settings(ROOT_URLCONF=Broken):
        response = client.get("/broken/", secure=True)
    assert response.status_code == 500
    assert "planted" not in response.content.decode()
    assert lacking(response) == []


@pytest.mark.parametrize("name", [*HEADERS, "Content-Security-Policy", "Permissions-Policy"])
def test_control_each_missing_header_is_found(client: Client, secure: None, name: str) -> None:
    response = client.get("/login/", secure=True)
    assert lacking(response) == []
    del response.headers[name]
    assert lacking(response) == [name]


def test_control_a_loose_policy_is_found(client: Client, secure: None) -> None:
    response = client.get("/login/", secure=True)
    response.headers["Content-Security-Policy"] += "; script-src 'unsafe-inline'"
    assert lacking(response) == ["Content-Security-Policy"]


def test_cookies_are_out_of_reach_of_scripts(client: Client, employee: Employee) -> None:
    answer = client.post("/login/", {"login": user_of(employee).get_username(), "password": PASSWORD})
    client.post("/settings/theme/", {"theme": "dark"})
    client.post("/settings/language/", {"language": "en"})
    assert "sessionid" in answer.cookies
    for cookie in {**client.cookies, **answer.cookies}.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert cookie["path"] == "/", cookie.key
        assert not cookie["domain"], cookie.key


def settings_of(**variables: str) -> dict[str, Any]:
    """What the settings become in a process with these variables."""
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE")
    names += (
        "LANGUAGE_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECOND_FACTOR_REQUIRED",
    )
    names += ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY")
    program = (
        "import json; from django.conf import settings; "
        f"print(json.dumps({{n: getattr(settings, n) for n in {names!r}}}))"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EIGENART_", "DATABASE", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept
        | {"EIGENART_WITHOUT_DATABASE": "1", "DJANGO_SETTINGS_MODULE": "eigenart.config.settings"}
        | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_production_behind_tls_is_as_tight_as_it_gets(tmp_path: Any) -> None:
    found = settings_of(
        EIGENART_MODE="production",
        EIGENART_HTTPS="true",
        EIGENART_DATA_DIR=str(tmp_path),
        SECRET_KEY="x" * 50,
        EIGENART_DATA_KEY=b64encode(bytes(32)).decode(),
    )
    assert found.pop("SESSION_COOKIE_NAME") == "__Host-session"
    assert found.pop("CSRF_COOKIE_NAME") == "__Host-csrf"
    assert found.pop("SECURE_HSTS_SECONDS") == 31536000
    assert found.pop("DEBUG") is False
    assert set(found.values()) == {True}, found


def test_the_demo_signs_in_without_a_second_factor(tmp_path: Any) -> None:
    found = settings_of(EIGENART_MODE="demo", EIGENART_DATA_DIR=str(tmp_path))
    assert found["SECOND_FACTOR_REQUIRED"] is False
    assert found["DEBUG"] is False
