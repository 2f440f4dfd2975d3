"""The shell around every page: navigation by role, language, theme, headers, error pages, health, sign-in."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation

from eigenart.delivery.demo import views
from eigenart.delivery.web import eigenform
from eigenart.delivery.web.navigation import longest_match
from eigenart.delivery.web.templatetags import portal
from eigenart.people.models import Employee, Role
from tests.factories.people import sign_in, user_of

ENGLISH = {"Accept-Language": "en"}
PASSWORD = "a long enough password"


@pytest.fixture
def signed_in(client: Client, employee: Employee) -> Client:
    sign_in(client, employee)
    return client


def text_of(client: Client, path: str, *, language: str = "en") -> str:
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content.decode()


class TestNavigation:
    def test_an_employee_sees_the_places_that_everybody_has(self, signed_in: Client) -> None:
        page = text_of(signed_in, "/")
        assert all(place in page for place in ("Home", "Catalogue", "My learning", "My data"))
        assert "People import" not in page

    @pytest.mark.parametrize(
        ("role", "place"),
        [(Role.HR, "/hr/intake/"), (Role.WORKS_COUNCIL, "/desk/"), (Role.DPO, "/desk/")],
    )
    def test_a_role_adds_its_place(
        self, client: Client, make_employee: Callable[..., Employee], role: Role, place: str
    ) -> None:
        sign_in(client, make_employee(roles=[role]))
        main = text_of(client, "/").partition("<nav")[2].partition("</nav>")[0]
        assert f'href="{place}"' in main

    def test_the_deepest_place_is_marked(self) -> None:
        places = ["/", "/learning/", "/learning/mine/"]
        assert longest_match(places, "/learning/mine/") == "/learning/mine/"
        assert longest_match(places, "/learning/item/LI-1/") == "/learning/"
        assert longest_match(places, "/my-data/") == ""


class TestAppearance:
    def test_a_chosen_theme_is_drawn_by_the_server(self, signed_in: Client) -> None:
        signed_in.post("/settings/theme/", {"theme": "dark", "next": "/"})
        assert 'data-bs-theme="dark"' in text_of(signed_in, "/")

    def test_an_unknown_theme_changes_nothing(self, signed_in: Client) -> None:
        signed_in.post("/settings/theme/", {"theme": "neon"})
        assert 'data-bs-theme="auto"' in text_of(signed_in, "/")

    def test_a_chosen_language_is_spoken_and_remembered(self, signed_in: Client, employee: Employee) -> None:
        signed_in.post("/settings/language/", {"language": "en", "next": "/"})
        assert "Skip to content" in text_of(signed_in, "/", language="de")
        employee.refresh_from_db()
        assert employee.language == "en"

    def test_a_visitor_can_change_the_language_before_signing_in(self, client: Client, db: None) -> None:
        client.post("/settings/language/", {"language": "en", "next": "/login/"})
        assert "User name" in text_of(client, "/login/", language="de")

    @pytest.mark.parametrize("foreign", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
    def test_a_form_never_leads_away_from_the_portal(self, signed_in: Client, foreign: str) -> None:
        response = signed_in.post("/settings/theme/", {"theme": "dark", "next": foreign})
        assert response.headers["Location"] == "/"


class TestHeaders:
    def test_a_personal_page_is_never_stored(self, signed_in: Client) -> None:
        response = signed_in.get("/")
        assert response.headers["Cache-Control"] == "no-store"
        assert "camera=()" in response.headers["Permissions-Policy"]

    def test_the_page_holds_nothing_that_the_policy_would_block(self, signed_in: Client) -> None:
        response = signed_in.get("/")
        page = response.content.decode()
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert "https://" not in page


class TestErrors:
    def test_a_missing_page_says_what_to_do(self, signed_in: Client) -> None:
        response = signed_in.get("/nowhere/", headers=ENGLISH)
        assert response.status_code == 404
        assert "Go to Home" in response.content.decode()

    def test_a_stale_form_changes_nothing_and_says_so(self, employee: Employee) -> None:
        strict = Client(enforce_csrf_checks=True)
        sign_in(strict, employee)
        response = strict.post("/settings/theme/", {"theme": "dark"}, headers=ENGLISH)
        assert response.status_code == 403
        assert "nothing was changed" in response.content.decode()

    def test_every_page_asks_for_a_login(self, client: Client, db: None) -> None:
        response = client.get("/")
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/")


class TestSignIn:
    def test_the_portal_speaks_the_language_of_the_person(self, client: Client, employee: Employee) -> None:
        Employee.objects.filter(pk=employee.pk).update(language="en")
        client.post("/login/", {"login": user_of(employee).get_username(), "password": PASSWORD})
        assert "Skip to content" in text_of(client, "/", language="de")

    def test_a_wrong_password_is_told_and_signs_nobody_in(self, client: Client, employee: Employee) -> None:
        response = client.post("/login/", {"login": user_of(employee).get_username(), "password": "wrong"})
        assert response.status_code == 200
        assert 'role="alert"' in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_one_click_logins_do_not_exist_outside_the_demo(self, client: Client, db: None) -> None:
        assert client.post("/demo/login/marketing/").status_code == 404
        assert "personas" not in text_of(client, "/login/")
        with pytest.raises(Http404):
            views.enter(RequestFactory().post("/"), "marketing")


class TestHealth:
    def test_it_answers_without_a_login(self, client: Client, db: None) -> None:
        response = client.get("/healthz")
        assert response.status_code == 200
        assert response.json() == {"status": "ok", "database": "ok"}


class TestParts:
    def test_thousands_are_kept_apart(self) -> None:
        with translation.override("en"):
            assert (portal.figure(100000), portal.figure(7)) == ("100,000", "7")
        with translation.override("de"):
            assert portal.figure(14949) == "14.949"

    @pytest.mark.parametrize(
        ("minutes", "words"),
        [(None, ""), (25, "25 min"), (60, "1 hour"), (120, "2 hours"), (95, "1 h 35 min")],
    )
    def test_durations_are_said_as_people_say_them(self, minutes: int | None, words: str) -> None:
        with translation.override("en"):
            assert portal.duration(minutes) == words

    def test_an_unknown_icon_becomes_a_circle(self) -> None:
        assert "#circle" in portal.icon("no-such-icon")
        assert "#clock" in portal.icon("clock")

    def test_every_icon_of_the_templates_is_in_the_sprite(self) -> None:
        source = Path(portal.__file__).parents[3]
        named = {
            name
            for path in source.rglob("templates/**/*.html")
            for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
        }
        assert len(named) > 20
        assert named <= portal.known_icons()

    def test_a_form_is_one_persons_own_and_always_the_same(self) -> None:
        first, second = eigenform.eigenform("one"), eigenform.eigenform("two")
        assert first.rings != second.rings
        eigenform.eigenform.cache_clear()
        assert eigenform.eigenform("one") == first
        assert all(ring.startswith("M") and ring.endswith("Z") for ring in first.rings)

    @pytest.mark.parametrize(
        ("tags", "address"),
        [
            ("undo:/x/1", "/x/1"),
            ("undo:https://example.org", ""),
            ("undo://example.org", ""),
            ("", ""),
            (None, ""),
        ],
    )
    def test_a_message_can_only_be_taken_back_inside_the_portal(self, tags: str | None, address: str) -> None:
        assert portal.undo_address(tags) == address


def test_an_ended_session_leads_the_whole_window_to_the_login(client: Client, db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/learning/?q=a"}
    answer = client.get("/?n=5", headers=headers)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Flearning%2F"
    assert client.get("/?n=5").status_code == 302


@pytest.mark.parametrize("address", ["/learning/item/%00/", "/learning/?q=%00"])
def test_a_nul_byte_is_refused_kindly(client: Client, employee: Employee, address: str) -> None:
    client.force_login(employee.user)
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Es wurde nichts geändert" in answer.content.decode()
    assert client.post("/my-data/skills/add/", {"key": "\x00"}).status_code == 400
