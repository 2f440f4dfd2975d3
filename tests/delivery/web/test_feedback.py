"""Answers to cards through the page: the next card, the effect on the next view, undo, with and without HTMX."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from eigenart.people.models import Employee
from tests.factories.learning import catalogue
from tests.factories.people import sign_in

HTMX = {"HX-Request": "true", "Accept-Language": "en"}
ENGLISH = {"Accept-Language": "en"}
ANSWER = re.compile(r'action="(/suggestions/[0-9a-f-]+/answer)"')
UNDO = re.compile(r'action="(/answers/[0-9a-f-]+/undo)"')
TITLE = re.compile(r'<h3 id="title-[^"]*"><a [^>]*>([^<]+)</a>')
SHOWN = re.compile(r'name="shown" value="([^"]+)"')


@pytest.fixture
def portal(client: Client, employee: Employee, approved_register: None) -> Client:
    catalogue()
    sign_in(client, employee)
    return client


def home(portal: Client) -> str:
    return portal.get("/", headers=ENGLISH).content.decode()


def first_answer(page: str) -> str:
    match = ANSWER.search(page)
    assert match is not None
    return match[1]


class TestWithoutJavaScript:
    def test_a_declined_card_is_gone_on_the_next_view_and_the_page_says_what_counted(
        self, portal: Client
    ) -> None:
        before = home(portal)
        declined = TITLE.findall(before)[0]
        response = portal.post(
            first_answer(before), {"signal": "not_for_me", "reason": "topic", "next": "/"}, headers=ENGLISH
        )
        assert response.status_code == 302
        after = home(portal)
        assert declined not in TITLE.findall(after)
        assert f"{declined}:" in after
        assert UNDO.search(after)

    def test_undo_brings_the_card_back(self, portal: Client) -> None:
        before = home(portal)
        portal.post(first_answer(before), {"signal": "not_for_me", "reason": "known"}, headers=ENGLISH)
        undo = UNDO.search(home(portal))
        assert undo is not None
        response = portal.post(undo[1], {"next": "/"}, headers=ENGLISH, follow=True)
        page = response.content.decode()
        assert "Taken back" in page
        assert TITLE.findall(page) == TITLE.findall(before)
        assert not UNDO.search(page)

    def test_an_accepted_card_stands_in_my_learning(self, portal: Client) -> None:
        before = home(portal)
        accepted = TITLE.findall(before)[0]
        portal.post(first_answer(before), {"signal": "accept"}, headers=ENGLISH)
        mine = portal.get("/learning/mine/", headers=ENGLISH).content.decode()
        assert "Planned" in mine
        assert accepted in mine


class TestWithHtmx:
    def test_the_next_card_takes_the_place_and_undo_comes_along(self, portal: Client) -> None:
        before = home(portal)
        shown = SHOWN.findall(before)
        response = portal.post(
            first_answer(before), {"signal": "later", "shown": shown, "next": "/"}, headers=HTMX
        )
        part = response.content.decode()
        assert response.status_code == 200
        assert "<html" not in part
        replacement = SHOWN.findall(part)
        assert len(replacement) == 1
        assert replacement[0] not in shown
        assert 'hx-swap-oob="innerHTML"' in part
        assert UNDO.search(part)

    def test_the_forms_of_the_next_card_lead_back_to_the_page(self, portal: Client) -> None:
        before = home(portal)
        response = portal.post(
            first_answer(before), {"signal": "later", "next": "/?minutes=20"}, headers=HTMX
        )
        assert set(re.findall(r'name="next" value="([^"]+)"', response.content.decode())) == {"/?minutes=20"}

    def test_undo_asks_for_the_page_again(self, portal: Client) -> None:
        before = home(portal)
        portal.post(first_answer(before), {"signal": "later"}, headers=HTMX)
        undo = UNDO.search(home(portal))
        assert undo is not None
        assert portal.post(undo[1], headers=HTMX).headers["HX-Redirect"] == "/"


class TestRefused:
    def test_an_unknown_suggestion_changes_nothing_and_is_told(self, portal: Client) -> None:
        home(portal)
        response = portal.post(
            f"/suggestions/{uuid.uuid4()}/answer", {"signal": "accept"}, headers=ENGLISH, follow=True
        )
        assert "no longer open" in response.content.decode()

    def test_a_suggestion_of_somebody_else_cannot_be_answered(
        self, portal: Client, make_employee: Callable[..., Employee]
    ) -> None:
        address = first_answer(home(portal))
        other = Client()
        sign_in(other, make_employee("Else"))
        response = other.post(address, {"signal": "accept"}, headers=ENGLISH, follow=True)
        assert "no longer open" in response.content.decode()
        assert "Planned" not in portal.get("/learning/mine/", headers=ENGLISH).content.decode()

    @pytest.mark.parametrize("answer", [{"signal": "love"}, {"signal": "not_for_me", "reason": "mood"}, {}])
    def test_an_unknown_answer_is_refused(self, portal: Client, answer: dict[str, str]) -> None:
        assert portal.post(first_answer(home(portal)), answer).status_code == 400

    def test_a_reason_without_a_decline_changes_nothing(self, portal: Client) -> None:
        page = home(portal)
        portal.post(first_answer(page), {"signal": "accept", "reason": "time"}, headers=ENGLISH)
        assert TITLE.findall(home(portal)) == TITLE.findall(page)
