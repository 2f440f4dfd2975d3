"""One small company with every role, and things of one's own and of somebody else for every address that names one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from eigenart.delivery.jobs import tasks
from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import consent, gate, rights_requests
from eigenart.profiles import intake, write
from tests.factories.learners import grant_of
from tests.factories.learning import catalogue
from tests.factories.people import sign_in, user_of

ANONYMOUS = "anonymous"
ROLES = (ANONYMOUS, *(role.value for role in Role))
ENGLISH = {"Accept-Language": "en"}
ANSWER = re.compile(r'action="/suggestions/([0-9a-f-]+)/answer"')
UNDO = re.compile(r'action="/answers/([0-9a-f-]+)/undo"')
FACT = re.compile(r'action="/my-data/facts/([^"/]+)/mute/"')
FILE = "Personalnummer;Vorname;Nachname\n9001;Ida;Kern\n"
Things = Mapping[str, Any]


@dataclass
class Company:
    """`things` holds, by owner and parameter name, what an address of this owner would name."""

    clients: dict[str, Client] = field(default_factory=dict)
    own: dict[str, Things] = field(default_factory=dict)
    foreign: Things = field(default_factory=dict)


def found_company(make_employee: Callable[..., Any]) -> Company:
    """Everybody has used the portal; the foreign person has an export, an erasure and an answer of her own."""
    catalogue()
    company = Company(clients={ANONYMOUS: Client()}, own={ANONYMOUS: {}})
    for role in Role:
        roles = [] if role is Role.EMPLOYEE else [role]
        person = make_employee("Rolle", role.value, roles=roles)
        company.clients[role.value] = sign_in(Client(raise_request_exception=False), person)
        company.own[role.value] = use(company.clients[role.value], person)
    foreign = make_employee("Frieda", "Fremd")
    company.foreign = {
        **use(sign_in(Client(), foreign), foreign),
        "employee_id": foreign.pk,
        "erasure_id": erased(make_employee("Gerd", "Geht")),
    }
    leaver = make_employee("Lena", "Langweg", leaves_on=date.today() - timedelta(days=1))
    hr = actor_of(user_of(Employee.objects.get(family_name="hr")))
    batch = intake.receive(hr, "people", "people.csv", FILE.encode())
    intake.inspect(batch)
    company.own = {role: {**things, "employee_id": leaver.pk} for role, things in company.own.items()}
    company.foreign = {**company.foreign, "number": batch.pk}
    return company


def use(client: Client, person: Employee) -> Things:
    """Use the portal as one person and say what it made: impression, answer, fact, export."""
    page = client.get("/", headers=ENGLISH).content.decode()
    first, second = ANSWER.findall(page)[:2]
    client.post(f"/suggestions/{first}/answer", {"signal": "later"}, headers=ENGLISH)
    answered = client.get("/", headers=ENGLISH).content.decode()
    actor = actor_of(user_of(person))
    consent.give(actor, person, "learning.interests")
    write.state_interest(grant_of(actor, "learning.interests"), f"topic-{person.pk}")
    facts = FACT.findall(client.get("/my-data/", headers=ENGLISH).content.decode())
    client.post("/my-data/rights/export/")
    export = latest(actor, person, "export")
    tasks.make_export(str(export), person.user_id or 0)
    return {
        "impression": UUID(second),
        "feedback_id": UUID(UNDO.findall(answered)[0]),
        "fact_id": facts[0],
        "request_id": export,
    }


def erased(person: Employee) -> UUID:
    """Somebody who had everything of her own erased; the number of that request."""
    client = sign_in(Client(), person)
    client.post("/my-data/rights/erasure/", {"understood": "yes"})
    number = latest(actor_of(user_of(person)), person, "erasure")
    tasks.carry_out_erasure(str(number))
    return number


def latest(actor: Actor, person: Employee, kind: str) -> UUID:
    grant = gate.open(actor, person, "privacy.rights")
    assert isinstance(grant, gate.Grant)
    return rights_requests.requests_of(grant, kind)[0].id


def routes() -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address of the portal; a nameless one has its pattern as name."""
    yield from _walk(get_resolver().url_patterns, "/", ())


def _walk(patterns: list[Any], before: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inside = (*names, one.namespace) if one.namespace else names
            yield from _walk(one.url_patterns, address, inside)
        elif isinstance(one, URLPattern):
            yield (":".join((*names, one.name)) if one.name else address), address


def unknown(parameter: str) -> Any:
    return 999_999 if parameter == "number" else uuid4()
