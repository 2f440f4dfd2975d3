"""The works council's veto: no page, no command and no setting switches on a purpose while its approval is missing."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from eigenart.delivery.cli.commands import eigenart
from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals, party_keys
from eigenart.privacy.approvals import Party
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval

pytestmark = pytest.mark.django_db

WORDS = "a passphrase of the office"
EVERYBODY_ELSE = [role for role in Role if role is not Role.WORKS_COUNCIL]
OF_TYPE = {
    "int": "1",
    "uuid": "00000000-0000-0000-0000-000000000001",
    "path": "LI-0001",
    "str": "learning.recommend",
    "slug": "works_council",
}
LASTING = {"demo", "serve", "worker", "bench"}
"""Commands that go on until somebody stops them, or make a company of their own; `worker` runs the jobs below."""


def running() -> set[str]:
    """Purposes that need the works council, and run."""
    with transaction.atomic():
        return {
            entry.id
            for entry in register().content.purposes
            if entry.approvals and approvals.is_active(entry, register().hash)
        }


@pytest.fixture
def all_but_the_council(db: None) -> None:
    for party in (Party.DPO, Party.EMPLOYER):
        actor = Actor(user_id=None, employee_id=None, roles=frozenset({Role(party.value)}))
        approvals.approve(actor, party, passphrase=WORDS)


def addresses(patterns: list[Any], before: str = "/") -> Iterator[str]:
    for one in patterns:
        whole = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield re.sub(r"<(?:(\w+):)?\w+>", lambda found: OF_TYPE[found[1] or "str"], whole)
        else:
            yield from addresses(one.url_patterns, whole)


def pages() -> list[str]:
    found = list(addresses(get_resolver().url_patterns))
    return sorted({*found, *(one.replace("works_council", party) for one in found for party in Party)})


def sent() -> dict[str, str]:
    """What would approve the register if anybody else could."""
    return {
        "register_hash": register().hash,
        "has_read": "on",
        "new_key": "1",
        "passphrase": WORDS,
        "passphrase_again": WORDS,
        "employees_informed": "on",
        "text": "x",
        "party": "works_council",
        "reason": "x",
        "is_on": "1",
        "state": "on",
    }


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_no_page_switches_a_purpose_on(
    role: Role, all_but_the_council: None, make_employee: Callable[..., Any]
) -> None:
    client = Client(raise_request_exception=False)
    roles = [] if role is Role.EMPLOYEE else [role]
    client.force_login(make_employee(roles=roles).user)
    for address in pages():
        for ask in (client.get, client.post):
            ask(address, sent())
            assert running() == set(), f"{role} {ask.__name__} {address}"
        if "logout" in address:
            client.force_login(make_employee(roles=roles).user)
    assert not Approval.objects.filter(party="works_council").exists()


def commands(group: click.Command, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            inner = group.get_command(context, name)
            if inner is not None and name not in LASTING:
                yield from commands(inner, (*before, name))
    else:
        yield before


@pytest.mark.parametrize("command", sorted(commands(eigenart)), ids=" ".join)
def test_no_command_switches_a_purpose_on(
    command: tuple[str, ...], all_but_the_council: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(eigenart, [*command], input="works_council\nyes\n")
    assert running() == set()
    assert not Approval.objects.filter(party="works_council").exists()


@pytest.mark.parametrize(
    "update", [{"mode": "demo"}, {"has_works_council": False}, {"mode": "production"}], ids=str
)
def test_no_setting_switches_a_purpose_on(
    update: dict[str, Any], all_but_the_council: None, make_employee: Callable[..., Any], settings: Any
) -> None:
    """A council that ever made a key keeps its veto, whatever the settings say."""
    make_employee()
    party_keys.make(Party.WORKS_COUNCIL, WORDS, by="")
    settings.EIGENART = settings.EIGENART.model_copy(update=update)
    with pytest.raises(approvals.ApprovalRefused):
        approvals.approve_for_demo()
    assert running() == set()


def test_the_control_the_council_itself_switches_them_on(
    all_but_the_council: None, make_employee: Callable[..., Any], client: Client
) -> None:
    client.force_login(make_employee(roles=[Role.WORKS_COUNCIL]).user)
    client.post("/register/approve/works_council/", sent())
    assert "learning.recommend" in running()
