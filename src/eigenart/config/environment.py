"""Everything that can be configured, typed and checked once. Read by settings; a wrong value stops the start.

Names: `EIGENART_<FIELD>`, and the customary `DATABASE_URL`, `SECRET_KEY` and `PORT` without the prefix.
"""

import os
import secrets
from base64 import b64decode, b64encode
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

KEY_FILE = "keys.env"


class ConfigurationError(Exception):
    """One clear sentence about a wrong value. Final: the start stops (exit code 2)."""


class Environment(BaseSettings):
    """The settings object of one installation."""

    model_config = SettingsConfigDict(env_prefix="EIGENART_", extra="ignore", populate_by_name=True)

    mode: Literal["production", "demo", "test"] = "production"
    data_dir: Path = Path("var")
    database_url: SecretStr | None = Field(
        None, validation_alias=AliasChoices("EIGENART_DATABASE_URL", "DATABASE_URL")
    )
    owner_database_url: SecretStr | None = None
    secret_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("EIGENART_SECRET_KEY", "SECRET_KEY")
    )
    data_key: SecretStr | None = None
    data_key_before: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535, validation_alias=AliasChoices("EIGENART_PORT", "PORT"))
    workers: int = Field(2, ge=1, le=64)
    threads: int = Field(1, ge=1, le=64)
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "localhost")
    https: bool = False
    time_zone: str = "Europe/Berlin"
    language: Literal["de", "en"] = "de"
    company: str = "Eigenart"
    has_works_council: bool = True
    mail_url: SecretStr | None = None
    mail_from: str = "eigenart@localhost"
    anchor_to: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    intake_keep_days: int = Field(30, ge=1, le=365)

    @field_validator("allowed_hosts", "anchor_to", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(h.strip() for h in value.split(",") if h.strip()) if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"“{value}” is not a known time zone, e.g. Europe/Berlin")
        return value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("data_key", "data_key_before")
    @classmethod
    def _thirty_two_bytes(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                length = len(b64decode(value.get_secret_value(), validate=True))
            except ValueError as error:
                raise ValueError("must be 32 bytes in Base64") from error
            if length != 32:
                raise ValueError(f"must be 32 bytes in Base64, but has {length}")
        return value

    @model_validator(mode="after")
    def _keys_in_production(self) -> "Environment":
        missing = [
            n for n, v in (("SECRET_KEY", self.secret_key), ("EIGENART_DATA_KEY", self.data_key)) if v is None
        ]
        if self.mode == "production" and missing:
            raise ValueError(f"{' and '.join(missing)} must be set in production")
        if self.mode == "production" and self.secret_key and len(self.secret_key.get_secret_value()) < 40:
            raise ValueError("SECRET_KEY must have at least 40 characters in production")
        if self.database_url is not None and self.owner_database_url is None:
            raise ValueError("EIGENART_OWNER_DATABASE_URL must be set when DATABASE_URL is set")
        return self

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def key_path(self) -> Path:
        return self.data_dir / KEY_FILE

    @cached_property
    def keys(self) -> tuple[str, bytes]:
        """(secret key, data key). Outside production they are made once and kept in the data folder, 0600."""
        if self.secret_key is not None and self.data_key is not None:
            return self.secret_key.get_secret_value(), b64decode(self.data_key.get_secret_value())
        stored = read_or_make_keys(self.key_path)
        return stored["SECRET_KEY"], b64decode(stored["EIGENART_DATA_KEY"])

    @property
    def data_keys(self) -> tuple[bytes, ...]:
        """The master key that seals, and the one before it, while a rotation is under way."""
        current = self.keys[1]
        if self.data_key_before is not None:
            return current, b64decode(self.data_key_before.get_secret_value())
        if self.data_key is None and (
            before := read_or_make_keys(self.key_path).get("EIGENART_DATA_KEY_BEFORE")
        ):
            return current, b64decode(before)
        return (current,)


def read_or_make_keys(path: Path) -> dict[str, str]:
    """Read the key file; make it if it is missing, atomically, so that two processes get the same keys."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
            file.write(f"EIGENART_DATA_KEY={b64encode(secrets.token_bytes(32)).decode()}\n")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first; its keys count
        finally:
            fresh.unlink()
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def read_environment() -> Environment:
    """The settings of this process. Raises ConfigurationError with one sentence that names the first wrong value."""
    try:
        return Environment()  # type: ignore[call-arg]  # its fields come from the environment
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        variable = name if name.isupper() else f"EIGENART_{name.upper()}"
        raise ConfigurationError(f"{variable}: {text}." if name else f"{text}.") from None
