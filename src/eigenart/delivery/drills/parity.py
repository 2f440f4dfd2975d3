"""Draws the same pages while one person has a purpose on and off, for `insight.parity` to judge.

Each world is one person, one purpose and the same company; both states start from the same database and are undone.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from eigenart.core.consent import Control
from eigenart.delivery.drills.undone import undone
from eigenart.insight import reports
from eigenart.insight.parity import Pair, Reach, Seen, Shortfall, shortfall
from eigenart.people.models import Employee, Role
from eigenart.people.services import actor_of
from eigenart.privacy import anchors, consent
from eigenart.privacy.in_force import register
from eigenart.register.documents import catalogue as documents
from eigenart.surfaces.learning import services as learning

PAGES_A_WORLD: Final = 50
ITEMS_A_REACH: Final = 25
NOT_A_PAGE: Final = ("/logout/", "/login/", "/healthz", "/static/")
LINK: Final = re.compile(r'href="(/learning/item/[^"?#]+)"')
STEP: Final = re.compile(r'name="state" value="([a-z_]+)"')
GLANCE: Final = re.compile(r'<dl class="glance">(.*?)</dl>', re.DOTALL)
MAILBOX: Final = "django.core.mail.backends.locmem.EmailBackend"

Plant = Callable[[str, bytes, bool], bytes]
"""Changes a page of somebody else: its address, its bytes, and whether the person switched off. For the control."""


@dataclass(frozen=True)
class Drawn:
    """Everything that was drawn. shortfalls: by purpose and person's place in the draw; only those with one."""

    pairs: tuple[Pair, ...]
    shortfalls: tuple[tuple[str, Shortfall], ...]
    reaches: int


def optional_purposes() -> list[str]:
    """What a person may switch, in the order of the register."""
    return [entry.id for entry in register().optional_purposes()]


def draw(
    *,
    pairs: int,
    seed: int,
    reaches: int,
    plant: Plant | None = None,
    progress: Callable[[], None] | None = None,
) -> Drawn:
    """So many pairs of other roles' pages, and so many reaches per purpose. The database is left as it was."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible draw, no secret
    found: list[Pair] = []
    lacking: list[tuple[str, Shortfall]] = []
    with override_settings(EMAIL_BACKEND=MAILBOX, ACCOUNT_RATE_LIMITS=False), undone():
        viewers = _viewers()
        people = _people()
        purposes = optional_purposes()
        world = 0
        while len(found) < pairs:
            person, purpose = chance.choice(people), purposes[world % len(purposes)]
            wanted = chance.sample(_looks(viewers), min(PAGES_A_WORLD, pairs - len(found)))
            found += _world(world, person, purpose, wanted, viewers=viewers, plant=plant)
            world += 1
            if progress:
                progress()
        items = sorted(item.key.partition(":")[2] for item in learning.items())
        for purpose in purposes:
            for person in chance.sample(people, min(reaches, len(people))):
                some = chance.sample(items, min(ITEMS_A_REACH, len(items)))
                lack = _compared(person, purpose, some)
                if not lack.is_none:
                    lacking.append((purpose, lack))
                if progress:
                    progress()
    return Drawn(tuple(found), tuple(lacking), len(purposes) * min(reaches, len(people)))


def reach(client: Client, numbers: Sequence[str]) -> Reach:
    """What the person of this client gets: clicks to each item, its dates as shown, the steps on offer."""
    home = set(LINK.findall(_body(client, "/")))
    mine = set(LINK.findall(_body(client, "/learning/mine/")))
    clicks: dict[str, int] = {}
    deadlines: set[tuple[str, str]] = {("mine", address) for address in mine}
    steps: set[tuple[str, str]] = set()
    titles = {item.key.partition(":")[2]: item.title.de for item in learning.items()}
    for number in numbers:
        address = f"/learning/item/{number}/"
        answer = client.get(address, headers={"Accept-Language": "de"})
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        deadlines |= {(number, " ".join(unescape(words).split())) for words in GLANCE.findall(page)}
        steps |= {(number, step) for step in STEP.findall(page)}
        if address in home:
            clicks[number] = 1
        elif address in mine or address in LINK.findall(_body(client, "/learning/", q=titles[number])):
            clicks[number] = 2
    return Reach(clicks, frozenset(deadlines), frozenset(steps))


def _compared(person: Employee, purpose: str, numbers: Sequence[str]) -> Shortfall:
    found = []
    for is_on in (True, False):
        with undone():
            _act(person, purpose, is_on=is_on)
            found.append(reach(_client(person), numbers))
    return shortfall(*found)


def _world(
    world: int,
    person: Employee,
    purpose: str,
    wanted: list[tuple[str, str]],
    *,
    viewers: dict[str, Client],
    plant: Plant | None,
) -> Iterator[Pair]:
    """The same pages in both states, and the mail that goes out in each."""
    seen: list[dict[str, Seen]] = []
    for is_on in (True, False):
        with undone():
            _act(person, purpose, is_on=is_on)
            _count_reports()
            seen.append({f"{who} {page}": _look(viewers[who], page) for who, page in wanted[:-1]})
            seen[-1]["mail"] = _mail()
        if plant:
            seen[-1] = {
                page: Seen(one.status, plant(page, one.body, not is_on), one.queries)
                for page, one in seen[-1].items()
            }
    for page, on in seen[0].items():
        yield Pair(world, page, on, seen[1][page])


def _act(person: Employee, purpose: str, *, is_on: bool) -> None:
    """Both do the same number of things, so that only the decision differs: one statement or one look, then Home."""
    assert person.user is not None
    actor = actor_of(person.user)
    is_opt_in = register().terms(purpose).control is Control.OPT_IN
    if is_opt_in:
        consent.give(actor, person, purpose)
    if is_on:
        consent.switches(actor, person)
    elif is_opt_in:
        consent.withdraw(actor, person, purpose)
    else:
        consent.object_to(actor, person, purpose)
    client = _client(person)
    for page in ("/", "/my-data/"):
        client.get(page)


def _count_reports() -> None:
    """The reports that this quarter will have, as if it were over: whatever they show has to be blind, too."""
    quarter = reports.Quarter.of(timezone.localdate())
    try:
        reports.run_all(quarter, at=quarter.ends)
    except reports.ReportRefused:
        return


def _viewers() -> dict[str, Client]:
    """One client of each role that somebody has, and one of a colleague without any."""
    users = get_user_model().objects.filter(is_active=True).order_by("pk")
    found = {}
    for role in Role:
        holders = users.filter(role_assignments__role=role.value)
        user = holders.first() if role is not Role.EMPLOYEE else users.filter(role_assignments=None).last()
        if user is not None:
            found[role.value] = _logged_in(user)
    return found


def _people() -> list[Employee]:
    """Whoever works here, has a login and no role."""
    today = timezone.localdate()
    found = Employee.objects.select_related("user").exclude(user=None).exclude(leaves_on__lt=today)
    return list(found.filter(user__role_assignments=None).order_by("personnel_number"))


def _looks(viewers: dict[str, Client]) -> list[tuple[str, str]]:
    pages = sorted({*_plain_addresses(), *(f"/documents/{code}/" for code in documents.DOCUMENTS)})
    return [(who, page) for who in viewers for page in pages]


def _plain_addresses() -> Iterator[str]:
    """Every address of the portal without a parameter."""

    def walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            elif "<" not in here and not here.startswith(NOT_A_PAGE):
                yield here

    return walk(get_resolver().url_patterns, "/")


def _look(client: Client, page: str) -> Seen:
    asked = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        answer = client.get(page)
    return Seen(answer.status_code, answer.content, asked)


def _mail() -> Seen:
    mail.outbox = []
    anchors.take()
    sent = [f"{one.to} {one.subject} {one.body} {one.attachments}" for one in mail.outbox]
    return Seen(len(sent), "\n".join(sent).encode(), 0)


def _body(client: Client, page: str, **query: str) -> str:
    answer = client.get(page, query, headers={"Accept-Language": "de"})
    return str(answer.content.decode())


def _client(person: Employee) -> Client:
    return _logged_in(person.user)


def _logged_in(user: Any) -> Client:
    defaults: dict[str, Any] = {"wsgi.url_scheme": "https"} if settings.EIGENART.https else {}
    client = Client(raise_request_exception=False, SERVER_NAME=_host(), **defaults)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _host() -> str:
    return next((host for host in settings.ALLOWED_HOSTS if "*" not in host), "localhost").lstrip(".")
