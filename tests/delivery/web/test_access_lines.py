"""The access log as a person reads it: purpose, role and data, but nobody's name."""

from collections.abc import Callable

from django.test import Client

from eigenart.people.models import Employee
from eigenart.people.services import actor_of
from eigenart.privacy import consent, gate
from eigenart.privacy.grant import Grant
from tests.delivery.web.browsing import HTMX, page

Open = Callable[[str], Grant]


class TestAccessLog:
    def test_it_names_purpose_role_and_data_but_nobody(self, person: Client, open_grant: Open) -> None:
        open_grant("learning.recommend")
        log = page(person).partition('id="log-lines"')[2]
        assert "Personal learning suggestions" in log
        assert "You yourself" in log
        assert "Job profile, Skills" in log
        assert "Lindner" not in log

    def test_a_refusal_is_listed_too(self, person: Client, employee: Employee) -> None:
        actor = actor_of(employee.user)
        consent.object_to(actor, employee, "learning.recommend")
        gate.open(actor, employee, "learning.recommend")
        assert "Refused: you switched it off" in page(person)

    def test_older_lines_are_on_further_pages(self, person: Client, open_grant: Open) -> None:
        for _ in range(40):
            open_grant("learning.record")
        first = page(person)
        assert 'rel="next"' in first
        part = person.get("/my-data/log/", {"log": "2"}, headers=HTMX).content.decode()
        assert "<html" not in part
        assert 'rel="prev"' in part
        assert "Page 2" in page(person, "?log=2")
        assert "Page 1" in page(person, "?log=x")
