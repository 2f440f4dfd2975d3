"""Home as a person sees it: few cards with reasons, a time budget, honest words for newcomers and refusals."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from eigenart.core.vocabulary import FactKind
from eigenart.delivery.web.home import budget, part_of_day
from eigenart.people.models import Employee
from eigenart.people.services import actor_of
from eigenart.privacy import consent
from eigenart.privacy.grant import Grant
from eigenart.profiles import read as profiles
from tests.factories.learning import catalogue
from tests.factories.people import sign_in, user_of

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client_of_employee(client: Client, employee: Employee, approved_register: None) -> Client:
    catalogue()
    sign_in(client, employee)
    return client


def home(client: Client, query: str = "") -> str:
    response = client.get(f"/{query}", headers=ENGLISH)
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 id="title-[^"]*"><a [^>]*>([^<]+)</a>', page)


class TestCards:
    def test_three_cards_come_first_and_two_more_on_demand(self, client_of_employee: Client) -> None:
        first = home(client_of_employee)
        assert len(titles(first)) == 3
        assert "Show two more" in first
        more = home(client_of_employee, "?n=5")
        assert titles(more)[:3] == titles(first)
        assert len(set(titles(more))) == 5
        assert "Show two more" not in more
        assert "No endless list" in more

    @pytest.mark.parametrize("n", ["50", "-1", "x", ""])
    def test_no_address_makes_the_list_endless(self, client_of_employee: Client, n: str) -> None:
        assert len(titles(home(client_of_employee, f"?n={n}"))) == 3

    def test_each_card_offers_reasons_and_answers(self, client_of_employee: Client) -> None:
        page = home(client_of_employee)
        assert page.count("Why do I see this?") == 3
        assert page.count('value="accept"') == page.count('value="later"') == 3
        assert page.count("I know this already") == 3

    def test_a_time_budget_leaves_out_what_does_not_fit(self, client_of_employee: Client) -> None:
        assert titles(home(client_of_employee, "?n=5&minutes=10")) == ["Giving feedback"]

    def test_htmx_gets_the_cards_alone(self, client_of_employee: Client) -> None:
        response = client_of_employee.get("/?n=5", headers=ENGLISH | {"HX-Request": "true"})
        part = response.content.decode()
        assert len(titles(part)) == 5
        assert "<html" not in part


class TestWithoutPersonalData:
    def test_a_person_who_objected_sees_the_same_as_everybody_and_one_way_back(
        self, client_of_employee: Client, employee: Employee
    ) -> None:
        consent.object_to(actor_of(user_of(employee)), employee, "learning.recommend")
        page = home(client_of_employee)
        assert len(titles(page)) == 3
        assert page.count("Same for everybody") == 3
        assert page.count("See why, or switch them on") == 1
        assert 'value="accept"' not in page
        assert "What interests you?" not in page

    def test_nothing_left_is_an_end_and_no_error(
        self, client: Client, employee: Employee, approved_register: None
    ) -> None:
        sign_in(client, employee)
        assert "That’s it for today" in home(client)

    def test_a_login_without_an_employee_sees_what_everybody_sees(
        self, client: Client, approved_register: None
    ) -> None:
        catalogue()
        client.force_login(User.objects.create_user("technical"))
        page = home(client)
        assert len(titles(page)) == 3
        assert page.count("Same for everybody") == 3


class TestNewcomers:
    def test_little_is_known_and_the_page_says_so(self, client_of_employee: Client) -> None:
        page = home(client_of_employee)
        assert "We know little about you yet" in page
        assert "Conversations" in page
        assert "I agree that my interests" in page

    def test_taps_are_stored_with_consent_and_count(
        self, client_of_employee: Client, employee: Employee, open_grant: Callable[[str], Grant]
    ) -> None:
        response = client_of_employee.post(
            "/interests/", {"interest": ["talks", "no-such-topic"]}, headers=ENGLISH, follow=True
        )
        assert "1 topic now counts" in response.content.decode()
        grant = open_grant("learning.interests")
        assert [f.key for f in profiles.all_facts(grant) if f.kind is FactKind.INTEREST] == ["talks"]

    def test_choosing_nothing_stores_nothing(self, client_of_employee: Client, employee: Employee) -> None:
        response = client_of_employee.post("/interests/", headers=ENGLISH, follow=True)
        assert "nothing was stored" in response.content.decode()
        switches = consent.switches(actor_of(user_of(employee)), employee)
        assert isinstance(switches, list)
        assert not next(s for s in switches if s.entry.id == "learning.interests").is_on


@pytest.mark.parametrize(
    ("hour", "code"),
    [(0, "evening"), (4, "evening"), (5, "morning"), (10, "morning"), (11, "noon"), (17, "evening")],
)
def test_the_greeting_follows_the_clock(hour: int, code: str) -> None:
    assert part_of_day(datetime(2026, 3, 2, hour, 30)).code == code


@pytest.mark.parametrize(
    ("text", "minutes"), [("20", 20), ("7", None), ("", None), ("²", None), ("-20", None)]
)
def test_only_offered_time_budgets_count(text: str, minutes: int | None) -> None:
    assert budget(text) == minutes
