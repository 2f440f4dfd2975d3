"""The pages of learning as a person sees them: search, filters, item, states with undo."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from eigenart.people.models import Employee
from eigenart.surfaces.learning.views import moment_of, step_named
from tests.factories.learning import catalogue
from tests.factories.people import sign_in

ENGLISH = {"Accept-Language": "en"}
RESULT = re.compile(r'<h3><a href="/learning/item/([^/"]+)/">')
LISTED = re.compile(r"<li>([^<]+)</li>")
UNDO = re.compile(r'action="(/learning/item/[^"]+/undo/[^"]+)"')


@pytest.fixture
def portal(client: Client, employee: Employee, approved_register: None) -> Client:
    catalogue()
    sign_in(client, employee)
    return client


def page(portal: Client, path: str, **headers: str) -> str:
    response = portal.get(path, headers=ENGLISH | headers)
    assert response.status_code == 200
    return response.content.decode()


class TestCatalogue:
    def test_it_shows_everything(self, portal: Client) -> None:
        shown = page(portal, "/learning/")
        assert "7 results" in shown
        assert set(RESULT.findall(shown)) == {f"LI-{n}" for n in range(1, 8)}

    def test_words_find_items_in_both_languages(self, portal: Client) -> None:
        assert RESULT.findall(page(portal, "/learning/?q=conversation"))[:1] == ["LI-1"]
        assert "LI-1" in RESULT.findall(page(portal, "/learning/?q=deutsch"))

    def test_a_typing_error_is_forgiven_and_said(self, portal: Client) -> None:
        shown = page(portal, "/learning/?q=convversations")
        assert "LI-1" in RESULT.findall(shown)
        assert "This comes closest" in shown

    def test_filters_narrow_the_list_and_can_be_cleared(self, portal: Client) -> None:
        shown = page(portal, "/learning/?topic=tables&minutes=60&format=video")
        assert set(RESULT.findall(shown)) == {"LI-3", "LI-4"}
        assert "Clear search and filters" in shown

    @pytest.mark.parametrize(
        "query", ["format=hologram", "minutes=x", "page=99999999999", "level=9", "sort=size"]
    )
    def test_what_is_no_choice_counts_as_not_chosen(self, portal: Client, query: str) -> None:
        assert "7 results" in page(portal, f"/learning/?{query}")

    def test_the_shortest_come_first_on_demand(self, portal: Client) -> None:
        assert RESULT.findall(page(portal, "/learning/?sort=shortest"))[:2] == ["LI-2", "LI-5"]

    def test_nothing_found_says_what_to_try(self, portal: Client) -> None:
        assert "Try a shorter word" in page(portal, "/learning/?q=qqqqqqqqqqqq")

    def test_htmx_gets_the_results_alone(self, portal: Client) -> None:
        part = page(portal, "/learning/?q=tables", **{"HX-Request": "true"})
        assert "<html" not in part
        assert RESULT.findall(part)


class TestItem:
    def test_it_says_everything_and_why(self, portal: Client) -> None:
        shown = page(portal, "/learning/item/LI-1/")
        assert all(words in shown for words in ("Difficult conversations", "20 min", "Conversations", "LI-1"))
        assert "Why this may fit you" in shown

    def test_what_comes_first_is_named(self, portal: Client) -> None:
        shown = page(portal, "/learning/item/LI-7/")
        assert "Do this first" in shown
        assert "Difficult conversations" in shown
        assert "Why Home does not suggest this" in shown
        assert "First comes “Difficult conversations”." in shown

    def test_what_would_change_it_is_asked_for_and_works_without_javascript(self, portal: Client) -> None:
        shown = page(portal, "/learning/item/LI-1/")
        assert 'hx-get="/suggestions/learning:LI-1/levers"' in shown
        assert "/learning/item/LI-1/?ask=1#why-title" in shown
        assert "that we tried" not in shown
        full = page(portal, "/learning/item/LI-1/?ask=1")
        assert "What would change this" in full
        told = [text for text in LISTED.findall(full) if "by fit" in text or "that we tried" in text]
        assert told
        part = page(portal, "/suggestions/learning:LI-1/levers")
        assert all(text in part for text in told)

    def test_what_is_hidden_says_what_would_bring_it(self, portal: Client) -> None:
        full = page(portal, "/learning/item/LI-7/?ask=1")
        assert "finish “Difficult conversations”" in full

    def test_an_unknown_item_is_not_found(self, portal: Client) -> None:
        assert portal.get("/learning/item/LI-99/").status_code == 404


class TestStates:
    def state(self, portal: Client, state: str, number: str = "LI-1") -> str:
        response = portal.post(
            f"/learning/item/{number}/state", {"state": state}, headers=ENGLISH, follow=True
        )
        return response.content.decode()

    def test_a_step_is_noted_and_the_next_ones_are_offered(self, portal: Client) -> None:
        shown = self.state(portal, "started")
        assert "Noted: In progress." in shown
        assert 'value="finished"' in shown
        assert 'value="planned"' not in shown
        assert "already in your learning list" in shown

    def test_a_step_can_be_taken_back(self, portal: Client) -> None:
        undo = UNDO.search(self.state(portal, "finished"))
        assert undo is not None
        response = portal.post(undo[1], {"next": "/learning/mine/"}, headers=ENGLISH, follow=True)
        shown = response.content.decode()
        assert "Taken back" in shown
        assert "Nothing planned yet" in shown

    def test_a_step_that_does_not_follow_changes_nothing(self, portal: Client) -> None:
        assert "does not fit any more" in self.state(portal, "stopped")
        assert "Nothing planned yet" in page(portal, "/learning/mine/")

    def test_an_unknown_step_is_refused(self, portal: Client) -> None:
        assert portal.post("/learning/item/LI-1/state", {"state": "loved"}).status_code == 400
        assert portal.post("/learning/item/LI-99/state", {"state": "planned"}).status_code == 404

    def test_my_learning_groups_by_state(self, portal: Client) -> None:
        for number, state in (("LI-1", "started"), ("LI-2", "planned"), ("LI-3", "finished")):
            self.state(portal, state, number)
        shown = page(portal, "/learning/mine/")
        places = [
            shown.index(words) for words in ("Difficult conversations", "Giving feedback", "Pivot tables")
        ]
        assert places == sorted(places)

    def test_nobody_else_sees_it(self, portal: Client, make_employee: Callable[..., Employee]) -> None:
        self.state(portal, "started")
        other = Client()
        sign_in(other, make_employee("Else"))
        assert "Nothing planned yet" in page(other, "/learning/mine/")


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_a_moment_needs_a_date_and_a_zone(text: str) -> None:
    assert moment_of(text) is None


def test_only_states_are_steps() -> None:
    assert step_named("planned") == "planned"
    assert step_named("PLANNED") is None
