"""Anchors: sent to works council and data protection officer alone, readable again, and honest where they stay."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import anchors, audit, gate
from eigenart.privacy.anchors import Anchor, AnchorsUnreadable
from eigenart.privacy.models import AuditAnchor
from eigenart.privacy.subject import Subject


@pytest.fixture
def offices(make_employee: Callable[..., Employee]) -> dict[str, str]:
    """Address by role; HR and the administrator are there as well."""
    made = {role: make_employee(roles=[role]) for role in (Role.DPO, Role.WORKS_COUNCIL, Role.HR, Role.ADMIN)}
    return {role.value: person.email for role, person in made.items()}


@pytest.fixture(autouse=True)
def _one_line(approved_register: None, actor: Actor, employee: Employee, subject: Subject) -> None:
    gate.open(actor, employee, "learning.record")


def test_it_goes_to_the_two_offices_and_to_nobody_else(offices: dict[str, str]) -> None:
    taken = anchors.take()
    assert (taken.code, taken.sent_to) == ("sent", 2)
    assert sorted(address for one in mail.outbox for address in one.to) == sorted(
        [offices["dpo"], offices["works_council"]]
    )
    assert all(len(one.recipients()) == 1 for one in mail.outbox)


def test_the_attachments_verify_the_log(offices: dict[str, str], actor: Actor, employee: Employee) -> None:
    for _ in range(2):
        anchors.take()
        gate.open(actor, employee, "learning.record")
    to_dpo = [one for one in mail.outbox if one.to == [offices["dpo"]]]
    received = anchors.parse("".join(str(one.attachments[0][1]) for one in to_dpo))
    assert received == anchors.listing()
    assert received[1].previous == received[0].digest
    verdict = audit.verify(one.heads for one in received)
    assert (verdict.findings, verdict.anchors, verdict.anchored, verdict.lines) == ((), 2, 2, 3)


def test_the_mail_says_what_to_do_in_both_languages(offices: dict[str, str]) -> None:
    taken = anchors.take(datetime(2026, 11, 24, 22, 50, tzinfo=UTC))
    body = str(mail.outbox[0].body)
    assert "Please keep this mail" in body
    assert "Bitte bewahren Sie diese E-Mail auf" in body
    assert taken.anchor.digest in body
    assert employee_free(body)


def employee_free(text: str) -> bool:
    return not any(str(one.pk) in text or one.email in text for one in Employee.objects.all())


def test_without_a_mail_server_it_says_so(settings: Any, offices: dict[str, str]) -> None:
    settings.EMAIL_BACKEND = anchors.NULL_BACKEND
    taken = anchors.take()
    assert (taken.code, taken.sent_to) == ("no_mail_server", 0)
    assert AuditAnchor.objects.get().sent_to == 0


def test_without_an_address_it_says_so() -> None:
    assert anchors.take().code == "no_recipient"
    assert mail.outbox == []


def test_the_settings_may_name_further_addresses(settings: Any) -> None:
    to = ("council@example.org",)
    settings.EIGENART = settings.EIGENART.model_copy(update={"anchor_to": to})
    assert anchors.take().sent_to == 1
    assert mail.outbox[0].to == list(to)


def test_a_mail_server_that_fails_is_named_and_the_copy_is_kept(
    offices: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> int:
        raise OSError("no route")

    monkeypatch.setattr("eigenart.privacy.anchors.EmailMessage.send", broken)
    assert anchors.take().code == "mail_failed"
    assert len(anchors.listing()) == 1


class TestReading:
    def test_what_was_written_is_read(self) -> None:
        one = anchors.take().anchor
        assert anchors.parse("\n" + anchors.as_lines([one]) + "\n") == [one]
        assert isinstance(one, Anchor)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda c: {**c, "at": "2020-01-01T00:00:00+00:00"}, "altered"),
            (lambda c: {**c, "heads": []}, "altered"),
            (lambda c: {k: v for k, v in c.items() if k != "digest"}, "not_an_anchor"),
            (lambda c: {**c, "heads": [["x"]]}, "not_an_anchor"),
            (lambda c: [], "not_an_anchor"),
        ],
    )
    def test_anything_else_is_refused_with_its_line(self, change: Any, code: str) -> None:
        good = anchors.as_lines([anchors.take().anchor])
        bad = json.dumps(change(json.loads(good)))
        with pytest.raises(AnchorsUnreadable) as refused:
            anchors.parse(good + bad)
        assert (refused.value.code, refused.value.line) == (code, 2)

    def test_what_is_no_json(self) -> None:
        with pytest.raises(AnchorsUnreadable, match="not_json in line 1"):
            anchors.parse("{")
