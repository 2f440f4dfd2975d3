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


def test_a_fault_is_named_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    try:
        raise ValueError("Key (email)=(ada@example.org) already exists.")
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error", exc_info=True)
    text = capsys.readouterr().err
    line = json.loads(text.splitlines()[-1])
    assert line["fault"] == "builtins.ValueError"
    assert any("test_a_fault_is_named" in place for place in line["at"])
    assert "ada@example.org" not in text


def test_a_job_is_named_without_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("procrastinate").error(
        "Job eigenart.delivery.jobs.tasks.apply_batch[7](batch_id='6', user_id=4711) ended with status: Error"
    )
    text = capsys.readouterr().err
    assert "apply_batch[7] ended" in text
    assert "4711" not in text


def test_an_address_that_somebody_asked_for_stays_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("django.request").error("Internal Server Error: %s", "/people/ada")
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'ada.example'.")
    first, second = capsys.readouterr().err.splitlines()[-2:]
    assert json.loads(first)["event"] == "Internal Server Error"
    assert json.loads(second)["event"] == "Invalid HTTP_HOST header"
