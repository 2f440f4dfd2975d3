"""Register against what runs: nothing is found where nothing changed, and what is found lets optional purposes rest."""

from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from eigenart.people.models import Role
from eigenart.privacy import approvals, drift, gate, running
from eigenart.privacy.catalog import Difference
from eigenart.privacy.grant import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import DriftCheck

FOUND = Difference("route_undeclared", "/secret/: somewhere")


def with_settings(settings: Any, **update: object) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update=update)


def plant(monkeypatch: pytest.MonkeyPatch, *found: Difference) -> None:
    monkeypatch.setattr(drift, "COMPARISONS", (lambda _source: found,))


def obstacles() -> dict[str, str]:
    entries = register().content.purposes
    with transaction.atomic():
        return {entry.id: approvals.obstacle(entry, register().hash) for entry in entries}


def test_nothing_changed_and_nothing_is_found(db: None) -> None:
    assert drift.differences() == ()


def test_a_difference_lets_every_optional_purpose_rest_and_no_other(
    approved_register: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(obstacles().values()) == {""}
    plant(monkeypatch, FOUND)
    drift.enforce("night")
    optional = {entry.id for entry in register().optional_purposes()}
    assert {name for name, code in obstacles().items() if code == "suspended"} == optional
    assert {code for name, code in obstacles().items() if name not in optional} == {""}
    plant(monkeypatch)
    drift.enforce("start")
    assert set(obstacles().values()) == {""}


def test_the_gate_and_the_database_stay_shut(
    approved_register: None, actor: Any, employee: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)
    plant(monkeypatch, FOUND)
    drift.enforce("night")
    answer = gate.open(actor, employee, "learning.recommend")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.is_final) == ("suspended", False)
    assert isinstance(gate.open(actor, employee, "privacy.rights"), Grant)


def test_a_comparison_that_fails_is_a_difference(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_source: object) -> tuple[Difference, ...]:
        raise RuntimeError("no luck")

    monkeypatch.setattr(drift, "COMPARISONS", (broken,))
    (found,) = drift.differences()
    assert (found.code, "no luck" in found.detail) == ("not_comparable", True)


def test_an_unreadable_register_is_a_difference(db: None, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "register.yaml").write_text("broken", encoding="utf-8")
    with_settings(settings, data_dir=tmp_path)
    assert [one.code for one in drift.enforce("start").differences] == ["register_unreadable"]
    assert not approvals.is_clear()


def test_works_council_and_dpo_are_written_to_once(
    make_employee: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in (Role.WORKS_COUNCIL, Role.DPO, Role.HR, Role.ADMIN):
        make_employee(roles=[role])
    plant(monkeypatch, FOUND)
    assert drift.enforce("night").alarmed == 2
    assert drift.enforce("night").alarmed == 0
    assert len(mail.outbox) == 2
    assert all("/secret/: somewhere" in str(one.body) for one in mail.outbox)
    plant(monkeypatch, FOUND, Difference("guard_missing", "csrf"))
    assert drift.enforce("night").alarmed == 2


def test_a_declared_mail_server_is_no_difference(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.example.org"
    (found,) = running.egress(register())
    assert found == Difference("egress_undeclared", "mail: mail.example.org")
    way = {"hosts": ("mail.example.org",), "what": {"de": "Post", "en": "Mail"}, "recipient": "none"}
    content = type(register().content).of({**register().plain, "egress": {"mail": way}})
    assert list(running.egress(type(register())(content, register().plain))) == []


def test_the_documents_show_the_last_check(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(drift.REPORTED.drills()) == []
    plant(monkeypatch, FOUND)
    drift.enforce("night")
    (drill,) = drift.REPORTED.drills()
    assert (drill.code, drill.is_passed) == ("drift", False)
    assert DriftCheck.objects.get().differences == [[FOUND.code, FOUND.detail]]
