"""The register pages: public in plain words, approved only by those who may, and only for the text they saw."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eigenart.delivery.web import register_sheets
from eigenart.people.models import Role
from eigenart.privacy import approvals, party_keys, proposals
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval, DriftCheck, Party
from eigenart.register.loader import DEFAULT_FILE

pytestmark = pytest.mark.django_db

APPROVERS = {Role.WORKS_COUNCIL: Party.WORKS_COUNCIL, Role.DPO: Party.DPO, Role.EMPLOYER: Party.EMPLOYER}


PASSPHRASE = "twelve words or more"


def signing(**more: str) -> dict[str, str]:
    """What a first approval sends."""
    sent = {"register_hash": register().hash, "has_read": "on", "new_key": "1"}
    return sent | {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE} | more


def page_of(client: Client, language: str = "de") -> str:
    response = client.get(reverse("web:register"), headers={"accept-language": language})
    assert response.status_code == 200
    return str(response.content.decode())


def approve_address(party: Party) -> str:
    return reverse("web:register-approve", args=[party.value])


def test_everybody_reads_each_purpose_without_a_login(client: Client) -> None:
    german, english = page_of(client), page_of(client, "en")
    for entry in register().content.purposes:
        assert entry.title.de in german
        assert entry.why.de in german
        assert entry.title.en in english
    assert register().hash in german
    assert register().hash[:12] in english


def test_the_address_of_the_notice_shows_the_same(client: Client) -> None:
    assert register().hash in client.get("/transparenz/").content.decode()


def test_the_page_says_who_is_missing(client: Client) -> None:
    page = page_of(client, "en")
    assert "Waiting for: Works council, Data protection officer, Employer" in page
    assert "not yet approved" in page


def test_the_page_says_that_all_approved(client: Client, approved_register: None) -> None:
    page = page_of(client, "en")
    assert "Waiting for" not in page
    assert "All parties have approved this exact text." in page


@pytest.mark.parametrize("role", list(APPROVERS))
def test_each_party_approves_exactly_this_text(
    client: Client, make_employee: Callable[..., Any], role: Role
) -> None:
    client.force_login(make_employee(roles=[role]).user)
    party = APPROVERS[role]
    assert approve_address(party) in page_of(client)
    shown = client.get(approve_address(party)).content.decode()
    assert register().hash in shown
    answer = client.post(approve_address(party), signing())
    assert answer.status_code == 302
    assert [(a.party, a.register_hash) for a in Approval.objects.all()] == [(party, register().hash)]
    assert approve_address(party) not in page_of(client)


def test_approving_twice_changes_nothing(client: Client, make_employee: Callable[..., Any]) -> None:
    client.force_login(make_employee(roles=[Role.DPO]).user)
    for _ in range(2):
        client.post(approve_address(Party.DPO), signing())
    assert Approval.objects.count() == 1


def test_another_text_is_not_approved(client: Client, make_employee: Callable[..., Any]) -> None:
    client.force_login(make_employee(roles=[Role.DPO]).user)
    answer = client.post(
        approve_address(Party.DPO),
        signing(register_hash="0" * 64),
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 409
    assert "The register has changed since you opened this page." in answer.content.decode()
    assert not Approval.objects.exists()


def test_approving_needs_the_confirmation(client: Client, make_employee: Callable[..., Any]) -> None:
    client.force_login(make_employee(roles=[Role.DPO]).user)
    answer = client.post(approve_address(Party.DPO), signing(has_read=""))
    assert answer.status_code == 409
    assert not Approval.objects.exists()


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.MANAGER, Role.HR, Role.ADMIN, Role.DPO, Role.EMPLOYER])
def test_nobody_else_approves_for_the_works_council(
    client: Client, make_employee: Callable[..., Any], role: Role
) -> None:
    client.force_login(make_employee(roles=[role]).user)
    address = approve_address(Party.WORKS_COUNCIL)
    assert address not in page_of(client)
    assert client.get(address).status_code == 403
    answer = client.post(address, signing())
    assert answer.status_code == 403
    assert not Approval.objects.exists()


def test_approving_needs_a_login(client: Client) -> None:
    answer = client.post(approve_address(Party.DPO), signing())
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("web:login"))
    assert not Approval.objects.exists()


def test_a_company_without_works_council(
    client: Client, settings: Any, make_employee: Callable[..., Any]
) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update={"has_works_council": False})
    page = page_of(client, "en")
    assert "This company has no works council." in page
    assert "Waiting for: Data protection officer, Employer" in page
    client.force_login(make_employee(roles=[Role.WORKS_COUNCIL]).user)
    assert client.get(approve_address(Party.WORKS_COUNCIL)).status_code == 404


def test_an_unreadable_register_is_said_aloud(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    (tmp_path / "register.yaml").write_text("register: [broken", encoding="utf-8")
    answer = client.get(reverse("web:register"), headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert "The register cannot be read." in answer.content.decode()


def test_who_sees_what_comes_from_the_register() -> None:
    sheet = register_sheets.sheet(register(), "learning.recommend")
    assert sheet.seen_by_you_alone
    training = register_sheets.sheet(register(), "personalisation.training")
    assert training.seen_by_nobody
    assert not training.seen_by_you_alone
    assert not register_sheets.sheet(register(), "hr.masterdata").seen_by_you_alone


def test_approvals_are_those_of_the_register_in_force(approved_register: None) -> None:
    assert all(party.approved_at for party in approvals.state())


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"passphrase_again": "something else"}, "The two passphrases are not the same."),
        ({"passphrase": "short", "passphrase_again": "short"}, "at least 12 characters"),
    ],
)
def test_a_passphrase_that_will_not_do_signs_nothing(
    client: Client, make_employee: Callable[..., Any], sent: dict[str, str], words: str
) -> None:
    client.force_login(make_employee(roles=[Role.DPO]).user)
    answer = client.post(approve_address(Party.DPO), signing(**sent), headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not Approval.objects.exists()


def test_whoever_approved_shows_the_fingerprint_of_its_key_to_everybody(
    client: Client, make_employee: Callable[..., Any]
) -> None:
    client.force_login(make_employee(roles=[Role.DPO]).user)
    client.post(approve_address(Party.DPO), signing())
    (key,) = party_keys.states()
    client.logout()
    assert key.fingerprint in page_of(client)
    assert "replaced" not in page_of(client, "en")


def test_one_login_is_told_why_it_cannot_sign_for_two(
    client: Client, make_employee: Callable[..., Any]
) -> None:
    client.force_login(make_employee(roles=[Role.DPO, Role.WORKS_COUNCIL]).user)
    client.post(approve_address(Party.DPO), signing())
    page = client.get(approve_address(Party.WORKS_COUNCIL), headers={"accept-language": "en"})
    assert "Two offices need two people" in page.content.decode()
    assert client.post(approve_address(Party.WORKS_COUNCIL), signing()).status_code == 409
    assert Approval.objects.count() == 1


def change_register(settings: Any, folder: Path, *changes: tuple[str, str]) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "register.yaml").write_text(text, encoding="utf-8")
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": folder})


def test_the_differences_are_read_before_approving(
    client: Client,
    make_employee: Callable[..., Any],
    approved_register: None,
    settings: Any,
    tmp_path: Path,
) -> None:
    change_register(settings, tmp_path, ('period: "P36M"', 'period: "P48M"'), ("version: 1", "version: 2"))
    client.force_login(make_employee(roles=[Role.WORKS_COUNCIL]).user)
    for address in (reverse("web:register"), approve_address(Party.WORKS_COUNCIL)):
        english = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "Compared with version 1" in english
        assert "Period: before “P36M”, now “P48M”" in english
        german = client.get(address, headers={"accept-language": "de"}).content.decode()
        assert "Frist: bisher „P36M“, jetzt „P48M“" in german
    proposals.proposed()
    history = client.get(reverse("web:register-history"), headers={"accept-language": "en"})
    assert "Version 2, proposed on" in history.content.decode()
    assert "Not approved by all" in history.content.decode()


def test_a_proposal_lapses_and_only_the_employer_proposes_it_again(
    client: Client, make_employee: Callable[..., Any]
) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    proposals.proposed(at=long_ago)
    client.force_login(make_employee(roles=[Role.DPO]).user)
    assert "The time to approve ended on" in page_of(client, "en")
    assert client.post(approve_address(Party.DPO), signing()).status_code == 409
    assert client.post(reverse("web:register-propose")).status_code == 403
    client.force_login(make_employee(roles=[Role.EMPLOYER]).user)
    assert reverse("web:register-propose") in page_of(client)
    client.post(reverse("web:register-propose"))
    assert reverse("web:register-propose") not in page_of(client)
    client.post(approve_address(Party.EMPLOYER), signing())
    assert [one.party for one in Approval.objects.all()] == ["employer"]


def test_the_parties_talk_among_themselves(client: Client, make_employee: Callable[..., Any]) -> None:
    client.force_login(make_employee(roles=[Role.WORKS_COUNCIL]).user)
    address = reverse("web:register-ask", args=["works_council"])
    client.post(address, {"text": "Why 36 months?"})
    client.force_login(make_employee(roles=[Role.EMPLOYER]).user)
    assert "Why 36 months?" in page_of(client)
    assert client.post(address, {"text": "In another name"}).status_code == 403
    for roles in ([], [Role.HR], [Role.ADMIN], [Role.MANAGER]):
        client.force_login(make_employee(roles=roles).user)
        assert "Why 36 months?" not in page_of(client)
        assert client.post(address, {"text": "In another name"}).status_code == 403


def test_the_page_says_why_optional_purposes_rest(client: Client, approved_register: None) -> None:
    DriftCheck.objects.create(
        at=timezone.now(), occasion="night", is_clear=False, differences=[["route_undeclared", "/secret/"]]
    )
    page = page_of(client, "en")
    assert "Optional purposes rest" in page
    assert "A page runs that the register does not name:" in page
    assert "/secret/" in page
    assert "Rests: register and running system differ" in page
