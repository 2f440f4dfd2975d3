"""Nothing that names a person reaches a log line."""

import json
import logging

import pytest
import structlog

from eigenart.config import logs


def test_a_log_line_is_json_without_personal_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger("portal").info("saved", ip="192.0.2.7", user_id=4711, email="a@example.org", rows=3)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["event"] == "saved"
    assert line["rows"] == 3
    assert not logs.FORBIDDEN.intersection(line)


def test_foreign_loggers_are_cleaned_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("some.library").warning("seen", extra={"ip": "192.0.2.7", "user": "ada"})
    text = capsys.readouterr().err
    assert "seen" in text
    assert "192.0.2.7" not in text
    assert "ada" not in text
