"""Who gets which answer where: each address, method, role and own, foreign or unknown thing, against a declared file.

docs/security/access.csv is what was agreed; a row that is missing, differs or no longer has an address fails. The rows
that would be needed are printed: read them before you paste them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from eigenart.config.urls import urlpatterns as real
from eigenart.core.consent import DataCategory
from eigenart.delivery.web.my_data import open_rights
from eigenart.people.services import actor_of
from eigenart.privacy import rights
from eigenart.privacy.grant import Grant
from tests.security.company import ANONYMOUS, ENGLISH, ROLES, Company, found_company, routes, unknown

FILE = Path(__file__).resolve().parents[2] / "docs/security/access.csv"
COLUMNS = ("route", "method", "object", *ROLES)
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
OWNED = {"impression", "feedback_id", "fact_id", "request_id", "employee_id"}
"""Parameters that name something that belongs to one person."""
CHOICES: dict[str, dict[str, str]] = {
    "code": {"public": "notice", "internal": "dpia", "unknown": "nothing"},
    "party": {"works_council": "works_council", "dpo": "dpo", "employer": "employer", "unknown": "nobody"},
}
"""Parameters that name something with an audience of its own."""
EXAMPLES: dict[str, str] = {
    "key": "learning:LI-1",
    "purpose": "learning.recommend",
    "action": "forget",
    "name": "export",
    "language": "de",
    "form": "json",
    "step": "planned",
    "noted_at": "2026-01-01T00:00:00+00:00",
    "persona": "marketing",
    "system": "learning_recommender",
}
BODIES: dict[str, dict[str, str]] = {
    "web:answer": {"signal": "later"},
    "web:erasure": {"understood": "yes"},
    "web:leaver": {"understood": "yes"},
    "web:restriction": {"turn": "on"},
}
"""What a POST says, so that authorisation and not a missing field decides."""
REFUSED = {"login", "403", "404", "405"}
SAYS_NOTHING = {"web:answer", "web:undo"}
"""Answer a foreign and an unknown number alike, with a friendly redirect; that nothing changes is tested below."""
Row = dict[str, str]


@dataclass(frozen=True)
class Question:
    """One address with one kind of thing, asked with one method."""

    route: str
    pattern: str
    method: str
    thing: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.route, self.method, self.thing)


def questions(found: Iterator[tuple[str, str]]) -> Iterator[Question]:
    for route, pattern in found:
        for method in ("GET", "POST"):
            for thing in things_of(pattern):
                yield Question(route, pattern, method, thing)


def things_of(pattern: str) -> tuple[str, ...]:
    names = set(PARAMETER.findall(pattern))
    if chosen := next((CHOICES[name] for name in CHOICES if name in names), None):
        return tuple(chosen)
    if names & OWNED:
        return ("foreign", "unknown") if is_erasure(pattern) else ("own", "foreign", "unknown")
    if "<int:number>" in pattern:
        return ("known", "unknown") if "/intake/" in pattern else ("unknown",)
    return ("-",)


def is_erasure(pattern: str) -> bool:
    return "/rights/erasure/" in pattern


def address(question: Question, company: Company, role: str) -> str:
    """The pattern filled in. An anonymous visitor owns nothing, so its own things are foreign ones."""
    things: Mapping[str, Any] = company.foreign
    if question.thing == "own" and role != ANONYMOUS:
        things = {**company.foreign, **company.own[role]}

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name in CHOICES:
            return CHOICES[name][question.thing]
        if name == "number" and not match[0].startswith("<int"):
            return "LI-1"
        if name in OWNED or name == "number":
            if question.thing == "unknown":
                return str(unknown(name))
            name = "erasure_id" if name == "request_id" and is_erasure(question.pattern) else name
            return quote(str(things[name]))
        assert name in EXAMPLES, (
            f"give an example of the new parameter “{name}” in EXAMPLES, CHOICES or OWNED"
        )
        return quote(EXAMPLES[name])

    return PARAMETER.sub(filled, question.pattern)


def asked(question: Question, company: Company, role: str) -> str:
    """The answer as the file writes it; whatever was changed is undone."""
    client = company.clients[role]
    session = client.session.session_key
    with transaction.atomic():
        response = client.generic(
            question.method,
            address(question, company, role),
            "" if question.method == "GET" else "&".join(f"{k}={v}" for k, v in body(question).items()),
            content_type="application/x-www-form-urlencoded",
            headers=ENGLISH,
        )
        transaction.set_rollback(True)
    if session:
        client.cookies["sessionid"] = session
    goal = response.headers.get("Location", "")
    return "login" if goal.startswith("/login/?next=") else str(response.status_code)


def body(question: Question) -> dict[str, str]:
    return BODIES.get(question.route, {})


def observed(company: Company, found: Iterator[tuple[str, str]]) -> Iterator[Row]:
    for question in questions(found):
        row = dict(zip(COLUMNS[:3], question.key, strict=True))
        for role in ROLES:
            row[role] = asked(question, company, role)
        yield row


def declared() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(seen: list[Row], agreed: list[Row]) -> str:
    """The observed rows that were not agreed so, and the agreed ones without an address, as lines of the file."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    for row in seen:
        if row not in agreed:
            writer.writerow(row)
    keys = {tuple(row[c] for c in COLUMNS[:3]) for row in seen}
    gone = [row for row in agreed if tuple(row[c] for c in COLUMNS[:3]) not in keys]
    return lines.getvalue() + "".join(f"gone: {','.join(row.values())}\n" for row in gone)


@pytest.fixture
def company(approved_register: None, make_employee: Callable[..., Any]) -> Company:
    return found_company(make_employee)


def test_every_address_answers_every_role_as_agreed(company: Company) -> None:
    """S-1: the whole matrix."""
    found = differences(list(observed(company, routes())), declared())
    assert not found, f"not agreed in {FILE.name}:\n{found}"


def test_no_agreed_row_gives_a_foreign_thing_away() -> None:
    """What is in the file is sane: nobody gets a foreign thing, and nothing tells a foreign from an unknown one."""
    agreed = {tuple(row[c] for c in COLUMNS[:3]): row for row in declared()}
    checked = 0
    for (route, method, thing), row in agreed.items():
        if thing != "foreign":
            continue
        other = agreed[route, method, "unknown"]
        for role in ROLES:
            checked += 1
            assert row[role] == other[role], (route, method, role)
            assert row[role] in REFUSED or route in SAYS_NOTHING, (route, method, role)
    assert checked > 100


def test_no_agreed_row_is_a_fault_and_only_hr_gets_in_at_hr() -> None:
    for row in declared():
        assert not any(row[role].startswith("5") for role in ROLES), row
        if "intake" in row["route"] or "leaver" in row["route"]:
            assert {row[role] for role in ROLES if role != "hr"} <= REFUSED, row


def test_answering_and_undoing_for_somebody_else_changes_nothing(company: Company) -> None:
    owner, things = company.clients["employee"], company.own["employee"]
    before = answers(owner)
    stranger = company.clients["admin"]
    stranger.post(f"/suggestions/{things['impression']}/answer", {"signal": "not_for_me"})
    stranger.post(f"/answers/{things['feedback_id']}/undo")
    assert answers(owner) == before
    owner.post(f"/answers/{things['feedback_id']}/undo")
    assert answers(owner) != before


def answers(client: Client) -> list[str]:
    """The answers of one person as they are stored."""
    grant = open_rights(actor_of(User.objects.get(pk=client.session["_auth_user_id"])))
    assert isinstance(grant, Grant)
    return sorted(map(str, rights.everything(grant)[DataCategory("feedback")]))


def leaky(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A view as it must not be: it trusts the address."""
    return HttpResponse(f"export {request_id}")


class Planted:
    """The portal's addresses with a forgotten one, and with one that lets everybody in."""

    urlpatterns = [path("forgotten/", lambda _: HttpResponse(""), name="forgotten"), *real]


class Leaking:
    urlpatterns = [path("my-data/rights/export/<uuid:request_id>/", leaky, name="leak"), *real]


def test_control_a_new_address_without_a_row_is_found() -> None:
    with override_settings(ROOT_URLCONF=Planted):
        names = {route for route, _ in routes()}
    assert "forgotten" in names
    rows = [
        dict.fromkeys(COLUMNS, "") | {"route": name, "method": "GET", "object": "-"}
        for name in ("forgotten", "web:home")
    ]
    assert differences(rows, rows[1:]).startswith("forgotten,GET,-")
    assert differences(rows[1:], rows).startswith("gone: forgotten,GET,-")


def test_control_an_address_that_trusts_its_number_is_found(company: Company) -> None:
    question = Question("web:export-download", "/my-data/rights/export/<uuid:request_id>/", "GET", "foreign")
    assert asked(question, company, "admin") == "404"
    with override_settings(ROOT_URLCONF=Leaking):
        assert asked(question, company, "admin") == "200"
        assert asked(question, company, ANONYMOUS) == "login"
    assert isinstance(company.clients["admin"], Client)
