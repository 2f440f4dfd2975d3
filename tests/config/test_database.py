"""Two roles, one of which owns nothing."""

import pytest
from django.db import ProgrammingError, connection

from eigenart.config.database import Address, OwnerMigrates
from eigenart.config.environment import ConfigurationError


def test_an_address_names_user_and_database() -> None:
    address = Address.parse("postgresql://eigen:s%40fe@db.example.org:5433/portal", variable="DATABASE_URL")
    assert (address.host, address.port, address.name, address.user, address.password) == (
        "db.example.org", "5433", "portal", "eigen", "s@fe",
    )  # fmt: skip


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://host/", "postgresql:///only"])
def test_a_wrong_address_names_its_variable(url: str) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        Address.parse(url, variable="DATABASE_URL")


def test_the_application_owns_no_table_and_is_no_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_the_application_cannot_change_a_table(db: None) -> None:
    with pytest.raises(ProgrammingError, match="owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_site ADD COLUMN mood text")


def test_only_the_owner_migrates() -> None:
    router = OwnerMigrates()
    assert router.allow_migrate("owner", "people")
    assert not router.allow_migrate("default", "people")
