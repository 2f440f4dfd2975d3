"""What is stored beside the facts is listed too, for the person alone."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from eigenart.people.models import Employee
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.profiles import sources
from tests.delivery.web.browsing import ENGLISH
from tests.factories.learning import catalogue
from tests.profiles.intake.files import applied, people_csv

Open = Callable[[str], Grant]


class TestFurtherRows:
    def test_suggestions_and_imports_are_listed_and_nothing_is_left_out(
        self, person: Client, employee: Employee, open_grant: Open
    ) -> None:
        catalogue()
        applied("people", people_csv(f"{employee.personnel_number};Ada;Lindner;;Köln;;;;;;38,5;hybrid;;"))
        person.get("/")
        shown = person.get("/my-data/stored/", headers=ENGLISH).content.decode()
        assert "in place 1" in shown
        assert "line 2 of an HR file" in shown
        as_facts = {source.category for source in sources.all_sources()}
        own = {"consents", "access_log", "access_reach"}
        for category in set(register().gated) - as_facts - own:
            assert f'id="stored-{category}"' in shown

    def test_nobody_sees_those_of_another(self, person: Client, make_employee: Callable[..., Any]) -> None:
        catalogue()
        person.get("/")
        other = Client()
        other.force_login(make_employee("Bo", "Berg").user)
        assert "in place 1" not in other.get("/my-data/stored/", headers=ENGLISH).content.decode()
