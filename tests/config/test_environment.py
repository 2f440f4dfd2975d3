"""Typed configuration: a wrong value stops the start with one clear sentence."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eigenart.config.environment import ConfigurationError, read_environment, read_or_make_keys

GOOD_KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith("EIGENART_") or name in ("PORT", "SECRET_KEY", "DATABASE_URL"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("EIGENART_DATA_DIR", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "SECRET_KEY and EIGENART_DATA_KEY must be set in production."),
        ({"SECRET_KEY": "short", "EIGENART_DATA_KEY": GOOD_KEY}, "at least 40 characters"),
        ({"EIGENART_MODE": "demo", "PORT": "99999"}, "EIGENART_PORT: "),
        ({"EIGENART_MODE": "demo", "PORT": "abc"}, "EIGENART_PORT: "),
        ({"EIGENART_MODE": "party"}, "EIGENART_MODE: "),
        ({"EIGENART_MODE": "demo", "EIGENART_TIME_ZONE": "Europa/Berlin"}, "is not a known time zone"),
        ({"EIGENART_MODE": "demo", "EIGENART_DATA_KEY": "AAAA"}, "must be 32 bytes in Base64, but has 3"),
        ({"EIGENART_MODE": "demo", "EIGENART_DATA_KEY": "ä"}, "EIGENART_DATA_KEY: must be 32 bytes"),
        (
            {"EIGENART_MODE": "demo", "DATABASE_URL": "postgresql://a@b/c"},
            "EIGENART_OWNER_DATABASE_URL must be set",
        ),
    ],
)
def test_a_wrong_value_is_one_sentence(
    clean: pytest.MonkeyPatch, values: dict[str, str], sentence: str
) -> None:
    for name, value in values.items():
        clean.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        read_environment()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_start_stops_with_code_2_and_shows_no_secret(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "EIGENART_DATA_KEY": "c2VjcmV0LXZhbHVl",
        "EIGENART_MODE": "demo",
        "EIGENART_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "eigenart", "doctor"],
        env=os.environ | values,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Eigenart cannot start. EIGENART_DATA_KEY: ")
    assert "c2VjcmV0LXZhbHVl" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_keys_are_made_once_readable_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.env"
    first = read_or_make_keys(path)
    assert read_or_make_keys(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(first["EIGENART_DATA_KEY"])) == 32
    assert len(first["SECRET_KEY"]) >= 50
    assert [p.name for p in path.parent.iterdir()] == ["keys.env"]


def test_hosts_are_a_list_with_commas(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("EIGENART_MODE", "demo")
    clean.setenv("EIGENART_ALLOWED_HOSTS", "portal.example.org, 10.0.0.1")
    assert read_environment().allowed_hosts == ("portal.example.org", "10.0.0.1")
