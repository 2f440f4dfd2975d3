"""The switches: what they say, and that each counts on the very next request."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from eigenart.people.models import Employee
from eigenart.people.services import actor_of
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.profiles import read, write
from tests.delivery.web.browsing import ENGLISH, page

Open = Callable[[str], Grant]


class TestSwitches:
    def turn(self, client: Client, purpose: str, to: str, *, text_hash: str = "") -> str:
        values = {"turn": to, "text_hash": text_hash or register().text_hash(purpose)}
        address = reverse("web:my-data-switch", args=[purpose])
        return str(client.post(address, values, headers=ENGLISH, follow=True).content.decode())

    def test_an_objection_holds_on_the_next_request_and_can_be_lifted(
        self, person: Client, employee: Employee
    ) -> None:
        actor = actor_of(employee.user)
        assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)
        shown = self.turn(person, "learning.recommend", "off")
        assert not isinstance(gate.open(actor, employee, "learning.recommend"), Grant)
        assert "You have no disadvantage." in shown
        assert "You switched it off" in shown
        self.turn(person, "learning.recommend", "on")
        assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)

    def test_withdrawing_deletes_what_was_kept_for_it(self, person: Client, open_grant: Open) -> None:
        self.turn(person, "learning.interests", "on")
        write.state_interest(open_grant("learning.interests"), "skill:python")
        assert read.all_facts(open_grant("privacy.rights"))
        self.turn(person, "learning.interests", "off")
        assert read.all_facts(open_grant("privacy.rights")) == ()

    def test_consent_counts_only_for_the_text_that_was_shown(
        self, person: Client, employee: Employee
    ) -> None:
        shown = self.turn(person, "learning.interests", "on", text_hash="f" * 64)
        assert "The text has changed meanwhile." in shown
        assert not isinstance(gate.open(actor_of(employee.user), employee, "learning.interests"), Grant)

    def test_switching_off_never_fails_for_an_old_page(self, person: Client, employee: Employee) -> None:
        self.turn(person, "learning.recommend", "off", text_hash="f" * 64)
        assert not isinstance(gate.open(actor_of(employee.user), employee, "learning.recommend"), Grant)

    def test_both_buttons_are_the_same(self, person: Client) -> None:
        """Same class, same form, yes before no: nothing pushes a person to one side (G7-3)."""
        shown = page(person)
        buttons = re.findall(r'<button class="([^"]*)" type="submit" name="turn" value="(on|off)"', shown)
        assert [value for _, value in buttons] == ["on", "off"] * len(register().optional_purposes())
        assert len({classes for classes, _ in buttons}) == 1

    def test_each_optional_purpose_has_its_switch_and_its_alternative(self, person: Client) -> None:
        shown = page(person)
        for entry in register().optional_purposes():
            card = shown.partition(f'id="switch-{entry.id}"')[2].partition("</article>")[0]
            assert entry.why.en in card
            assert entry.alternative is None or entry.alternative.title.en in card

    def test_purposes_without_a_switch_cannot_be_switched(self, person: Client) -> None:
        self.turn(person, "hr.masterdata", "off")
        assert (
            person.post(reverse("web:my-data-switch", args=["no.such"]), {"turn": "off"}).status_code == 404
        )

    def test_a_purpose_that_waits_says_for_whom(self, client: Client, employee: Employee) -> None:
        client.force_login(employee.user)
        assert "It waits for the approval of: Works council, Data protection officer, Employer." in page(
            client
        )
