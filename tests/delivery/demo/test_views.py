"""One-click logins: they work in demo mode, for the invented people only, and exist nowhere else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import include, path

from eigenart.config.urls import urlpatterns as portal_patterns
from eigenart.delivery.demo.personas import PERSONAS

urlpatterns = [*portal_patterns, path("demo/", include("eigenart.delivery.demo.urls"))]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def demo_mode(settings: Any) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update={"mode": "demo"})


@pytest.fixture
def persona(db: None) -> User:
    return User.objects.create_user(PERSONAS[0].login)


def test_one_click_signs_in_as_the_persona(client: Client, demo_mode: None, persona: User) -> None:
    response = client.post(f"/demo/login/{persona.username}/")
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(persona.pk)


def test_the_page_offers_all_of_them_and_says_that_they_are_invented(client: Client, demo_mode: None) -> None:
    page = client.get("/login/", headers={"Accept-Language": "en"}).content.decode()
    assert len(PERSONAS) == 10
    assert all(f"{p.given} {p.family}" in page for p in PERSONAS)
    assert "all people are invented" in page


def test_nobody_else_can_be_entered(client: Client, demo_mode: None) -> None:
    User.objects.create_user("real-person")
    assert client.post("/demo/login/real-person/").status_code == 404
    assert client.post("/demo/login/nobody/").status_code == 404


def test_before_the_company_is_loaded_there_is_nobody(client: Client, demo_mode: None) -> None:
    assert client.post(f"/demo/login/{PERSONAS[0].login}/").status_code == 404


def test_a_link_cannot_sign_anybody_in(client: Client, demo_mode: None, persona: User) -> None:
    assert client.get(f"/demo/login/{persona.username}/").status_code == 405


@pytest.mark.parametrize("mode", ["production", "test"])
def test_outside_the_demo_the_page_does_not_exist(
    client: Client, settings: Any, persona: User, mode: str
) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update={"mode": mode})
    assert client.post(f"/demo/login/{persona.username}/").status_code == 404
    assert "_auth_user_id" not in client.session
