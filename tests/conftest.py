"""Fixtures of every test: a database of the run's own, reached as the application's role, never as its owner."""

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent
TEMPLATE = "test_eigenart_template"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The application's test database mirrors the owner's, so every test with a database needs all of them."""
    with_database = {"db", "transactional_db", "live_server"}
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker or with_database.intersection(getattr(item, "fixturenames", ())):
            wanted = {**(marker.kwargs if marker else {}), "databases": ["default", "owner", "counters"]}
            item.add_marker(pytest.mark.django_db(**wanted), append=False)


@pytest.fixture(scope="session", autouse=True)
def cheap_passphrases() -> None:
    """Stretching a passphrase is dear on purpose; here it is cheap."""
    from eigenart.privacy import party_keys

    party_keys.COST = 2


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the checkout; a test that needs it is skipped aloud when it is missing."""
    folder = Path(os.environ.get("EIGENART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared data is missing: set EIGENART_SHARED_DATA to its folder")
    return folder


def owner_connection(database: str) -> "psycopg.Connection[Any]":
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Compile the register into the fresh test database and keep a copy for tests that start processes."""
    from django.db import connections

    from eigenart.privacy import rls

    with django_db_blocker.unblock():
        rls.compile_policies("owner")
        name = str(connections["owner"].settings_dict["NAME"])
        connections.close_all()
        with owner_connection("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(TEMPLATE)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(TEMPLATE), sql.Identifier(name)
                )
            )
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def spawn_database(django_db_setup: None) -> Iterator[dict[str, str]]:
    """A migrated, empty database of its own, as environment variables for a process started by the test."""
    name = f"spawn_{uuid.uuid4().hex[:10]}"
    with owner_connection("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
    owner, app = settings.DATABASES["owner"], settings.DATABASES["default"]
    address = f"host={owner['HOST']} port={owner['PORT'] or 5432} dbname={name}"
    password = f" password={owner['PASSWORD']}" if owner["PASSWORD"] else ""
    try:
        yield {
            "EIGENART_MODE": "test",
            "DATABASE_URL": f"{address} user={app['USER']}{password}",
            "EIGENART_OWNER_DATABASE_URL": f"{address} user={owner['USER']}{password}",
            "EIGENART_DATA_DIR": str(settings.EIGENART.data_dir),
            "DJANGO_SETTINGS_MODULE": "eigenart.config.settings",
        }
    finally:
        with owner_connection("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def approved_register(db: None) -> None:
    """The running register, approved by all three parties."""
    from eigenart.people.models import Role
    from eigenart.people.services import Actor
    from eigenart.privacy import approvals
    from eigenart.privacy.models import Party

    for party in Party:
        actor = Actor(user_id=None, employee_id=None, roles=frozenset({Role(party.value)}))
        approvals.approve(actor, party, passphrase="a passphrase of the office")


@pytest.fixture
def make_employee(db: None) -> Callable[..., Any]:
    """Makes employees: `make_employee("Ada", "Lindner", roles=[Role.HR])`; each has a login."""
    from eigenart.people.models import Employee
    from eigenart.people.services import set_login, sort_key

    count = 0

    def make(given_name: str = "Ada", family_name: str = "Lindner", **more: Any) -> Employee:
        nonlocal count
        count += 1
        number = more.pop("personnel_number", f"{count:05d}")
        roles = more.pop("roles", ())
        employee = Employee.objects.create(
            personnel_number=number,
            given_name=given_name,
            family_name=family_name,
            email=f"p{number}@example.org",
            sort_key=sort_key(family_name, given_name),
            **more,
        )
        set_login(f"login-{number}", password="a long enough password", personnel_number=number, roles=roles)
        employee.refresh_from_db()
        return employee

    return make


@pytest.fixture
def employee(make_employee: Callable[..., Any]) -> Any:
    return make_employee()


@pytest.fixture
def actor(employee: Any) -> Any:
    from eigenart.people.services import actor_of

    return actor_of(employee.user)


@pytest.fixture
def subject(employee: Any) -> Any:
    from eigenart.privacy.subject import Subject

    return Subject.of(employee.pk)


@pytest.fixture
def open_grant(approved_register: None, actor: Any, subject: Any) -> Callable[..., Any]:
    """Opens the gate for the fixture employee; fails the test if it stays shut."""
    from eigenart.privacy import gate
    from eigenart.privacy.grant import Grant

    def open_(purpose: str) -> Grant:
        answer = gate.open(actor, subject, purpose, datetime.now(UTC))
        assert isinstance(answer, Grant), answer
        return answer

    return open_
