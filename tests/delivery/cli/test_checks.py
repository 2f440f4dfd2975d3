"""The doctor finds what is wrong and says what to do; each fault here is planted."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from eigenart.delivery.cli import checks
from eigenart.delivery.cli.checks import Finding
from eigenart.privacy import anchors


def states(findings: Iterable[Finding]) -> set[str]:
    return {finding.state for finding in findings}


def test_a_sound_database_is_sound(db: None) -> None:
    for check in (checks.database, checks.roles, checks.migrations):
        assert states(check()) == {"ok"}, check.__name__


def test_an_unapproved_register_is_named_with_who_is_waited_for(db: None) -> None:
    (finding,) = checks.register_itself()
    assert finding.state == "note"
    for party in ("works_council", "dpo", "employer"):
        assert party in finding.text


def test_an_approved_register_is_fine(approved_register: None) -> None:
    (finding,) = checks.register_itself()
    assert finding.state == "ok"


def test_a_broken_register_is_wrong(db: None) -> None:
    path = settings.EIGENART.data_dir / "register.yaml"
    path.write_text("purposes: &anchor []\n", encoding="utf-8")
    try:
        (finding,) = checks.register_itself()
    finally:
        path.unlink()
    assert finding.state == "wrong"
    assert "register.yaml" in finding.remedy


def test_keys_that_others_may_read_are_wrong(db: None) -> None:
    path: Path = settings.EIGENART.key_path
    assert states(checks.keys()) == {"ok"}
    path.chmod(0o644)
    try:
        (finding,) = checks.keys()
    finally:
        path.chmod(0o600)
    assert finding.state == "wrong"
    assert "chmod 600" in finding.remedy


def test_a_worker_that_never_reported_is_noted(db: None) -> None:
    assert states(checks.worker()) == {"note"}


def test_a_live_worker_is_seen(db: None) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert states(checks.worker()) == {"ok"}


def test_a_mail_server_that_does_not_answer_is_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(checks.mail()) == {"note"}
    monkeypatch.setattr(
        settings, "EIGENART", settings.EIGENART.model_copy(update={"mail_url": "smtp://127.0.0.1:9"})
    )
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 9)
    (finding,) = checks.mail()
    assert finding.state == "wrong"
    assert "EIGENART_MAIL_URL" in finding.remedy


def test_an_anchor_that_never_left_the_house_is_noted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(checks.audit_anchor()) == {"note"}
    anchors.take()
    (unsent,) = checks.audit_anchor()
    assert (unsent.state, "was not sent" in unsent.text) == ("note", True)
    addressed = settings.EIGENART.model_copy(update={"anchor_to": ("council@example.org",)})
    monkeypatch.setattr(settings, "EIGENART", addressed)
    anchors.take()
    assert states(checks.audit_anchor()) == {"ok"}
